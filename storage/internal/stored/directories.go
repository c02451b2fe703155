package stored

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"gatehouse/model"
	"gatehouse/storage"
)

// StageLife is how long a list is staged before it counts as abandoned.
const StageLife = time.Hour

// CheckStep refuses a step in a directory that cannot be stored.
func CheckStep(s *storage.DirectoryStep) error {
	if s.Directory == "" {
		return errors.New("a step needs a directory")
	}
	if err := CheckID(s.Directory); err != nil {
		return err
	}
	type key struct {
		kind model.EntryKind
		id   model.ID
	}
	seen := make(map[key]bool, len(s.Entries))
	for i := range s.Entries {
		e := &s.Entries[i].Entry
		if err := errors.Join(checkEntry(s.Directory, e), CheckEvents(s.Entries[i].Tell)); err != nil {
			return err
		}
		if seen[key{e.Kind, e.ID}] {
			return fmt.Errorf("%s %s is changed twice in one step", e.Kind, e.ID)
		}
		seen[key{e.Kind, e.ID}] = true
	}
	for i := range s.Members {
		m := &s.Members[i]
		if err := errors.Join(CheckID(m.Group, m.User), CheckEvents(m.Tell)); err != nil {
			return err
		}
		if s.Replaced != nil && s.Replaced.Group == m.Group {
			return fmt.Errorf("members of group %s are changed, and all of them replaced, in one step", m.Group)
		}
	}
	for i := range s.Log {
		if s.Log[i].Directory != s.Directory {
			return fmt.Errorf("a request to directory %s is in a step of directory %s", s.Log[i].Directory, s.Directory)
		}
	}
	if r := s.Replaced; r != nil {
		if err := errors.Join(CheckID(r.Group, r.Stage), checkStage(r.Stage)); err != nil {
			return err
		}
	}
	return CheckRequests(s.Log)
}

func checkStage(stage model.ID) error {
	if _, ok := StagedAt(stage); !ok {
		return fmt.Errorf("the id of a list has to tell when it was begun, and %q does not", stage)
	}
	return nil
}

func checkEntry(directory model.ID, e *model.DirectoryEntry) error {
	if e.ID == "" || e.Directory != directory || e.Kind != model.UserEntry && e.Kind != model.GroupEntry {
		return fmt.Errorf("an entry of directory %s needs that, a kind and an id, not %q, %q and %q", directory,
			e.Directory, e.Kind, e.ID)
	}
	if err := CheckID(e.ID, e.Published); err != nil {
		return err
	}
	if e.Name == "" {
		return fmt.Errorf("%s %s needs a name", e.Kind, e.ID)
	}
	for _, text := range append([]string{e.Name, e.ExternalID}, e.Emails...) {
		if len(text) > model.MaxEntryName {
			return fmt.Errorf("%s %s: a name, external id or email address has at most %d bytes, not %d", e.Kind, e.ID,
				model.MaxEntryName, len(text))
		}
	}
	if n := len(e.Resource) + len(e.Attributes); n > MaxRecord {
		return fmt.Errorf("%s %s: %d bytes are too many (at most %d)", e.Kind, e.ID, n, MaxRecord)
	}
	return nil
}

// CheckStaged refuses a part of a list that cannot be stored.
func CheckStaged(p *storage.StagedMembers) error {
	if p.Directory == "" || p.Group == "" || p.Part < 0 {
		return errors.New("a part of a list of members needs a directory, a group and a number")
	}
	if err := checkStage(p.Stage); err != nil {
		return err
	}
	for i := range p.Tell {
		if p.Tell[i].Environment != p.Tell[0].Environment {
			return fmt.Errorf("group %s: events of two environments are told with one part of its members", p.Group)
		}
	}
	return errors.Join(CheckID(p.Directory, p.Group, p.Stage), CheckID(p.Members...), CheckEvents(p.Tell))
}

