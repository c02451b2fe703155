package connection

import (
	"context"
	"slices"

	"gatehouse/model"
	"gatehouse/saml/diagnose"
	"gatehouse/service/core"
)

// Lint looks over a connection as it stands, errors first.
func (s Service) Lint(ctx context.Context, id model.ID) ([]diagnose.Lint, error) {
	s, err := pass(s.core.See(ctx, model.ActSeeConnections, core.OfConnection(id)))
	if err != nil {
		return nil, err
	}
	c, err := s.Connection(ctx, id)
	if err != nil {
		return nil, err
	}
	o, err := s.core.Owner(ctx, c)
	if err != nil {
		return nil, err
	}
	return Findings(s.core, c, o), nil
}

func Findings(passed *core.Core, c model.Connection, o model.Organization) []diagnose.Lint {
	if c.ByOIDC() {
		return providerFindings(c, o)
	}
	return diagnose.LintSettings(Settings(passed, c, o), c.SSOURL, passed.Now())
}

// sound refuses the errors of a check and gives the rest. An error that was there
// before the change is no reason against it: time brings errors too, as the end
// of a certificate, and must not lock a connection. What is still empty in a
// draft does not refuse it, and a domain can be added after the connection.
func sound(lints []diagnose.Lint, c model.Connection, before []diagnose.Lint) ([]diagnose.Lint, error) {
	later := map[string]bool{"domains": true}
	if c.State == model.Draft || c.PausedFrom == model.Draft {
		later["idp_entity_id"] = c.IdPEntityID == ""
		later["sso_url"] = c.SSOURL == ""
		later["issuer"], later["client_id"] = c.OIDC.Issuer == "", c.OIDC.ClientID == ""
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
		return rest, &model.Unsound{Lints: errors}
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
