package portal

import (
	"errors"
	"strings"

	"gatehouse/model"
	"gatehouse/saml/diagnose"
	"gatehouse/web/internal/pages"
)

// finding is one thing that is wrong with what was entered, or may become so.
type finding struct {
	Field   string // of the form, "" if it belongs to none
	Message string
	Remedy  string
	Grave   bool
}

// says puts a refused value into a sentence, for the field that it stands under.
func says(e *model.FieldError) string {
	text := pages.Sentence(e.Reason)
	if e.Remedy != "" {
		text += " " + pages.Sentence(e.Remedy)
	}
	return text
}

// findings are the reasons of a refusal, and what it warned of besides; nil if
// the error is none of the visitor's.
func findings(err error, lints []diagnose.Lint) []finding {
	var all []finding
	unsound, isUnsound := errors.AsType[*model.Unsound](err)
	refused, isRefused := errors.AsType[*model.FieldError](err)
	switch {
	case isUnsound:
		for _, l := range unsound.Lints {
			all = append(all, findingOf(l, true))
		}
	case isRefused:
		all = append(all, finding{Field: refused.Field, Message: pages.Sentence(refused.Reason),
			Remedy: remedy(refused.Remedy), Grave: true})
	case err != nil:
		return nil
	}
	for _, l := range lints {
		all = append(all, findingOf(l, false))
	}
	return all
}

// theirs are the findings that an IT admin can do something about: our own
// addresses and our policy are not theirs, and domains have their own page.
func theirs(lints []diagnose.Lint) []diagnose.Lint {
	var all []diagnose.Lint
	for _, l := range lints {
		switch l.Field {
		case "idp_entity_id", "sso_url", "certificates", "metadata", "issuer", "client_id", "client_secret":
			all = append(all, l)
		}
	}
	return all
}

func findingOf(l diagnose.Lint, grave bool) finding {
	return finding{Field: l.Field, Message: pages.Sentence(l.Message), Remedy: remedy(l.Remedy), Grave: grave}
}

func remedy(s string) string {
	if s == "" {
		return ""
	}
	return pages.Sentence(s)
}

// refusedField records an error that the visitor is shown.
func (v *visit) refusedField(e *model.FieldError) {
	v.record(model.Step{What: model.StepError, Note: e.Error()})
}

// refusedAll records errors that the visitor is shown.
func (v *visit) refusedAll(all []finding) {
	var texts []string
	for _, f := range all {
		if f.Grave {
			texts = append(texts, f.Message)
		}
	}
	v.record(model.Step{What: model.StepError, Note: strings.Join(texts, " ")})
}

// mayLeave lets the forms of this page lead to another site: form-action also
// binds the redirects that follow a form.
func (v *visit) mayLeave() { v.w.Header().Set("Content-Security-Policy", portalPolicy) }
