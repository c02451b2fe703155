package badger

import (
	"context"
	"fmt"
	"slices"

	"gatehouse/model"
	"gatehouse/scim"
	"gatehouse/storage"
	"gatehouse/storage/internal/stored"
)

// DirectoryEntries implements [storage.Store].
func (s *Store) DirectoryEntries(ctx context.Context, q storage.EntryQuery) ([]model.DirectoryEntry, error) {
	if stored.CheckID(q.Directory, q.Group, q.Behind) != nil {
		return nil, nil
	}
	return read(ctx, s, func(v snapshot) (all []model.DirectoryEntry, err error) {
		l := entryList{ctx: ctx, v: v, q: q, dir: packID(q.Directory), kind: kindOf(q.Kind)}
		switch {
		case q.Name != "" && q.Kind == model.UserEntry:
			err = l.named()
		case q.Name != "":
			err = l.alike(classEntryName, shortSum(scim.Fold(q.Name)))
		case q.ExternalID != "":
			err = l.alike(classExternal, shortSum(q.ExternalID))
		case q.Email != "":
			err = l.alike(classEmail, shortSum(scim.Fold(q.Email)))
		case q.Group != "":
			err = l.members()
		case q.Published:
			err = l.eachPublished(nil)
		default:
			prefix := entryKey(l.dir, l.kind, nil)
			err = l.page(prefix, packEntry(q.Behind), true, func(k, value []byte) (bool, error) {
				id, _, _ := cutEntry(k[len(prefix):])
				e, err := decodeEntry(q.Directory, q.Kind, id, value)
				if err == nil {
					e, err = withMembers(v, e)
				}
				return l.take(e, err)
			})
		}
		if err == nil {
			err = s.damage.get()
		}
		return l.all, err
	})
}

// entryList is an answer of DirectoryEntries in the making.
type entryList struct {
	ctx       context.Context
	v         snapshot
	q         storage.EntryQuery
	dir, kind []byte
	skipped   int
	all       []model.DirectoryEntry
}

// page calls f with the keys under a prefix, in the order of the query, from the one on that it begins behind.
func (l *entryList) page(prefix, behind []byte, values bool, f func(k, value []byte) (bool, error)) error {
	look := func(k, value []byte) (bool, error) {
		if l.skipped < l.q.Skip {
			l.skipped++
			return true, l.ctx.Err()
		}
		return f(k, value)
	}
	return l.scan(prefix, behind, values, look)
}

// scan is page that skips nothing.
func (l *entryList) scan(prefix, behind []byte, values bool, f func(k, value []byte) (bool, error)) error {
	at := slices.Concat(prefix, behind)
	switch {
	case l.q.Behind == "" && l.q.Newest:
		return l.v.scanBack(prefix, nil, values, f)
	case l.q.Behind == "":
		return l.v.scan(prefix, nil, values, f)
	case l.q.Newest:
		return l.v.scanBack(prefix, at, values, f)
	}
	return l.v.scan(prefix, append(at, 0), values, f)
}

// take adds an entry to the answer, until it is full.
func (l *entryList) take(e model.DirectoryEntry, err error) (more bool, _ error) {
	if err != nil {
		return false, err
	}
	l.all = append(l.all, e)
	return l.q.Limit <= 0 || len(l.all) < l.q.Limit, l.ctx.Err()
}

// entry reads the entry of a packed id that something points to. The keys take it as it is.
func (l *entryList) entry(packed []byte) (e model.DirectoryEntry, err error) {
	id, rest, ok := cutEntry(packed)
	if !ok || len(rest) > 0 {
		return e, fmt.Errorf("%w: the id of an entry of directory %s cannot be read", model.ErrDamaged, l.q.Directory)
	}
	return pointedTo(l.v, entryKey(l.dir, l.kind, packed), l.q.Directory, l.q.Kind, id)
}

// named is the one user of a name: it takes no iterator.
func (l *entryList) named() error {
	packed, found, err := l.v.get(key(classEntryName, l.dir, l.kind, shortSum(scim.Fold(l.q.Name))))
	if err != nil || !found {
		return err
	}
	e, err := l.entry(packed)
	if err == nil {
		l.all = stored.Entries([]model.DirectoryEntry{e}, l.q)
	}
	return err
}

// alike lists the entries that have the same of something: their ids stand at the end of keys, or in the values.
// They are few, and put in order in memory.
func (l *entryList) alike(c class, sum []byte) error {
	prefix := key(c, l.dir, l.kind, sum)
	err := l.v.scan(prefix, nil, true, func(k, value []byte) (bool, error) {
		if c != classEntryName {
			value = k[len(prefix):]
		}
		e, err := l.entry(value)
		l.all = append(l.all, e)
		return err == nil, err
	})
	l.all = stored.Entries(l.all, l.q)
	return err
}

// members lists users of a group.
func (l *entryList) members() error {
	group := packEntry(l.q.Group)
	h, found, err := readHead(l.v, l.dir, group)
	if err != nil || !found || l.q.Kind != model.UserEntry {
		return err
	}
	prefix := memberKey(l.dir, group, h.gen, nil)
	switch {
	case !l.q.Published:
		return l.page(prefix, packEntry(l.q.Behind), false, func(k, _ []byte) (bool, error) {
			return l.take(l.entry(k[len(prefix):]))
		})
	case h.members > fewMembers:
		return l.eachPublished(prefix)
	}
	err = l.v.scan(prefix, nil, false, func(k, _ []byte) (bool, error) {
		e, err := l.entry(k[len(prefix):])
		l.all = append(l.all, e)
		return err == nil, err
	})
	l.all = stored.Entries(l.all, l.q)
	return err
}

// fewMembers can be put in order of their published ids in memory. For more, all published users are gone
// through until enough of them are members: in a group that large that is soon.
const fewMembers = 512

// eachPublished lists the published entries; only members, if given the beginning of their keys.
func (l *entryList) eachPublished(members []byte) error {
	prefix := key(classListed, l.dir, l.kind)
	return l.scan(prefix, packID(l.q.Behind), true, func(_, packed []byte) (bool, error) {
		if members != nil {
			if is, err := l.v.has(slices.Concat(members, packed)); err != nil || !is {
				return true, err
			}
		}
		if l.skipped < l.q.Skip {
			l.skipped++
			return true, l.ctx.Err()
		}
		return l.take(l.entry(packed))
	})
}
