package badger

import (
	"context"
	"fmt"

	"gatehouse/model"
	"gatehouse/storage/internal/stored"
)

// storedEntry is an entry without what stands in its key. It is not compressed: Badger's tables
// are, and there one entry is like the next.
type storedEntry struct {
	Revision      uint64          `cbor:"1,keyasint"`
	Name          string          `cbor:"2,keyasint"`
	ExternalID    string          `cbor:"3,keyasint,omitempty"`
	Emails        []string        `cbor:"4,keyasint,omitempty"`
	Resource      []byte          `cbor:"5,keyasint,omitempty"`
	Created       int64           `cbor:"6,keyasint"`
	Updated       int64           `cbor:"7,keyasint"`
	Published     model.ID        `cbor:"8,keyasint,omitempty"`
	State         model.UserState `cbor:"9,keyasint,omitempty"`
	Attributes    []byte          `cbor:"10,keyasint,omitempty"`
	PublishedAt   int64           `cbor:"11,keyasint"`
	PublishedEdit int64           `cbor:"12,keyasint"`
}

func encodeEntry(e *model.DirectoryEntry, revision uint64) ([]byte, error) {
	return stored.Encode(&storedEntry{
		Revision: revision, Name: e.Name, ExternalID: e.ExternalID, Emails: e.Emails, Resource: e.Resource,
		Created: nanosOf(e.Created), Updated: nanosOf(e.Updated), Published: e.Published, State: e.State,
		Attributes: e.Attributes, PublishedAt: nanosOf(e.PublishedAt), PublishedEdit: nanosOf(e.PublishedEdit),
	})
}

func decodeEntry(directory model.ID, k model.EntryKind, id model.ID, v []byte) (model.DirectoryEntry, error) {
	var s storedEntry
	if err := stored.Decode(v, &s); err != nil {
		return model.DirectoryEntry{}, fmt.Errorf("%w: %s %s of directory %s: %w", model.ErrDamaged, k,
			id, directory, err)
	}
	return model.DirectoryEntry{
		Directory: directory, Kind: k, ID: id, Revision: s.Revision, Name: s.Name, ExternalID: s.ExternalID,
		Emails: s.Emails, Resource: s.Resource, Created: timeOf(s.Created), Updated: timeOf(s.Updated),
		Published: s.Published, State: s.State, Attributes: s.Attributes, PublishedAt: timeOf(s.PublishedAt),
		PublishedEdit: timeOf(s.PublishedEdit),
	}, nil
}

// findEntry reads an entry without what is known of its members.
func findEntry(src source, directory model.ID, k model.EntryKind, id model.ID) (e model.DirectoryEntry, found bool,
	err error) {
	v, found, err := src.get(entryKey(packID(directory), kindOf(k), packEntry(id)))
	if err != nil || !found {
		return e, false, err
	}
	e, err = decodeEntry(directory, k, id, v)
	return e, err == nil, err
}

// userRevision reads no more of a user than their revision.
func (p *provisioning) userRevision(user []byte) (revision uint64, found bool, err error) {
	v, found, err := p.get(entryKey(p.dir, userKind, user))
	if err != nil || !found {
		return 0, false, err
	}
	var s struct {
		Revision uint64 `cbor:"1,keyasint"`
	}
	if err := stored.Decode(v, &s); err != nil {
		return 0, false, fmt.Errorf("%w: the revision of a user: %w", model.ErrDamaged, err)
	}
	return s.Revision, true, nil
}

// withMembers is an entry with what is known of its members.
func withMembers(src source, e model.DirectoryEntry) (model.DirectoryEntry, error) {
	if e.Kind != model.GroupEntry {
		return e, nil
	}
	h, found, err := readHead(src, packID(e.Directory), packEntry(e.ID))
	if err == nil && !found {
		err = fmt.Errorf("%w: what is known of the members of group %s is missing", model.ErrDamaged, e.ID)
	}
	e.Members, e.MembersRev = int(h.members), h.revision
	return e, err
}

