package model

import (
	"fmt"

	"gatehouse/saml/diagnose"
)

// Waiting is what waits for somebody to decide on it, as warnings.
func (c Connection) Waiting() []diagnose.Lint {
	var all []diagnose.Lint
	if c.Pending != nil {
		all = append(all, diagnose.Lint{
			Level: diagnose.LintWarning, Field: "metadata",
			Message: "its metadata has changed, found on " + c.Pending.Found.UTC().Format("2 January 2006") +
				"; nothing of it is trusted yet",
			Remedy: "look at the change " + c.Pending.Digest() + ", and approve or decline it",
		})
	}
	if c.MetadataProblem != "" {
		all = append(all, diagnose.Lint{
			Level: diagnose.LintWarning, Field: "metadata",
			Message: "its metadata could not be read the last time: " + c.MetadataProblem,
			Remedy:  "mend the metadata URL, or import a file",
		})
	}
	return all
}

// Unsound refuses settings with which no sign-in could succeed.
type Unsound struct{ Lints []diagnose.Lint }

func (e *Unsound) Error() string {
	first := e.Lints[0]
	text := fmt.Sprintf("%s: %s; %s", first.Field, first.Message, first.Remedy)
	if more := len(e.Lints) - 1; more > 0 {
		text += fmt.Sprintf(" (and %s more)", Plural(more, "error", "errors"))
	}
	return text
}

// Unwrap gives each error as a *FieldError.
func (e *Unsound) Unwrap() []error {
	var all []error
	for _, l := range e.Lints {
		all = append(all, &FieldError{Field: l.Field, Reason: l.Message, Remedy: l.Remedy})
	}
	return all
}
