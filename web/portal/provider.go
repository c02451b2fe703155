package portal

import (
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
	if !slices.Contains(provider.Types(), chosen) {
		v.record(model.Step{What: model.StepError, Note: "No provider was chosen"})
		v.showProviders(http.StatusUnprocessableEntity, "Choose one of the identity providers below.")
		return
	}
	c := v.setup.Connection
	var err error
	switch {
	case !v.setup.Made():
		_, _, err = v.services.CreateConnection(v.r.Context(),
			model.NewConnection{Organization: v.org.ID, Type: chosen})
	case c.Type == chosen:
	case c.Configured():
		v.record(model.Step{What: model.StepError,
			Note: "Another provider was chosen for a connection that is configured"})
		v.showProviders(http.StatusConflict, "Sign-ins through "+named(c)+" are set up already. To change to another "+
			"identity provider, reset the connection first.")
		return
	default:
		_, _, err = v.services.UpdateConnection(v.r.Context(), c.ID, model.ConnectionPatch{Type: &chosen})
	}
	if err != nil {
		v.failed(err)
		return
	}
	v.redirect("guide/1")
}
