package portal

import (
	"cmp"
	"net/http"
	"slices"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/web/internal/pages"
)

// connected is the connection that a link sets up: the newest. Those to the test identity
// provider are not for IT admins.
func (v *visit) connected() (model.Connection, bool, error) {
	all, err := v.desk.Connections(v.r.Context(), model.ConnectionQuery{Environment: v.env.ID, Organization: v.org.ID})
	if err != nil {
		return model.Connection{}, false, err
	}
	all = slices.DeleteFunc(all, func(c model.Connection) bool { return c.Type == model.TestIdPType })
	if len(all) == 0 {
		return model.Connection{}, false, nil
	}
	return slices.MaxFunc(all, func(a, b model.Connection) int {
		return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID))
	}), true, nil
}

// need gives the connection, or sends the visitor to where it is made.
func (v *visit) need() (model.Connection, bool) {
	c, ok, err := v.connected()
	if err != nil {
		v.failed(err)
		return c, false
	}
	if !ok {
		v.redirect("provider")
	}
	return c, ok
}

// needConfigured also sends a draft back to where its settings are entered.
func (v *visit) needConfigured() (model.Connection, bool) {
	c, ok := v.need()
	if ok && !c.Configured() {
		v.redirect("metadata")
		return c, false
	}
	return c, ok
}

// steps is the way through the setup of single sign-on.
func (v *visit) steps() []navStep {
	if !v.session.Link.Allows(model.IntentSSO) || !slices.Contains(stepPages, v.page) {
		return nil
	}
	c, made, err := v.connected()
	if err != nil {
		return nil
	}
	configured := made && c.Configured()
	steps := []navStep{
		{Label: "Domain", URL: "domains", Done: v.domainsProved(), Current: v.page == "Domains" || v.page == "Domain record"},
		{Label: "Identity provider", URL: "provider", Done: made, Current: v.page == "Identity provider"},
		{Label: "Guide", URL: "guide/1", Done: configured, Current: v.page == "Guide"},
		{Label: "Metadata", URL: "metadata", Done: configured, Current: v.page == "Metadata"},
		{Label: "Attributes", URL: "attributes", Done: made && c.State == model.Active, Current: v.page == "Attributes"},
		{Label: "Test", URL: "test", Done: made && c.State == model.Active, Current: v.page == "Test" || v.page == "Test result"},
	}
	for i := range steps {
		if i < 2 || made && (i < 4 || configured) {
			steps[i].URL = portalRoot + steps[i].URL
		} else {
			steps[i].URL = "" // not yet
		}
	}
	return steps
}

// stepPages are the pages that the steps lead through.
var stepPages = []string{"Domains", "Domain record", "Identity provider", "Guide", "Metadata", "Attributes", "Test", "Test result"}

// domainsProved reports whether nothing is left to do about domains: all are
// verified, or none is asked for.
func (v *visit) domainsProved() bool {
	verified := len(v.org.VerifiedDomains())
	return verified == len(v.org.Domains) && (verified > 0 || v.org.AllowOutside)
}

// mayReceive reports whether anybody could sign in: a domain is verified, or
// none is asked for.
func (v *visit) mayReceive() bool { return v.org.AllowOutside || len(v.org.VerifiedDomains()) > 0 }

// next is the step that has to be taken next, "" once sign-ins work.
func (v *visit) next() (string, error) {
	c, made, err := v.connected()
	switch {
	case err != nil:
		return "", err
	case len(v.org.Domains) == 0 && !v.org.AllowOutside:
		return "domains", nil
	case !made:
		return "provider", nil
	case !c.Configured():
		return v.resumed(c)
	case c.State == model.Validating:
		return "test", nil
	}
	return "", nil
}

// spValues are our values by the names that guides have for them.
func (v *visit) spValues(c model.Connection) map[string]string {
	return map[string]string{
		"acs": v.desk.ACSURL(c), "entity": v.desk.EntityID(c), "metadata": v.desk.MetadataURL(c),
		"acs_pattern": "^" + escapePattern(v.desk.ACSURL(c)) + "$",
	}
}

// value is something to copy.
type value struct{ Label, Text string }

