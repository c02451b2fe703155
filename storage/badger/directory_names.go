package badger

import (
	"bytes"
	"slices"

	"gatehouse/model"
	"gatehouse/scim"
	"gatehouse/storage"
)

// finding is a key by which an entry is found.
type finding struct {
	key, value []byte
	unique     string // by no other: under what name
}

// findings are the keys by which an entry is found but for its own.
func findings(dir []byte, e *model.DirectoryEntry) []finding {
	kind, id := kindOf(e.Kind), packEntry(e.ID)
	name := key(classEntryName, dir, kind, shortSum(scim.Fold(e.Name)))
	if e.Kind == model.GroupEntry {
		name = append(name, shortSum(e.ExternalID)...)
	}
	all := append(make([]finding, 0, 4+len(e.Emails)), finding{name, id, e.Name})
	if e.ExternalID != "" {
		all = append(all, finding{key: key(classExternal, dir, kind, shortSum(e.ExternalID), id)})
	}
	for _, address := range e.Emails {
		k := key(classEmail, dir, kind, shortSum(scim.Fold(address)), id)
		if address != "" && !holds(all, k) {
			all = append(all, finding{key: k})
		}
	}
	if e.Published != "" {
		published := packID(e.Published)
		all = append(all, finding{key(classPublished, published), slices.Concat(dir, kind, id), string(e.Published)},
			finding{key: key(classListed, dir, kind, published), value: id})
	}
	return all
}

func holds(all []finding, k []byte) bool {
	return slices.ContainsFunc(all, func(f finding) bool { return bytes.Equal(f.key, k) })
}

// take puts a key by which an entry is found and was not before. All entries of the step have
// given up what they had.
func (b *batch) take(f finding, e *model.DirectoryEntry) error {
	if f.unique == "" {
		b.add(f.key, f.value)
		return nil
	}
	held, there, err := b.get(f.key)
	if err != nil {
		return err
	}
	if !there && e.Kind == model.GroupEntry && class(f.key[0]) == classEntryName {
		held, there, err = b.clash(f.key, e)
	}
	if err != nil {
		return err
	}
	if !there {
		b.add(f.key, f.value)
		return nil
	}
	if class(f.key[0]) == classPublished {
		_, _, by, _ := cutPublication(held)
		return &storage.NameTaken{Name: f.unique, By: by}
	}
	by, _, _ := cutEntry(held)
	return &storage.NameTaken{Name: f.unique, By: by}
}

// clash finds a group with which the name of another one clashes, though their external ids differ, as
// [model.NamesClash] says: one of them has none.
func (b *batch) clash(name []byte, e *model.DirectoryEntry) (held []byte, found bool, err error) {
	folded := name[:len(name)-shortLen]
	if e.ExternalID != "" {
		return b.get(append(bytes.Clone(folded), shortSum("")...))
	}
	err = b.scan(folded, nil, false, func(k, _ []byte) (bool, error) {
		held, found, err = b.get(bytes.Clone(k))
		return !found, err
	})
	for _, c := range b.changes { // the scan does not see those of this step
		if c.value != nil && bytes.HasPrefix(c.key, folded) {
			return c.value, true, err
		}
	}
	return held, found, err
}
