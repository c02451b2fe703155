package onboarding

import (
	"context"

	"gatehouse/model"
	"gatehouse/service/connection"
	"gatehouse/service/core"
	"gatehouse/service/tenant"
)

// ChooseProvider makes the connection that the links of an organization are about, or
// gives a draft another type. A connection is by SAML or by OpenID Connect for ever:
// where the choice is of the other kind, a new one takes the place of the draft. One
// that is configured is refused.
func (svc Service) ChooseProvider(ctx context.Context, organization model.ID, chosen string) (model.Connection, error) {
	svc, err := svc.pass(svc.core.Do(ctx, model.ActCreateConnection, core.OfOrganization(organization)))
	if err != nil {
		return model.Connection{}, err
	}
	o, err := svc.tenant().Organization(ctx, organization)
	if err != nil {
		return model.Connection{}, err
	}
	s, err := svc.SSOSetup(ctx, o)
	if err != nil {
		return model.Connection{}, err
	}
	c := s.Connection
	switch {
	case s.Made() && c.Type == chosen:
		return c, nil
	case s.Made() && c.Configured():
		return c, model.Refuse("type", "to change to another identity provider, reset the connection first",
			"sign-ins through %s are set up already", c.ProviderName())
	case s.Made() && c.ByOIDC() == model.IsOIDC(chosen):
		c, _, err = svc.connection().UpdateConnection(ctx, c.ID, model.ConnectionPatch{Type: &chosen})
		return c, err
	}
	return svc.beginConnection(ctx, s, chosen)
}

// beginConnection makes a draft. An earlier one of the other kind goes, unless people
// have signed in through it before it was reset: their profiles are of it.
func (svc Service) beginConnection(ctx context.Context, s model.SSOSetup, chosen string) (model.Connection, error) {
	n := model.NewConnection{Organization: s.Organization.ID, Type: chosen, Name: s.Connection.Name}
	c, _, err := connection.NewConnection(ctx, svc.core, s.Organization, n)
	if err == nil {
		err = svc.core.MayRelax(nil, c)
	}
	if err != nil {
		return c, err
	}
	edits := []core.Edit{core.Guarded(s.Organization), core.Created(c)}
	if s.Made() {
		profiles, err := tenant.CountProfiles(ctx, svc.core, []model.Connection{s.Connection})
		if err != nil {
			return c, err
		}
		if profiles == 0 {
			edits = append(edits, core.Deleted(s.Connection))
		}
	}
	return c.AtRevision(1).(model.Connection), svc.core.Apply(ctx, "created connection "+c.Name, edits...)
}
