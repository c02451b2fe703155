package storage

import (
	"context"
	"time"

	"gatehouse/model"
)

// Directories keep users and groups of directories, and who is a member of what: rows,
// many and hot. No audit entry tells of one; the log of requests does, and the events that
// a step appends together with what they tell of.
//
// An engine must keep the names of users unique within a directory, and those of groups as far as
// [model.NamesClash] says; find entries by what they can be asked for without reading others; and
// never rewrite what grows with a group to change one of its members.
type Directories interface {
	// Provision makes one step in a directory, all of it or nothing. [model.ErrConflict]: an entry
	// or the list of members is not at the revision that the step was based on, or a list is not
	// staged whole; [*NameTaken]; [ErrStep]: it changes more than one step can. A step of which all
	// entries, the list and all members stand as it would leave them was made already, and changes
	// nothing. One whose members do not is judged by its revisions like any other: another step may
	// have written the same entry and changed other members.
	Provision(ctx context.Context, s DirectoryStep) (Provisioned, error)

	// StageMembers writes a part of a list of members, with what is told of it, where nobody sees it
	// until a step takes the whole list ([MembersReplaced]). A part that is written again replaces itself.
	// The group may still have to be created, by the step that takes the list. [model.ErrConflict]: a
	// user is not there. When a user of a list is deleted, or published otherwise, no step can take it until
	// that part is written again. [ErrStep]: it has or tells more than one part can.
	StageMembers(ctx context.Context, p StagedMembers) error

	// DirectoryEntry reads one entry; [model.ErrNotFound].
	DirectoryEntry(ctx context.Context, directory model.ID, k model.EntryKind,
		id model.ID) (model.DirectoryEntry, error)
	// PublishedEntry reads the entry that apps know by an id; [model.ErrNotFound].
	PublishedEntry(ctx context.Context, id model.ID) (model.DirectoryEntry, error)
	// DirectoryEntries lists entries.
	DirectoryEntries(ctx context.Context, q EntryQuery) ([]model.DirectoryEntry, error)
	// Memberships lists memberships.
	Memberships(ctx context.Context, q MembershipQuery) ([]model.Membership, error)
	// DirectoryCounts are kept, not counted; zero for a directory without entries.
	DirectoryCounts(ctx context.Context, directory model.ID) (model.DirectoryCounts, error)

	// LogDirectory appends requests to the logs of their directories.
	LogDirectory(ctx context.Context, requests ...model.DirectoryRequest) error
	// DirectoryRequest reads one request; [model.ErrNotFound].
	DirectoryRequest(ctx context.Context, directory, id model.ID) (model.DirectoryRequest, error)
	// DirectoryLog lists requests, the newest first.
	DirectoryLog(ctx context.Context, q DirectoryLogQuery) ([]model.DirectoryRequest, error)

	// ForgetDirectoryLog deletes the requests of before a time, and those beyond the newest so many, if keep is not 0:
	// the oldest first and about so many at most. It reports how many.
	ForgetDirectoryLog(ctx context.Context, directory model.ID, before time.Time, keep, most int) (int, error)
	// DirectoriesKept lists the directories of which there is anything, behind one, in an order of the engine's own.
	DirectoriesKept(ctx context.Context, behind model.ID, limit int) ([]model.ID, error)
	// ForgetDirectory deletes what there is of a directory, about so many rows at most, and reports how
	// many. Nobody writes to it any more.
	ForgetDirectory(ctx context.Context, directory model.ID, most int) (int, error)
	// SweepDirectories deletes what nobody can see any more, about so many rows at most, and reports how
	// many: the members of groups that are gone, lists that were replaced, and staged ones that no step
	// took within an hour. An engine must let others write meanwhile.
	SweepDirectories(ctx context.Context, most int, now time.Time) (int, error)
}

// DirectoryStep is what happens in a directory at once. First come the entries, then the members, each
// in their order; so do the events.
type DirectoryStep struct {
	Directory model.ID
	Entries   []EntryChange
	Members   []MemberChange
	Replaced  *MembersReplaced
	Log       []model.DirectoryRequest
}

// EntryChange creates (Based 0), replaces or deletes an entry that is at revision Based. The memberships
// of one that is deleted go with it; those of one that is deactivated or no longer published stay.
type EntryChange struct {
	Entry  model.DirectoryEntry
	Based  uint64
	Delete bool
	Tell   []model.AppEvent
}

// MemberChange puts a user into a group, or takes them out. One that is so already changes nothing, and
// nothing is told of it.
type MemberChange struct {
	model.Membership
	Remove bool
	Based  uint64 // the revision of the user that Tell is of, beyond which the step is not made; 0 is any
	Tell   []model.AppEvent
}

// MembersReplaced makes a staged list the members of a group, whose MembersRev is Based before the step,
// and appends what was staged with it, in the order of the parts. No [MemberChange] is of the same group.
type MembersReplaced struct {
	Group model.ID
	Stage model.ID
	Based uint64
	Parts int // all of them have been staged: 0 to Parts-1
}

// StagedMembers is a part of a list.
type StagedMembers struct {
	Directory model.ID
	Group     model.ID
	Stage     model.ID // of the whole list: a fresh one, that tells when it was begun by the ULID at its end
	Part      int
	Members   []model.ID       // each stands in one part
	Tell      []model.AppEvent // of one environment
}

// MemberOutcome is what became of a [MemberChange].
type MemberOutcome int

// The outcomes.
const (
	MemberChanged MemberOutcome = iota
	MemberUnchanged
	MemberUnknown // the user, or the group, is not there
)

// Provisioned is what a step did.
type Provisioned struct {
	Members []MemberOutcome // for each change of a member
}

// EntryQuery selects entries of one kind in one directory. At most one of Name, ExternalID, Email and
// Group is set; all of them empty select all.
type EntryQuery struct {
	Directory model.ID
	Kind      model.EntryKind

	Name       string // without regard to case
	ExternalID string
	Email      string   // without regard to case
	Group      model.ID // users that are its members

	Published bool     // only those that apps know, in the order of their published ids
	Newest    bool     // in the opposite order of their ids
	Behind    model.ID // only those behind this one in that order, by ID, or by Published if that is set
	Skip      int      // passes over so many
	Limit     int      // 0 means all
}

// MembershipQuery selects memberships: of a group in the order of users, of a user in the order of groups,
// or, with both, the one if it is there.
type MembershipQuery struct {
	Directory   model.ID
	Group, User model.ID
	Behind      model.ID // of a user or a group, in that order
	Limit       int      // 0 means all
}

// DirectoryLogQuery selects requests of a directory.
type DirectoryLogQuery struct {
	Directory model.ID
	Behind    model.ID // only older ones than this: the cursor
	Limit     int      // 0 means all
}