// overview lists what the link is for.
func (v *visit) overview() {
	if v.r.URL.RawQuery == openedNow {
		v.page = "" // it is seen at the next request
		v.record(model.Step{What: model.StepOpened})
		v.redirect("")
		return
	}
	type feature struct {
		Label, Text, URL, Action string
		Done                     bool
	}
	link := v.session.Link
	var features []feature
	for _, i := range link.Intents {
		f := feature{Label: i.Label(), Text: intentTexts[i], URL: portalRoot + intentPaths[i], Action: "Open", Done: slices.Contains(link.Done, i)}
		if i == model.IntentSSO {
			next, err := v.next()
			if err != nil {
				v.failed(err)
				return
			}
			c, made, err := v.connected()
			if err != nil {
				v.failed(err)
				return
			}
			f.URL, f.Action = portalRoot+next, "Set up"
			switch {
			case next == "":
				f.URL, f.Action, f.Text = portalRoot+"connection", "Manage", "Sign-ins through "+named(c)+" are set up."
			case made || len(v.org.Domains) > 0:
				f.Action = "Continue"
			}
		}
		if f.Done && i.Requested() {
			f.Text, f.Action = "Your request was sent. Your contact will get back to you.", "Change"
		}
		features = append(features, f)
	}
	// A portal link has one intent: it leads straight to where that is managed.
	if link.Kind == model.PortalLink {
		http.Redirect(v.w, v.r, features[0].URL, http.StatusSeeOther)
		return
	}
	v.show(http.StatusOK, "overview", "Setup for "+v.org.Name, struct {
		Features []feature
		Expires  string
		Finished string // what was just finished
	}{features, pages.Moment(v.session.Expires), v.justFinished()})
}

// justFinished is what the visitor comes from finishing, "" for nothing.
func (v *visit) justFinished() string {
	i := model.Intent(v.r.URL.Query().Get("finished"))
	if !slices.Contains(v.session.Link.Done, i) {
		return ""
	}
	if i.Requested() {
		return "Your request for " + i.Label() + " was sent."
	}
	return i.Label() + " is set up."
}

var intentTexts = map[model.Intent]string{
	model.IntentSSO:                "People of your company sign in with the account that they have already. It takes about fifteen minutes, and you can stop and come back at any time.",
	model.IntentDomainVerification: "Prove that your email domains are yours, with one record in the DNS for each.",
	model.IntentCertificateRenewal: "Add the next signing certificate of your identity provider before the current one expires.",
	model.IntentDirectorySync:      "Say which directory your users and groups come from.",
	model.IntentAuditLogs:          "Say which audit logs you need, and how you want to get them.",
	model.IntentLogStreams:         "Say where logs should be streamed to.",
	model.IntentBringYourOwnKey:    "Name the key of your own key management that should protect your data.",
}

var intentPaths = map[model.Intent]string{
	model.IntentDomainVerification: "domains", model.IntentCertificateRenewal: "certificates",
	model.IntentDirectorySync: "request/dsync", model.IntentAuditLogs: "request/audit_logs",
	model.IntentLogStreams: "request/log_streams", model.IntentBringYourOwnKey: "request/bring_your_own_key",
}

// providers offers the identity providers as cards.
func (v *visit) providers() { v.showProviders(http.StatusOK, "") }

func (v *visit) showProviders(status int, problem string) {
	if !v.allowed(model.IntentSSO) {
		return
	}
	c, made, err := v.connected()
	if err != nil {
		v.failed(err)
		return
	}
	query := v.r.URL.Query().Get("q")
	cards := v.portal.guides.cards()
	if query != "" {
		cards = slices.DeleteFunc(cards, func(g guide) bool { return !g.matches(query) })
	}
	chosen := ""
	if made {
		chosen = c.Type
	}
	v.show(status, "providers", "Choose your identity provider", struct {
		Query, Chosen, Problem string
		Cards                  []guide
		Generic                guide
		NoDomain, Reset        bool
	}{query, chosen, problem, cards, v.portal.guides[genericType], !v.mayReceive(), made && !c.Configured() && v.r.URL.Query().Get("reset") != ""})
}

// chooseProvider makes the connection, or changes the type of a draft.
func (v *visit) chooseProvider() {
	if !v.allowed(model.IntentSSO) {
		return
	}
	chosen := v.field("type")
	if !slices.Contains(saml.ConnectionTypes(), chosen) {
		v.record(model.Step{What: model.StepError, Note: "No provider was chosen"})
		v.showProviders(http.StatusUnprocessableEntity, "Choose one of the identity providers below.")
		return
	}
	c, made, err := v.connected()
	switch {
	case err != nil:
	case !made:
		_, _, err = v.desk.CreateConnection(v.r.Context(), model.NewConnection{Organization: v.org.ID, Type: chosen})
	case c.Type == chosen:
	case c.Configured():
		v.record(model.Step{What: model.StepError, Note: "Another provider was chosen for a connection that is configured"})
		v.showProviders(http.StatusConflict, "Sign-ins through "+named(c)+" are set up already. To change to another identity provider, reset the connection first.")
		return
	default:
		_, _, err = v.desk.UpdateConnection(v.r.Context(), c.ID, model.ConnectionPatch{Type: &chosen})
	}
	if err != nil {
		v.failed(err)
		return
	}
	v.redirect("guide/1")
}
