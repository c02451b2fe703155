package model

import (
	"context"
	"fmt"
	"slices"

	"gatehouse/saml/diagnose"
)

// Lint looks over a connection as it stands, errors first.
func (d *Desk) Lint(ctx context.Context, id ID) ([]diagnose.Lint, error) {
	d, err := d.see(ctx, ActSeeConnections, ofConnection(id))
	if err != nil {
		return nil, err
	}
	c, err := d.Connection(ctx, id)
	if err != nil {
		return nil, err
	}
	o, err := d.Organization(ctx, c.OrganizationID)
	if err != nil {
		return nil, err
	}
	return d.lint(c, o), nil
}

// Waiting is what waits for somebody to decide on it, as warnings.
func (c Connection) Waiting() []diagnose.Lint {
	var all []diagnose.Lint
	if c.Pending != nil {
		all = append(all, diagnose.Lint{
			Level: diagnose.LintWarning, Field: "metadata",
			Message: "its metadata has changed, found on " + c.Pending.Found.UTC().Format("2 January 2006") + "; nothing of it is trusted yet",
			Remedy:  "look at the change " + c.Pending.Digest() + ", and approve or decline it",
		})
	}
	if c.MetadataProblem != "" {
		all = append(all, diagnose.Lint{
			Level: diagnose.LintWarning, Field: "metadata",
			Message: "its metadata could not be read the last time: " + c.MetadataProblem, Remedy: "mend the metadata URL, or import a file",
		})
	}
	return all
}

func (d *Desk) lint(c Connection, o Organization) []diagnose.Lint {
	return diagnose.LintSettings(d.settings(c, o), c.SSOURL, d.now())
}

// Unsound refuses settings with which no sign-in could succeed.
type Unsound struct{ Lints []diagnose.Lint }

func (e *Unsound) Error() string {
	first := e.Lints[0]
	text := fmt.Sprintf("%s: %s; %s", first.Field, first.Message, first.Remedy)
	if more := len(e.Lints) - 1; more > 0 {
		text += fmt.Sprintf(" (and %s more)", plural(more, "error", "errors"))
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

// sound refuses the errors of a check and gives the rest. An error that was there
// before the change is no reason against it: time brings errors too, as the end
// of a certificate, and must not lock a connection. What is still empty in a
// draft does not refuse it, and a domain can be added after the connection.
func sound(lints []diagnose.Lint, c Connection, before []diagnose.Lint) ([]diagnose.Lint, error) {
	later := map[string]bool{"domains": true}
	if c.State == Draft || c.PausedFrom == Draft {
		later["idp_entity_id"] = c.IdPEntityID == ""
		later["sso_url"] = c.SSOURL == ""
		later["certificates"] = len(c.Certificates) == 0
	}
	var errors, rest []diagnose.Lint
	for _, l := range lints {
		if l.Level == diagnose.LintError && !later[l.Field] && !slices.Contains(before, l) {
			errors = append(errors, l)
		} else {
			rest = append(rest, l)
		}
	}
	if len(errors) > 0 {
		return rest, &Unsound{errors}
	}
	return rest, nil
}

// merge joins findings without repetitions, errors first.
func merge(a, b []diagnose.Lint) []diagnose.Lint {
	var all []diagnose.Lint
	for _, level := range []diagnose.LintLevel{diagnose.LintError, diagnose.LintWarning} {
		for _, l := range append(slices.Clone(a), b...) {
			if l.Level == level && !slices.Contains(all, l) {
				all = append(all, l)
			}
		}
	}
	return all
}
