package model

import (
	"cmp"
	"encoding/json"
	"time"

	"gatehouse/scim"
)

// EntryKind says what an entry of a directory is.
type EntryKind string

// The kinds of entry.
const (
	UserEntry  EntryKind = "user"
	GroupEntry EntryKind = "group"
)

// UserState is whether a user of a directory may come in.
type UserState string

// The states of users. Groups have none.
const (
	UserActive   UserState = "active"
	UserInactive UserState = "inactive"
)

// DirectoryEntry is a user or a group, in both of its lives: as the resource that the
// identity provider made and finds again by ID, and as the user or group that apps know as
// Published. An identity provider that deactivates a user goes on to read the resource, and
// activates it again under the same ID; apps were told that the user is gone, and see a new one.
// Who is a member of what stands in rows of its own: see [Membership].
type DirectoryEntry struct {
	Directory ID
	Kind      EntryKind
	ID        ID // of the SCIM resource, a ULID without a prefix

	Name       string   // userName or displayName, as it was sent; at most MaxEntryName bytes
	ExternalID string   // "" if none was sent; several entries may have the same
	Emails     []string // of a user, by which it is found

	Resource json.RawMessage // what was sent, without what is the server's: id, meta, groups, members
	Created  time.Time
	Updated  time.Time

	Published     ID // "directory_user_…" or "directory_group_…"; "" while apps do not know of it
	State         UserState
	Attributes    json.RawMessage // of a user: what apps see of the resource, by the attribute map of the directory
	PublishedAt   time.Time
	PublishedEdit time.Time // when apps were last told of a change

	// Known to the store alone, which sets them.
	Revision   uint64 // counts from 1
	Members    int    // of a group
	MembersRev uint64 // of a group: it rises with each change of its members
}

// IdPID is by what the identity provider knows the entry.
func (e DirectoryEntry) IdPID() string { return cmp.Or(e.ExternalID, e.Name) }

// MaxEntryName bounds names, external ids and email addresses of entries, in bytes.
const MaxEntryName = 1024

// Membership is a user in a group of the same directory.
type Membership struct{ Group, User ID }

// NamesClash reports whether two groups of a directory may not both have the name of the first: an identity
// provider that gives both an id of its own tells them apart, any other would make the same group twice.
func NamesClash(a, b DirectoryEntry) bool {
	return a.ID != b.ID && scim.Fold(a.Name) == scim.Fold(b.Name) &&
		(a.Kind == UserEntry || a.ExternalID == "" || b.ExternalID == "" || a.ExternalID == b.ExternalID)
}

// DirectoryCounts are how many entries a directory has.
type DirectoryCounts struct {
	Active      int // users that apps know of
	Inactive    int // users that apps know of as inactive
	Unpublished int // users that were deactivated, and whom apps do not know of
	Groups      int
	Memberships int
}

// Users is how many users there are, those whom apps do not know of included.
func (c DirectoryCounts) Users() int { return c.Active + c.Inactive + c.Unpublished }
