package team

import (
	"context"

	"gatehouse/model"
)

// Services are what these screens ask for.
type Services interface {
	Team(ctx context.Context) (model.Team, error)
	RenameTeam(ctx context.Context, name string) (model.Team, error)
	Members(ctx context.Context) ([]model.TeamMember, error)
	Member(ctx context.Context, id model.ID) (model.TeamMember, error)
	Invite(ctx context.Context, email string, role model.TeamRole, limit model.Limit) (model.TeamMember, string, error)
	ResendInvitation(ctx context.Context, id model.ID) (model.TeamMember, string, error)
	InvitationMessage(ctx context.Context, m model.TeamMember, code string) (string, error)
	ChangeRole(ctx context.Context, id model.ID, role model.TeamRole, limit model.Limit) (model.TeamMember, error)
	RevokeMember(ctx context.Context, id model.ID) (model.TeamMember, error)
	AddKey(ctx context.Context, member model.ID, authorizedKey string) (model.TeamMember, error)
	RemoveKey(ctx context.Context, member model.ID, fingerprint string) (model.TeamMember, error)

	Principal() model.Principal // who looks, as they came; it reads nothing
	Choose(ctx context.Context, choices model.Choices) (model.TeamMember, error)
	AddOwnKey(ctx context.Context, authorizedKey string) (model.TeamMember, error)
	RemoveOwnKey(ctx context.Context, fingerprint string) (model.TeamMember, error)
}
