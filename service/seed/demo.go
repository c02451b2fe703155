package seed

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gatehouse/model"
	"gatehouse/saml/idp"
	"gatehouse/service/connection"
	"gatehouse/service/core"
)

// ClearDemos deletes the demonstration organizations that were made since a time,
// all but Acme: a tour leaves nothing behind.
func (s Service) ClearDemos(ctx context.Context, since time.Time) error {
	s, err := s.pass(s.core.Do(ctx, model.ActTestSignIn, core.Everything))
	if err != nil {
		return err
	}
	all, err := s.tenant().Organizations(ctx, model.OrganizationQuery{})
	if err != nil {
		return err
	}
	since = since.UTC().Truncate(time.Millisecond) // as core.Now is
	for _, o := range all {
		if !o.Demo() || o.Sample == string(connection.SampleNeeds) || o.Created.Before(since) {
			continue
		}
		if _, err := s.tenant().DeleteOrganization(ctx, o.ID); err != nil && !errors.Is(err, model.ErrNotFound) {
			return err
		}
	}
	return nil
}

// follow brings what points at our own listener up to date after it has moved:
// the connections to the test identity provider and the demo's callback. And the
// demonstration organizations of earlier versions, which let everybody in, get a
// domain of their own.
func (s Service) follow(ctx context.Context) error {
	connections, err := s.connection().Connections(ctx, model.ConnectionQuery{})
	if err != nil {
		return err
	}
	var edits []core.Edit
	for _, c := range connections {
		if s.core.TestIdPOff == "" && c.Type == model.TestIdPType &&
			(c.SSOURL != connection.TestIdPSSOURL(s.core) || c.IdPEntityID != connection.TestIdPEntityID(s.core)) {
			moved := c
			moved.SSOURL, moved.IdPEntityID = connection.TestIdPSSOURL(s.core), connection.TestIdPEntityID(s.core)
			moved.Updated = s.core.Now()
			edits = append(edits, core.Changed(c, moved))
		}
	}
	for _, c := range connections {
		if here := connection.TestIdPIssuer(s.core); s.core.TestIdPOff == "" && c.ByOIDC() && c.AtTestIdP() &&
			c.OIDC.Issuer != here {
			moved := c
			moved.OIDC.Issuer, moved.Updated = here, s.core.Now()
			edits = append(edits, core.Changed(c, moved))
		}
	}
	organizations, err := s.tenant().Organizations(ctx, model.OrganizationQuery{})
	if err != nil {
		return err
	}
	for _, o := range organizations {
		if need, old := strings.CutPrefix(o.ExternalID, model.DemoPrefix); old && o.Sample == "" {
			known := o
			known.Sample, known.AllowOutside, known.Updated = need, false, s.core.Now()
			if len(o.Domains) == 0 {
				known.Domains = connection.NewDemoOrganization(s.core, model.Environment{}, "",
					connection.DemoDomain(idp.Needs(need)), idp.Needs(need)).Domains
			}
			edits = append(edits, core.Changed(o, known))
		}
	}
	environments, err := s.tenant().Environments(ctx)
	if err != nil {
		return err
	}
	for _, e := range environments {
		if moved, ok := s.moveDemo(e); ok {
			edits = append(edits, core.Changed(e, moved))
		}
	}
	// Each says the same alone, and thousands do not fit into one step.
	for step := range slices.Chunk(edits, seedStep) {
		if err := s.core.ApplyQuietly(ctx, step...); err != nil {
			return fmt.Errorf("follow the listener to %s: %w", s.core.BaseURL, err)
		}
	}
	return nil
}

// moveDemo replaces the demo's callback at an older base URL.
func (s Service) moveDemo(e model.Environment) (model.Environment, bool) {
	here := s.core.BaseURL + model.DemoCallback
	i := slices.IndexFunc(e.RedirectURIs, func(u string) bool { return strings.HasSuffix(u, model.DemoCallback) })
	if i < 0 || e.RedirectURIs[i] == here {
		return e, false
	}
	if e.DefaultRedirect == e.RedirectURIs[i] {
		e.DefaultRedirect = here
	}
	e.RedirectURIs = slices.Clone(e.RedirectURIs)
	e.RedirectURIs[i] = here
	e.Updated = s.core.Now()
	return e, true
}
