package portal

import (
	"net/http"
	"slices"

	"gatehouse/model"
	"gatehouse/web/internal/pages"
)

// overview lists what the link is for.
func (v *visit) overview() {
	if v.r.URL.RawQuery == openedNow {
		v.place = unrecorded // it is seen at the next request
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
		f := feature{Label: i.Label(), Text: intentTexts[i], URL: portalRoot + intentPaths[i], Action: "Open",
			Done: slices.Contains(link.Done, i)}
		if i == model.IntentSSO {
			next, err := v.next()
			if err != nil {
				v.failed(err)
				return
			}
			f.URL, f.Action = portalRoot+next, "Set up"
			switch {
			case next == "":
				f.URL, f.Action = portalRoot+connectionPlace.path, "Manage"
				f.Text = "Sign-ins through " + named(v.setup.Connection) + " are set up."
			case v.setup.Made() || len(v.org.Domains) > 0:
				f.Action = "Continue"
			}
		}
		if i == model.IntentDirectorySync {
			var err error
			if f.Text, f.Action, err = v.directoryCard(f.Text); err != nil {
				v.failed(err)
				return
			}
			f.Done = f.Done && v.sync.Ready()
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

// directoryCard is what the overview says of Directory Sync, and what can be done.
func (v *visit) directoryCard(text string) (says, action string, err error) {
	switch c := v.sync.Directory.Counts; {
	case v.sync.Ready():
		return "Users come from " + v.comesFrom() + ": " + pages.Plural(c.Users(), "user") + " and " +
			pages.Plural(c.Groups, "group") + " so far.", "Manage", nil
	case v.sync.Made():
		return text, "Continue", nil
	}
	asked, err := v.services.FeatureRequests(v.r.Context(), v.org.ID)
	if slices.ContainsFunc(asked, func(r model.FeatureRequest) bool {
		return r.Intent == model.IntentDirectorySync && r.Settled.IsZero()
	}) {
		text = "Your request was sent. Your contact will get back to you, or you connect a provider by yourself."
	}
	return text, "Set up", err
}

var intentTexts = map[model.Intent]string{
	model.IntentSSO: "People of your company sign in with the account that they have already. It " +
		"takes about fifteen minutes, and you can stop and come back at any time.",
	model.IntentDomainVerification: "Prove that your email domains are yours, with one record in the DNS for each.",
	model.IntentCertificateRenewal: "Add the next signing certificate of your identity provider before the current " +
		"one expires.",
	model.IntentDirectorySync: "Users and groups follow your identity provider: who joins gets an account, who " +
		"leaves loses it. It takes about fifteen minutes.",
	model.IntentAuditLogs:       "Say which audit logs you need, and how you want to get them.",
	model.IntentLogStreams:      "Say where logs should be streamed to.",
	model.IntentBringYourOwnKey: "Name the key of your own key management that should protect your data.",
}

var intentPaths = map[model.Intent]string{
	model.IntentDomainVerification: "domains", model.IntentCertificateRenewal: "certificates",
	model.IntentDirectorySync: "directory", model.IntentAuditLogs: "request/audit_logs",
	model.IntentLogStreams: "request/log_streams", model.IntentBringYourOwnKey: "request/bring_your_own_key",
}
