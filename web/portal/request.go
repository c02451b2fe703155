package portal

import (
	"errors"
	"net/http"

	"gatehouse/model"
	"gatehouse/web/internal/pages"
)

// question is one thing that an operator needs to know for a feature.
type question struct {
	Name, Label, Hint string
	Options           []string // of a choice; nil takes text
	Long              bool
	Answer            string
}

// requestForm is what is asked for a feature that an operator sets up.
type requestForm struct {
	Lead      string
	Configure []string // what will be configured with the answers
	Questions []question
}

var requestForms = map[model.Intent]requestForm{
	model.IntentDirectorySync: {
		Lead: "Where your people are managed in a system that does not send them by SCIM, somebody else has to bring " +
			"them: tell what you use, and how many people there are.",
		Configure: []string{
			"How your people and groups come here: as a file, or by a connection that is made for you.",
			"Which groups are synchronised, and which attributes of a user.",
			"What happens to an account when somebody leaves.",
		},
		Questions: []question{
			{Name: "directory", Label: "Directory provider", Options: []string{
				"Okta", "Entra ID", "Google Workspace", "OneLogin", "JumpCloud", "PingFederate", "CyberArk",
				"Rippling", "Workday",
				"BambooHR", "Breathe HR", "Cezanne HR", "Fourth", "Hibob", "People HR", "SFTP (CSV files)",
				"Custom SCIM 2.0"}},
			{Name: "users", Label: "How many people, about", Hint: "For example 250."},
			{Name: "groups", Label: "Groups to synchronise", Hint: "One a line, or \"all\".", Long: true},
			{Name: "notes", Label: "Anything else", Hint: "For example attributes that the application needs.",
				Long: true},
		},
	},
	model.IntentAuditLogs: {
		Lead: "Audit logs tell who did what in the application, and when.",
		Configure: []string{
			"Which events you get, and for how long they are kept.",
			"Whether you read them in the application or export them.",
		},
		Questions: []question{
			{Name: "delivery", Label: "How you want to get them", Options: []string{"In the application",
				"CSV export on demand", "Streamed to our SIEM"}},
			{Name: "retention", Label: "How long they must be kept", Options: []string{
				"30 days", "90 days", "1 year", "Longer",
			}},
			{Name: "events", Label: "Events that matter most to you", Hint: "One a line.", Long: true},
			{Name: "notes", Label: "Anything else", Long: true},
		},
	},
	model.IntentLogStreams: {
		Lead: "A log stream sends events to your own systems as they happen.",
		Configure: []string{
			"The destination and its credentials, which your contact asks for over a safe channel: do not enter " +
				"secrets here.",
			"The format of the events.",
		},
		Questions: []question{
			{Name: "destination", Label: "Destination", Options: []string{"Datadog", "Splunk", "Amazon S3",
				"Google Cloud Storage", "Microsoft Sentinel", "Generic HTTPS"}},
			{Name: "region", Label: "Region or site", Hint: "For example eu-central-1, or datadoghq.eu."},
			{Name: "endpoint", Label: "Address of the endpoint or bucket", Hint: "Without any token or password."},
			{Name: "notes", Label: "Anything else", Long: true},
		},
	},
	model.IntentBringYourOwnKey: {
		Lead: "With your own key, your data is encrypted under a key that only you can withdraw.",
		Configure: []string{"A key in your key management service, and the permission to encrypt and decrypt with it.",
			"What happens when the key is rotated or withdrawn."},
		Questions: []question{
			{Name: "service", Label: "Key management service", Options: []string{
				"AWS KMS", "Azure Key Vault", "Google Cloud KMS",
			}},
			{Name: "region", Label: "Region", Hint: "For example eu-west-1."},
			{Name: "key", Label: "Name of the key", Hint: "Its ARN, URI or resource name. Never the key itself."},
			{Name: "notes", Label: "Anything else", Long: true},
		},
	},
}

type requestPage struct {
	Intent                  model.Intent
	Label                   string
	Form                    requestForm
	Contact, Problem, Field string
	Sent                    string // when it was asked for
	Settled                 bool
	Now                     bool // it was sent right now
}

// request asks for what an operator needs to set a feature up.
func (v *visit) request() {
	i, form, ok := v.requested()
	if !ok {
		return
	}
	page := requestPage{Intent: i, Label: i.Label(), Form: form}
	asked, err := v.services.FeatureRequests(v.r.Context(), v.org.ID)
	if err != nil {
		v.failed(err)
		return
	}
	for _, a := range asked {
		if a.Intent == i {
			page.Contact, page.Sent, page.Settled = a.Contact, pages.Moment(a.Updated), !a.Settled.IsZero()
			page.Form = form.with(func(q question) string { return a.Details[q.Label] })
			page.Now = a.Settled.IsZero() && v.r.URL.Query().Get("sent") != ""
		}
	}
	v.mayLeave()
	v.show(http.StatusOK, "request", i.Label(), page)
}

// requested is the form of a page, if the link is for it.
func (v *visit) requested() (model.Intent, requestForm, bool) {
	i := model.Intent(v.r.PathValue("intent"))
	form, known := requestForms[i]
	if !known {
		v.portal.out.NotFound(v.w, v.r)
		return i, form, false
	}
	v.place.name = i.Label()
	return i, form, v.allowed(i)
}

// with fills answers in.
func (f requestForm) with(answer func(question) string) requestForm {
	filled := f
	filled.Questions = nil
	for _, q := range f.Questions {
		q.Answer = answer(q)
		filled.Questions = append(filled.Questions, q)
	}
	return filled
}

// saveRequest keeps the answers for the operator.
func (v *visit) saveRequest() {
	i, form, ok := v.requested()
	if !ok {
		return
	}
	form = form.with(func(q question) string { return v.field(q.Name) })
	asked := model.FeatureRequest{OrganizationID: v.org.ID, LinkID: v.session.Link.ID, Intent: i,
		Contact: v.field("contact"), Details: map[string]string{}}
	for _, q := range form.Questions {
		asked.Details[q.Label] = q.Answer
	}
	_, err := v.services.RequestFeature(v.r.Context(), asked)
	if refused, ok := errors.AsType[*model.FieldError](err); ok {
		v.refusedField(refused)
		v.mayLeave()
		problem := *refused
		if _, answered := asked.Details[problem.Field]; answered { // there are several on the page
			problem.Reason = "“" + problem.Field + "” " + problem.Reason
		}
		v.show(http.StatusUnprocessableEntity, "request", i.Label(), requestPage{
			Intent: i, Label: i.Label(), Form: form, Contact: asked.Contact, Problem: says(&problem),
			Field: refused.Field,
		})
		return
	}
	if err != nil {
		v.failed(err)
		return
	}
	if !i.Requested() { // it is set up by users who come, not by having asked
		v.record(model.Step{What: model.StepConfigured, Page: i.Label(), Note: "request sent"})
		v.redirect("request/" + string(i) + "?sent=1")
		return
	}
	v.finishIntent(i)
}