// pointedTo reads the entry at a key, to which something points.
func pointedTo(src source, key []byte, directory model.ID, k model.EntryKind, id model.ID) (model.DirectoryEntry,
	error) {
	v, found, err := src.get(key)
	if err == nil && !found {
		err = fmt.Errorf("%w: %s %s of directory %s is missing", model.ErrDamaged, k, id, directory)
	}
	if err != nil {
		return model.DirectoryEntry{}, err
	}
	e, err := decodeEntry(directory, k, id, v)
	if err != nil {
		return e, err
	}
	return withMembers(src, e)
}

// DirectoryEntry implements [storage.Store].
func (s *Store) DirectoryEntry(ctx context.Context, directory model.ID, k model.EntryKind, id model.ID) (
	model.DirectoryEntry, error) {
	return read(ctx, s, func(v snapshot) (e model.DirectoryEntry, err error) {
		found := false
		if stored.CheckID(directory, id) == nil {
			e, found, err = findEntry(v, directory, k, id)
		}
		if err != nil {
			return e, err
		}
		if !found {
			return e, fmt.Errorf("%s %s of directory %s: %w", k, id, directory, model.ErrNotFound)
		}
		return withMembers(v, e)
	})
}

// PublishedEntry implements [storage.Store].
func (s *Store) PublishedEntry(ctx context.Context, id model.ID) (model.DirectoryEntry, error) {
	return read(ctx, s, func(v snapshot) (e model.DirectoryEntry, err error) {
		var held []byte
		found := false
		if stored.CheckID(id) == nil {
			held, found, err = v.get(key(classPublished, packID(id)))
		}
		if err != nil {
			return e, err
		}
		if !found {
			return e, fmt.Errorf("%s: %w", id, model.ErrNotFound)
		}
		directory, k, entry, ok := cutPublication(held)
		if !ok {
			return e, fmt.Errorf("%w: what %s is cannot be read", model.ErrDamaged, id)
		}
		return pointedTo(v, entryKey(packID(directory), kindOf(k), packEntry(entry)), directory, k, entry)
	})
}

// cutPublication reads <dir> kind <entry>.
func cutPublication(b []byte) (directory model.ID, k model.EntryKind, id model.ID, ok bool) {
	directory, b, ok = cutID(b)
	if !ok || len(b) == 0 {
		return "", "", "", false
	}
	k = model.UserEntry
	if b[0] == groupKind[0] {
		k = model.GroupEntry
	}
	id, b, ok = cutEntry(b[1:])
	return directory, k, id, ok && len(b) == 0
}

// DirectoryCounts implements [storage.Store].
func (s *Store) DirectoryCounts(ctx context.Context, directory model.ID) (model.DirectoryCounts, error) {
	return read(ctx, s, func(v snapshot) (model.DirectoryCounts, error) {
		if stored.CheckID(directory) != nil {
			return model.DirectoryCounts{}, nil
		}
		return readCounts(v, packID(directory))
	})
}

// storedCounts are [model.DirectoryCounts].
type storedCounts struct {
	Active      int `cbor:"1,keyasint,omitempty"`
	Inactive    int `cbor:"2,keyasint,omitempty"`
	Unpublished int `cbor:"3,keyasint,omitempty"`
	Groups      int `cbor:"4,keyasint,omitempty"`
	Memberships int `cbor:"5,keyasint,omitempty"`
}

func readCounts(src source, dir []byte) (model.DirectoryCounts, error) {
	v, found, err := src.get(key(classEntryCounts, dir))
	if err != nil || !found {
		return model.DirectoryCounts{}, err
	}
	var c storedCounts
	if err := stored.Decode(v, &c); err != nil {
		return model.DirectoryCounts{}, fmt.Errorf("%w: the counts of a directory: %w", model.ErrDamaged, err)
	}
	return model.DirectoryCounts(c), nil
}
