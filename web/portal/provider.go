package portal

import (
	"errors"
	"net/http"
	"slices"

	"gatehouse/model"
	"gatehouse/provider"
)

// providers offers the identity providers as cards.
func (v *visit) providers() { v.showProviders(http.StatusOK, "") }

func (v *visit) showProviders(status int, problem string) {
	if !v.allowed(model.IntentSSO) {
		return
	}
	c, made := v.setup.Connection, v.setup.Made()
	query := v.r.URL.Query().Get("q")
	cards := cards()
	if query != "" {
		cards = slices.DeleteFunc(cards, func(g guide) bool { return !g.matches(query) })
	}
	chosen := ""
	if made {
		chosen = c.Type
	}
	reset := made && !c.Configured() && v.r.URL.Query().Get("reset") != ""
	v.show(status, "providers", "Choose your identity provider", struct {
		Query, Chosen, Problem string
		Cards                  []guide
		Generic                guide
		NoDomain, Reset        bool
	}{query, chosen, problem, cards, guideFor(provider.Generic), !v.setup.MayReceive(), reset})
}

// chooseProvider makes the connection, or changes the type of a draft.
func (v *visit) chooseProvider() {
	if !v.allowed(model.IntentSSO) {
		return
	}
	chosen := v.field("type")
	if !slices.Contains(providerTypes(), chosen) {
		v.record(model.Step{What: model.StepError, Note: "No provider was chosen"})
		v.showProviders(http.StatusUnprocessableEntity, "Choose one of the identity providers below.")
		return
	}
	_, err := v.services.ChooseProvider(v.r.Context(), v.org.ID, chosen)
	if refused, ok := errors.AsType[*model.FieldError](err); ok {
		v.record(model.Step{What: model.StepError,
			Note: "Another provider was chosen for a connection that is configured"})
		v.showProviders(http.StatusConflict, says(refused))
		return
	}
	if err != nil {
		v.failed(err)
		return
	}
	v.redirect("guide/1")
}
