package portal

import (
	"errors"
	"net/http"

	"gatehouse/model"
	"gatehouse/provider"
)

// directoryProviders offers the providers of directories as cards.
func (v *visit) directoryProviders() { v.showDirectoryProviders(http.StatusOK, "") }

func (v *visit) showDirectoryProviders(status int, problem string) {
	if !v.allowed(model.IntentDirectorySync) {
		return
	}
	query := v.r.URL.Query().Get("q")
	var cards []directoryGuide
	for _, g := range provider.DirectoryGuides() {
		if card := (directoryGuide{g}); card.matches(query) {
			cards = append(cards, card)
		}
	}
	chosen, reset := "", v.sync.Made() && !v.sync.Linked() && v.r.URL.Query().Get("reset") != ""
	if v.sync.Made() && !reset {
		chosen = v.guideTo().Slug
	}
	from := ""
	if v.sync.Linked() {
		from = v.comesFrom()
	}
	v.show(status, "directoryproviders", "Choose your directory provider", struct {
		Query, Chosen, Problem, Vendor string
		Cards                          []directoryGuide
		Custom                         directoryGuide
		Reset                          bool
		From                           string // where users come from already, "" if none do
	}{query, chosen, problem, v.vendor(), cards, directoryGuideOf(provider.AnyDirectory), reset, from})
}

// chooseDirectory makes the directory, or changes the type of one that nothing has reached, and leads into the guide.
// Providers without SCIM make none.
func (v *visit) chooseDirectory() {
	if !v.allowed(model.IntentDirectorySync) {
		return
	}
	chosen := v.field("provider")
	g, known := provider.DirectoryGuideOf(chosen)
	if !known {
		v.record(model.Step{What: model.StepError, Note: "No provider was chosen"})
		v.showDirectoryProviders(http.StatusUnprocessableEntity, "Choose one of the providers below.")
		return
	}
	if len(g.Steps) > 0 {
		_, err := v.services.ChooseDirectory(v.r.Context(), v.org.ID, g.Type)
		if refused, ok := errors.AsType[*model.FieldError](err); ok {
			v.refusedField(refused)
			v.showDirectoryProviders(http.StatusConflict, says(refused))
			return
		}
		if err != nil {
			v.failed(err)
			return
		}
	}
	v.redirect((directoryGuide{g}).page(1))
}
