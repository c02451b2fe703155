package signin

import (
	"context"
	"fmt"

	"gatehouse/model"
	"gatehouse/saml/diagnose"
	"gatehouse/service/core"
)

// Repair makes the change of a [model.Remedy]. Who asks needs the right to that
// change, and to see the session.
func (s Service) Repair(ctx context.Context, r model.Remedy) error {
	_, err := s.pass(s.core.See(ctx, model.ActSeeSessions, core.OfSession(r.Session)))
	if err != nil {
		return err
	}
	yes := true
	switch r.Fix {
	case diagnose.OfferAddDomain:
		_, _, err = s.tenant().AddDomain(ctx, r.Organization, r.Domain, model.DomainVerified)
	case diagnose.OfferAllowOutside:
		_, err = s.tenant().UpdateOrganization(ctx, r.Organization, model.OrganizationPatch{AllowOutside: &yes})
	case diagnose.OfferTrustCertificate:
		_, _, err = s.connection().AddCertificate(ctx, r.Connection, r.Certificate)
	case diagnose.OfferSetIdPEntityID:
		_, _, err = s.connection().UpdateConnection(ctx, r.Connection, model.ConnectionPatch{IdPEntityID: &r.Issuer})
	case diagnose.OfferActivate:
		_, err = s.connection().ResumeConnection(ctx, r.Connection)
	default:
		err = s.except(ctx, r)
	}
	return err
}

// except makes the exception in the policy as it is now: the session may have been
// read before somebody changed it.
func (s Service) except(ctx context.Context, r model.Remedy) error {
	c, err := s.connection().Connection(ctx, r.Connection)
	if err != nil {
		return err
	}
	p, ok := r.Except(c.Policy)
	if !ok {
		return fmt.Errorf("%q changes nothing here: %w", r.Fix, model.ErrNotFound)
	}
	_, _, err = s.connection().UpdateConnection(ctx, c.ID, model.ConnectionPatch{Policy: &p})
	return err
}