// StagedAt is when a list was begun, as its id tells: its end is a ULID.
func StagedAt(stage model.ID) (at time.Time, ok bool) {
	text := string(stage[strings.LastIndexByte(string(stage), '_')+1:])
	u, err := ulid.ParseStrict(text)
	if err != nil || u.String() != text {
		return time.Time{}, false
	}
	return ulid.Time(u.Time()).UTC(), true
}

// Abandoned reports whether a staged list that no step took can be swept.
func Abandoned(stage model.ID, now time.Time) bool {
	at, ok := StagedAt(stage)
	return !ok || now.Sub(at) > StageLife
}

// CheckRequests refuses requests that cannot be stored.
func CheckRequests(requests []model.DirectoryRequest) error {
	for i := range requests {
		r := &requests[i]
		if r.ID == "" || r.Directory == "" {
			return fmt.Errorf("a request needs an id and a directory, not %q and %q", r.ID, r.Directory)
		}
		if err := CheckID(r.ID, r.Directory, r.Entry); err != nil {
			return err
		}
		if len(r.Body) > model.MaxDirectoryBody || len(r.Answer) > model.MaxDirectoryBody {
			return fmt.Errorf("request %s: a body has at most %d bytes, not %d and %d", r.ID, model.MaxDirectoryBody,
				len(r.Body), len(r.Answer))
		}
	}
	return nil
}

// SameEntry reports whether two entries are the same but for what the store alone knows.
func SameEntry(a, b *model.DirectoryEntry) bool {
	return a.Directory == b.Directory && a.Kind == b.Kind && a.ID == b.ID && a.Name == b.Name &&
		a.ExternalID == b.ExternalID && slices.Equal(a.Emails, b.Emails) && bytes.Equal(a.Resource, b.Resource) &&
		a.Created.Equal(b.Created) && a.Updated.Equal(b.Updated) && a.Published == b.Published && a.State == b.State &&
		bytes.Equal(a.Attributes, b.Attributes) && a.PublishedAt.Equal(b.PublishedAt) &&
		a.PublishedEdit.Equal(b.PublishedEdit)
}

// MembersAfter tells of the memberships that a step changes whether they are there behind it: the last change of
// each decides.
func MembersAfter(changes []storage.MemberChange) map[model.Membership]bool {
	after := make(map[model.Membership]bool, len(changes))
	for _, c := range changes {
		after[c.Membership] = !c.Remove
	}
	return after
}

// Entries is an answer of DirectoryEntries: of entries in any order that have what a query asks for, those that it
// selects.
func Entries(all []model.DirectoryEntry, q storage.EntryQuery) []model.DirectoryEntry {
	all = slices.DeleteFunc(all, func(e model.DirectoryEntry) bool {
		at := PlaceOf(&e, q.Published)
		return at == "" || q.Behind != "" && (at == q.Behind || at > q.Behind == q.Newest)
	})
	slices.SortFunc(all, func(a, b model.DirectoryEntry) int {
		if q.Newest {
			a, b = b, a
		}
		return cmp.Compare(PlaceOf(&a, q.Published), PlaceOf(&b, q.Published))
	})
	all = all[min(max(q.Skip, 0), len(all)):]
	if q.Limit > 0 {
		all = all[:min(q.Limit, len(all))]
	}
	return all
}

// PlaceOf is what an entry is put in order by: its id, or that by which apps know it, which may be "".
func PlaceOf(e *model.DirectoryEntry, published bool) model.ID {
	if published {
		return e.Published
	}
	return e.ID
}

// Count adds an entry to counts, or takes it away.
func Count(c *model.DirectoryCounts, e *model.DirectoryEntry, by int) {
	switch {
	case e.Kind == model.GroupEntry:
		c.Groups += by
	case e.Published == "":
		c.Unpublished += by
	case e.State == model.UserInactive:
		c.Inactive += by
	default:
		c.Active += by
	}
}
