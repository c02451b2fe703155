package team

import (
	"context"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// Follow calls a function with each member who was changed from now on, or whose access was
// revoked. Who they are then is read by the function, when it knows whom it is for: what was
// read earlier may be older than somebody who has come meanwhile. It returns when ctx ends, the
// store fails or the function does.
func (s Service) Follow(ctx context.Context, changed func(member model.ID) error) error {
	s, err := pass(s.core.See(ctx, model.ActMaintain, core.Everything))
	if err != nil {
		return err
	}
	from, err := s.core.Store.Now(ctx)
	if err != nil {
		return err
	}
	return s.core.Store.Tail(ctx, from, storage.RecordChanges, func(c storage.Changed) error {
		if c.Kind != model.KindMember {
			return nil
		}
		return changed(c.ID)
	})
}

// MemberCertified gives the active member whom a certificate names by one of its principals,
// their email; [model.ErrNotFound] if it names nobody.
func (s Service) MemberCertified(ctx context.Context, emails []string) (model.TeamMember, error) {
	s, err := pass(s.core.See(ctx, model.ActProveIdentity, core.Nothing))
	if err != nil {
		return model.TeamMember{}, err
	}
	for _, email := range emails {
		clean, err := model.CleanEmail("principal", email)
		if err != nil {
			continue // a principal of some other place
		}
		m, err := core.ReadNamed[model.TeamMember](ctx, s.core.Store, model.NameMember.Of(clean))
		if none, err := core.Missing(err); err != nil {
			return model.TeamMember{}, err
		} else if !none && m.Invitation == nil {
			return m, nil
		}
	}
	return model.TeamMember{}, model.ErrNotFound
}

// MemberNow gives a member as they are, for the door that they came through.
func (s Service) MemberNow(ctx context.Context, id model.ID) (model.TeamMember, error) {
	s, err := pass(s.core.See(ctx, model.ActMaintain, core.Everything))
	if err != nil {
		return model.TeamMember{}, err
	}
	return core.Read[model.TeamMember](ctx, s.core.Store, model.KindMember, id)
}
