package portal

import (
	"net/http"
	"strings"

	"gatehouse/model"
	"gatehouse/web/internal/pages"
)

// named is the identity provider inside a sentence.
func named(c model.Connection) string { return c.ProviderName() }

// row is a name with its values.
type row struct {
	Name   string
	Values []string
}

// connectionView is a connection as an IT admin sees it.
type connectionView struct {
	Provider, State, StateText string
	Good                       bool
	Theirs                     []value // the identity provider's values
	Ours                       []value
	Certificates               []certificateView
	MetadataURL, Fetched       string
	MetadataProblem            string
	Mapping                    []row // what is mapped by hand
	OIDC                       bool
}

var stateTexts = map[model.ConnectionState][2]string{
	model.Draft: {"Not set up yet", "The values of your identity provider are still missing."},
	model.Validating: {
		"Waiting for the first sign-in", "Everything is entered. The first sign-in that succeeds activates it.",
	},
	model.Active:   {"Active", "People can sign in."},
	model.Inactive: {"Paused", "Nobody can sign in. Your contact has paused it."},
}

func (v *visit) connectionView(c model.Connection) *connectionView {
	words := stateTexts[c.State]
	view := &connectionView{
		Provider: model.TypeLabel(c.Type), State: words[0], StateText: words[1], Good: c.State == model.Active,
		Certificates: v.certificateViews(c), MetadataURL: c.MetadataURL, MetadataProblem: c.MetadataProblem,
	}
	if view.OIDC = c.ByOIDC(); view.OIDC {
		view.Theirs, view.Ours = clientValues(c), []value{{"Redirect URI", v.services.ACSURL(c)}}
	} else {
		view.Theirs = []value{{"Entity ID", c.IdPEntityID}, {"Single sign-on URL", c.SSOURL}}
		view.Ours = []value{
			{"ACS URL", v.services.ACSURL(c)}, {"Entity ID", v.services.EntityID(c)},
			{"Metadata", v.services.MetadataURL(c)},
		}
	}
	if !c.MetadataFetched.IsZero() {
		view.Fetched = pages.Moment(c.MetadataFetched)
	}
	for _, f := range portalFields() {
		if names := f.Names(c.Mapping); len(names) > 0 {
			view.Mapping = append(view.Mapping, row{f.Label, []string{strings.Join(names, ", ")}})
		}
	}
	return view
}

// recentEvents are how many the connection's page shows.
const recentEvents = 5

// connection shows how things stand after the setup.
func (v *visit) connection() {
	if !v.allowed(model.IntentSSO) {
		return
	}
	c, ok := v.needConfigured()
	if !ok {
		return
	}
	rows, err := v.eventRows(c, "", recentEvents)
	if err != nil {
		v.failed(err)
		return
	}
	v.mayLeave()
	v.show(http.StatusOK, "connection", "Single sign-on", struct {
		*connectionView
		Events    []eventRow
		CanFinish bool
	}{v.connectionView(c), rows, v.canFinish(model.IntentSSO)})
}

// resetPage says what a reset breaks.
type resetPage struct {
	Provider, Problem string
	Active            bool
}

func (v *visit) resetQuestion() { v.showReset(http.StatusOK, "") }

func (v *visit) showReset(status int, problem string) {
	if !v.allowed(model.IntentSSO) {
		return
	}
	c, ok := v.need()
	if !ok {
		return
	}
	v.show(status, "reset", "Reset connection", resetPage{named(c), problem, c.State == model.Active})
}

// reset makes the connection a draft again.
func (v *visit) reset() {
	if !v.allowed(model.IntentSSO) {
		return
	}
	c, ok := v.need()
	if !ok {
		return
	}
	if v.field("sure") == "" {
		v.showReset(http.StatusUnprocessableEntity, "Tick the box to confirm, or go back.")
		return
	}
	if _, err := v.services.ResetConnection(v.r.Context(), c.ID); err != nil {
		v.failed(err)
		return
	}
	v.record(model.Step{What: model.StepConfigured, Note: "connection reset"})
	v.redirect("provider?reset=1")
}
