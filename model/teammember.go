package model

import (
	"net/mail"
	"slices"
	"strings"
	"time"
)

// TeamMember is a colleague who reaches this installation over SSH, with a key of their
// own and the rights of a role.
type TeamMember struct {
	ID         ID          `json:"id"`
	Email      string      `json:"email"` // in lower case; unique
	Role       TeamRole    `json:"role"`
	Limit      Limit       `json:"limit,omitempty"`
	Invitation *Invitation `json:"invitation,omitempty"` // nil once it was redeemed
	Keys       []SSHKey    `json:"keys,omitempty"`
	Choices    Choices     `json:"choices,omitzero"`
	LastActive time.Time   `json:"last_active,omitzero"` // to the hour
	Created    time.Time   `json:"created_at"`
	Updated    time.Time   `json:"updated_at"`

	Revision uint64 `json:"-"`
}

// Limit narrows what a role may do.
type Limit string

// The limits. "" is none.
const (
	StagingOnly Limit = "staging_only" // changes nothing in Production
	ReadOnly    Limit = "read_only"    // changes nothing
)

// Invitation is what a member has until they bring their first key.
type Invitation struct {
	Hash    string    `json:"hash"` // of the code, in hex
	Sent    time.Time `json:"sent_at"`
	Expires time.Time `json:"expires_at"`
}

// InvitationLife is how long an invitation can be redeemed.
const InvitationLife = 7 * 24 * time.Hour

// SSHKey is a public key by which a member is known.
type SSHKey struct {
	Fingerprint string    `json:"fingerprint"` // "SHA256:…", as ssh-keygen -l shows it; unique
	Authorized  string    `json:"authorized"`  // type and key, as a line of authorized_keys
	Comment     string    `json:"comment,omitempty"`
	Added       time.Time `json:"added_at"`
}

// MaxSSHKeys is how many keys a member may have.
const MaxSSHKeys = 20

// MemberState is how far a member has come.
type MemberState string

// The states.
const (
	MemberActive  MemberState = "active"
	InvitePending MemberState = "invite_pending"
	InviteExpired MemberState = "invite_expired"
)

// State is that at a time.
func (m TeamMember) State(now time.Time) MemberState {
	switch {
	case m.Invitation == nil:
		return MemberActive
	case now.Before(m.Invitation.Expires):
		return InvitePending
	}
	return InviteExpired
}

// ActiveAdmin reports whether the member can do all that an Admin can.
func (m TeamMember) ActiveAdmin() bool {
	return m.Invitation == nil && m.Role == Admin && m.Limit == ""
}

// Key finds one of the member's keys.
func (m TeamMember) Key(fingerprint string) (SSHKey, bool) {
	i := slices.IndexFunc(m.Keys, func(k SSHKey) bool { return k.Fingerprint == fingerprint })
	if i < 0 {
		return SSHKey{}, false
	}
	return m.Keys[i], true
}

// Proves reports whether the member still is who a principal was when they came: active, and
// with the key that proved it.
func (m TeamMember) Proves(p Principal) bool {
	_, has := m.Key(p.Evidence)
	return m.Invitation == nil && (has || !strings.HasPrefix(p.Evidence, "SHA256:"))
}

// Principal is the member as who acts, proved by one of their keys.
func (m TeamMember) Principal(via, fingerprint string, proved time.Time) Principal {
	return Principal{Kind: Member, ID: m.ID, Name: m.Email, Role: m.Role, Limit: m.Limit, Via: via,
		Evidence: fingerprint, Proved: proved}
}

func (m TeamMember) RecordKey() (Kind, ID) { return KindMember, m.ID }

func (m TeamMember) RecordParent() ID { return "" }

// RecordNames: an address, a key and an invitation belong to one member alone.
func (m TeamMember) RecordNames() []string {
	names := []string{NameMember.Of(m.Email)}
	for _, k := range m.Keys {
		names = append(names, NameSSHKey.Of(k.Fingerprint))
	}
	if m.Invitation != nil {
		names = append(names, NameInvitation.Of(m.Invitation.Hash))
	}
	return names
}

func (m TeamMember) RecordRevision() uint64 { return m.Revision }

func (m TeamMember) AtRevision(r uint64) Noun { m.Revision = r; return m }

func (m TeamMember) Touched(now time.Time) Noun { m.Updated = now; return m }

// CleanEmail gives an address in the form in which members are known by it.
func CleanEmail(field, text string) (string, error) {
	text = strings.TrimSpace(text)
	a, err := mail.ParseAddress(text)
	if err != nil || a.Address != text || len(text) > 254 {
		return "", Refuse(field, "write it like ada@example.com", "%q is not an email address", text)
	}
	return strings.ToLower(text), CheckText(field, text, 254)
}

// Roles are the roles, the one that may do most first.
func Roles() []TeamRole { return slices.Clone(everyRole) }

// ParseRole reads the name of a role.
func ParseRole(text string) (TeamRole, error) {
	if r := TeamRole(strings.ToLower(strings.TrimSpace(text))); slices.Contains(everyRole, r) {
		return r, nil
	}
	return "", Refuse("role", "use admin, developer or support", "there is no role %q", text)
}

// ParseLimit reads the name of a limit; "none" and "" are none.
func ParseLimit(text string) (Limit, error) {
	switch l := Limit(strings.ToLower(strings.TrimSpace(text))); l {
	case "", "none":
		return "", nil
	case StagingOnly, ReadOnly:
		return l, nil
	}
	return "", Refuse("limit", "use staging_only, read_only or none", "there is no limit %q", text)
}

// Team is what the members have in common. There is one of an installation.
type Team struct {
	Name string `json:"name"`
	// KeepChanges is for how many days the history holds what records were before and are
	// after a change; 0 is for ever.
	KeepChanges int `json:"keep_changes,omitempty"`

	Updated time.Time `json:"updated_at"` // also with each change of who is an Admin

	Revision uint64 `json:"-"`
}

// TheTeam is the id of the one [Team], and DefaultTeamName what it is called until somebody names it.
const (
	TheTeam         ID     = "team"
	DefaultTeamName string = "Team"
)

func (t Team) RecordKey() (Kind, ID) { return KindTeam, TheTeam }

func (t Team) RecordParent() ID { return "" }

func (t Team) RecordNames() []string { return nil }

func (t Team) RecordRevision() uint64 { return t.Revision }

func (t Team) AtRevision(r uint64) Noun { t.Revision = r; return t }

func (t Team) Touched(now time.Time) Noun { t.Updated = now; return t }
