package api

import (
	"time"

	"gatehouse/model"
)

// Member is a member of the team. The invitation code and the message that goes with it
// stand in it only when the code was made.
type Member struct {
	ID                model.ID          `json:"id"`
	Email             string            `json:"email"`
	Role              model.TeamRole    `json:"role"`
	Limit             model.Limit       `json:"limit,omitempty"`
	State             model.MemberState `json:"state"`
	Keys              []SSHKey          `json:"keys"`
	InvitedAt         time.Time         `json:"invited_at,omitzero"`
	InvitationExpires time.Time         `json:"invitation_expires_at,omitzero"`
	InvitationCode    string            `json:"invitation_code,omitempty"`
	InvitationMessage string            `json:"invitation_message,omitempty"`
	LastActiveAt      time.Time         `json:"last_active_at,omitzero"`
	CreatedAt         time.Time         `json:"created_at"`
	UpdatedAt         time.Time         `json:"updated_at"`
}

// SSHKey is a public key of a member.
type SSHKey struct {
	Fingerprint string    `json:"fingerprint"`
	Key         string    `json:"key"`
	Comment     string    `json:"comment,omitempty"`
	AddedAt     time.Time `json:"added_at"`
}

// MemberOf tells of a member as they are at a time.
func MemberOf(m model.TeamMember, now time.Time) Member {
	told := Member{
		ID: m.ID, Email: m.Email, Role: m.Role, Limit: m.Limit, State: m.State(now), Keys: []SSHKey{},
		LastActiveAt: m.LastActive, CreatedAt: m.Created, UpdatedAt: m.Updated,
	}
	for _, k := range m.Keys {
		told.Keys = append(told.Keys, SSHKeyOf(k))
	}
	if m.Invitation != nil {
		told.InvitedAt, told.InvitationExpires = m.Invitation.Sent, m.Invitation.Expires
	}
	return told
}

// InvitedOf tells of a member who was just invited, with the code and what to send to them.
func InvitedOf(m model.TeamMember, now time.Time, code, message string) Member {
	told := MemberOf(m, now)
	told.InvitationCode, told.InvitationMessage = code, message
	return told
}

// SSHKeyOf tells of a key.
func SSHKeyOf(k model.SSHKey) SSHKey { return SSHKey{k.Fingerprint, k.Authorized, k.Comment, k.Added} }

// Team is what the members have in common.
type Team struct {
	Name        string    `json:"name"`
	KeepChanges int       `json:"keep_changes_days"` // 0 is for ever
	UpdatedAt   time.Time `json:"updated_at,omitzero"`
}

// TeamOf tells of the team.
func TeamOf(t model.Team) Team { return Team{t.Name, t.KeepChanges, t.Updated} }

// Profile is who acts.
type Profile struct {
	Kind     model.PrincipalKind `json:"kind"` // owner, member
	Name     string              `json:"name"`
	Role     model.TeamRole      `json:"role"`
	Limit    model.Limit         `json:"limit,omitempty"`
	Evidence string              `json:"evidence"` // the OS user, or the fingerprint of the key that proved it
	Choices  *model.Choices      `json:"choices,omitempty"`
	Member   *Member             `json:"member,omitempty"`
}

// ProfileOf tells who acts; m is nil for the owner.
func ProfileOf(p model.Principal, m *model.TeamMember, now time.Time) Profile {
	told := Profile{Kind: p.Kind, Name: p.Name, Role: p.Role, Limit: p.Limit, Evidence: p.Evidence}
	if m != nil {
		member := MemberOf(*m, now)
		told.Role, told.Limit, told.Member, told.Choices = m.Role, m.Limit, &member, &m.Choices
	}
	return told
}
