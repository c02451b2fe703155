package signin

import (
	"context"
	"errors"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
	"gatehouse/service/claim"
	"gatehouse/service/connection"
	"gatehouse/service/core"
)

// SessionDetail gathers a session with all that belongs to it. What was deleted since is
// missing in it and no error.
func (svc Service) SessionDetail(ctx context.Context, id model.ID) (model.SessionDetail, error) {
	asker := svc
	svc, err := svc.pass(svc.core.See(ctx, model.ActSeeSessions, core.OfSession(id)))
	if err != nil {
		return model.SessionDetail{}, err
	}
	if err := svc.shown(ctx, id); err != nil {
		return model.SessionDetail{}, err
	}
	s, err := svc.core.Store.Session(ctx, id)
	if err != nil {
		return model.SessionDetail{}, err
	}
	detail := model.SessionDetail{Session: s, State: s.StateAt(svc.core.Now())}
	if request, err := svc.core.Store.Request(ctx, id); err == nil {
		detail.Request = &request
	} else if !errors.Is(err, model.ErrNotFound) {
		return detail, err
	}
	if s.Claims != "" {
		if request, err := svc.core.Store.Request(ctx, s.Claims); err == nil {
			detail.Claimed = &request
		} else if !errors.Is(err, model.ErrNotFound) {
			return detail, err
		}
	}
	if detail.Receipts, err = svc.core.Store.Receipts(ctx, id); err != nil {
		return detail, err
	}
	if detail.Events, err = svc.core.Store.Events(ctx, id); err != nil {
		return detail, err
	}
	if detail.Claimants, err = svc.core.Store.Claimants(ctx, id); err != nil {
		return detail, err
	}
	if detail.Environment, err = Found(svc.tenant().Environment(ctx, s.EnvironmentID)); err != nil {
		return detail, err
	}
	if detail.Organization, err = svc.organizationOf(ctx, s); err != nil {
		return detail, err
	}
	if detail.Connection, err = Found(svc.connection().Connection(ctx, s.ConnectionID)); err != nil {
		return detail, err
	}
	if asker.core.May(model.ActSeeClaims) == nil {
		if detail.Claim, err = claim.On(svc.core).ClaimOf(ctx, id); err != nil {
			return detail, err
		}
	}
	svc.explain(ctx, &detail)
	return detail, nil
}

// organizationOf is that of a session, empty of one by OAuth and of one that is gone.
func (svc Service) organizationOf(ctx context.Context, s model.Session) (model.Organization, error) {
	if s.OrganizationID == "" {
		return model.Organization{}, nil
	}
	return Found(svc.tenant().Organization(ctx, s.OrganizationID))
}

// explain reads the last receipt for display. What cannot be decoded stays
// empty: the verdict says why.
func (s Service) explain(ctx context.Context, detail *model.SessionDetail) {
	if len(detail.Receipts) == 0 {
		return
	}
	last := &detail.Receipts[len(detail.Receipts)-1]
	last.Verdict = s.reasoned(ctx, *last)
	r := *last
	detail.Explanation = diagnose.Explain(&r.Verdict, r.Settings)
	if r.ByOIDC() {
		return
	}
	detail.Message, _ = saml.Decode(r.Post())
	detail.Decrypted, _ = s.Plaintext(ctx, r)
}

// Plaintext is the decrypted assertion of a receipt, nil if it was not
// encrypted. It fails once the key that opens it is gone.
func (s Service) Plaintext(ctx context.Context, r model.Receipt) ([]byte, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeSessions, core.OfSession(r.SessionID)))
	if err != nil {
		return nil, err
	}
	if !r.Verdict.Seen.Encrypted {
		return nil, nil
	}
	if err := s.shown(ctx, r.SessionID); err != nil {
		return nil, err
	}
	message, err := saml.Decode(r.Post())
	if err != nil {
		return nil, err
	}
	c, err := s.connection().Connection(ctx, r.ConnectionID)
	if err != nil {
		return nil, err
	}
	keys, err := connection.SPKeys(s.core, c)
	if err != nil {
		return nil, err
	}
	return saml.New(r.Settings, keys).Decrypt(message.XML)
}

func Found[T any](v T, err error) (T, error) {
	if errors.Is(err, model.ErrNotFound) {
		return v, nil
	}
	return v, err
}
