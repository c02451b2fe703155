package onboarding

import (
	"context"

	"gatehouse/model"
	"gatehouse/service/connection"
	"gatehouse/service/core"
	"gatehouse/service/tenant"
)

// SetUp makes an organization with its connection and setup link in one step,
// or nothing.
func (svc Service) SetUp(ctx context.Context, s model.Setup) (model.SetupDone, error) {
	var x model.SetupDone
	svc, err := svc.pass(svc.core.Do(ctx, model.ActCreateOrganization, core.OfEnvironment(s.Organization.Environment)))
	if err == nil {
		err = svc.setUpRights(s)
	}
	if err != nil {
		return x, err
	}
	o, err := tenant.NewOrganization(ctx, svc.core, s.Organization)
	if err != nil {
		return x, err
	}
	if err := svc.core.MayRelax(nil, o); err != nil {
		return x, err
	}
	edits := []core.Edit{core.Created(o)}
	x.Organization = o.AtRevision(1).(model.Organization)
	if n := s.Connection; n != nil {
		if n.Type == "" && n.IdP != nil {
			n.Type = model.GuessType(*n.IdP)
		}
		c, lints, err := connection.NewConnection(ctx, svc.core, o, *n)
		x.Lints = lints
		if err == nil {
			err = svc.core.MayRelax(nil, c)
		}
		if err != nil {
			return x, err
		}
		edits = append(edits, core.Created(c))
		x.Connection = new(c.AtRevision(1).(model.Connection))
	}
	if len(s.Intents) > 0 {
		r := model.LinkRequest{Kind: model.SetupLink, Organization: o.ID, Intents: s.Intents}
		if err := r.Check(); err != nil {
			return x, err
		}
		l, token := svc.newLink(o, r)
		edits = append(edits, core.Created(l))
		x.Link, x.URL = new(l.AtRevision(1).(model.Link)), svc.linkURL(l.Kind, token)
	}
	return x, svc.core.Apply(ctx, "set up "+o.Name, edits...)
}

// setUpRights asks for the rights of what a setup makes beside its organization.
func (svc Service) setUpRights(s model.Setup) error {
	if s.Connection != nil {
		if err := svc.core.May(model.ActCreateConnection); err != nil {
			return err
		}
	}
	if len(s.Intents) > 0 {
		return svc.core.May(model.ActCreateLink)
	}
	return nil
}
