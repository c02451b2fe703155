package team

import (
	"context"
	"fmt"

	"gatehouse/model"
	"gatehouse/service/core"
)

// Invite makes a member who has yet to bring a key, and the code with which they do. It is
// given once.
func (s Service) Invite(ctx context.Context, email string, role model.TeamRole,
	limit model.Limit) (model.TeamMember, string, error) {
	s, err := pass(s.core.Do(ctx, model.ActManageTeam, core.Everything))
	if err != nil {
		return model.TeamMember{}, "", err
	}
	if email, err = model.CleanEmail("email", email); err != nil {
		return model.TeamMember{}, "", err
	}
	invitation, code := s.invitation()
	now := s.core.Now()
	m := model.TeamMember{
		ID: s.core.NewID(model.PrefixMember, now), Email: email, Role: role, Limit: limit, Invitation: &invitation,
		Created: now, Updated: now,
	}
	if err := s.core.Apply(ctx, fmt.Sprintf("invited %s as %s", email, role), core.Created(m)); err != nil {
		return model.TeamMember{}, "", err
	}
	return m.AtRevision(1).(model.TeamMember), code, nil
}

func (s Service) invitation() (model.Invitation, string) {
	code, hash := model.NewInvitationCode()
	now := s.core.Now()
	return model.Invitation{Hash: hash, Sent: now, Expires: now.Add(model.InvitationLife)}, code
}

// ResendInvitation makes a new code, for seven more days; the old one ends.
func (s Service) ResendInvitation(ctx context.Context, id model.ID) (model.TeamMember, string, error) {
	s, err := pass(s.core.Do(ctx, model.ActManageTeam, core.Everything))
	if err != nil {
		return model.TeamMember{}, "", err
	}
	invitation, code := s.invitation()
	m, err := s.change(ctx, id, func(m *model.TeamMember) (string, error) {
		if m.Invitation == nil {
			return "", model.Refuse("member", "they sign in with their key", "%s has joined already", m.Email)
		}
		m.Invitation = &invitation
		return "sent a new invitation to " + m.Email, nil
	})
	return m, code, err
}

// InvitationMessage is what to send to an invited colleague: what to run, and the code, which is
// known to whoever just made it.
func (s Service) InvitationMessage(ctx context.Context, m model.TeamMember, code string) (string, error) {
	s, err := pass(s.core.Do(ctx, model.ActManageTeam, core.Everything))
	if err != nil {
		return "", err
	}
	team, err := s.team(ctx)
	return m.InvitationMessage(team, code, s.core.SSHAddress), err
}

// RedeemInvitation makes an invited member active with their first key. The caller has seen the key
// prove itself. Whatever is wrong with a code, the answer is the same.
func (s Service) RedeemInvitation(ctx context.Context, code, authorizedKey string) (model.TeamMember, error) {
	s, err := pass(s.core.Do(ctx, model.ActJoinTeam, core.Nothing))
	if err != nil {
		return model.TeamMember{}, err
	}
	key, err := s.key(authorizedKey)
	if err != nil {
		return model.TeamMember{}, err
	}
	refusal := model.Refuse("code", "ask the Admin who invited you for a new one",
		"the invitation code is wrong, was used, or has expired")
	hash := model.InvitationHash(code)
	invited, err := core.ReadNamed[model.TeamMember](ctx, s.core.Store, model.NameInvitation.Of(hash))
	if none, err := core.Missing(err); none {
		return model.TeamMember{}, refusal
	} else if err != nil {
		return model.TeamMember{}, err
	}
	joined := On(s.core.As(invited.Principal(model.ViaSSH, key.Fingerprint, s.core.Now())))
	return joined.change(ctx, invited.ID, func(m *model.TeamMember) (string, error) {
		if m.Invitation == nil || m.Invitation.Hash != hash || m.State(s.core.Now()) != model.InvitePending {
			return "", refusal
		}
		m.Invitation, m.Keys = nil, append(m.Keys, key)
		return m.Email + " joined the team with key " + key.Fingerprint, nil
	})
}
