package badger

import (
	"encoding/binary"

	"github.com/oklog/ulid/v2"

	"gatehouse/model"
)

// bareID marks a ULID without a prefix, as entries of directories have them, in the keys
// of directories alone: elsewhere such an id is kept as it is.
const bareID = 0x3f

// packEntry writes the id of an entry, of a list of members or of a request, so that no packed id is
// the beginning of another.
func packEntry(id model.ID) []byte {
	if u, err := ulid.ParseStrict(string(id)); err == nil && writes(u, id) {
		return append(append(make([]byte, 0, packedLen), bareID), u[:]...)
	}
	return packID(id)
}

// writes reports whether an id is how a ULID is written: it has other spellings.
func writes(u ulid.ULID, id model.ID) bool {
	var text [ulid.EncodedSize]byte
	return u.MarshalTextTo(text[:]) == nil && string(text[:]) == string(id)
}

// cutEntry reads what packEntry wrote and returns what is behind it.
func cutEntry(b []byte) (id model.ID, rest []byte, ok bool) {
	if len(b) < packedLen || b[0] != bareID {
		return cutID(b)
	}
	return model.ID(ulid.ULID(b[1:packedLen]).String()), b[packedLen:], true
}

// Kinds of entries in keys.
var (
	userKind  = []byte{'u'}
	groupKind = []byte{'g'}
)

func kindOf(k model.EntryKind) []byte {
	switch k {
	case model.UserEntry:
		return userKind
	case model.GroupEntry:
		return groupKind
	}
	return []byte{'?'} // there are none
}

// The keys take packed ids: dir of a directory, the others of entries.

func entryKey(dir, kind, id []byte) []byte { return key(classEntry, dir, kind, id) }

func headKey(dir, group []byte) []byte { return key(classHead, dir, group) }

func memberKey(dir, group, gen, user []byte) []byte { return key(classMember, dir, group, gen, user) }

func groupsKey(dir, user, group, gen []byte) []byte { return key(classGroups, dir, user, group, gen) }

func leftKey(dir, group, gen []byte) []byte { return key(classLeft, dir, group, gen) }

func partKey(dir, group, stage []byte, part int) []byte {
	return binary.BigEndian.AppendUint32(key(classPart, dir, group, stage), uint32(part))
}

func runKey(number uint64) []byte {
	return binary.BigEndian.AppendUint64([]byte{byte(classRun)}, number)
}

// A generation is the list of members that a group has: one that was staged has the packed id of
// that; one that a group is born with a number that no other has, so that of a group that was deleted
// nothing comes back with another of the same id.
const (
	bornMark = 0 // no packed id begins with it
	bornLen  = 9
)

func bornGeneration(number uint64) []byte {
	return binary.BigEndian.AppendUint64([]byte{bornMark}, number)
}

// cutGeneration reads a generation and returns what is behind it.
func cutGeneration(b []byte) (gen, rest []byte, ok bool) {
	if len(b) >= bornLen && b[0] == bornMark {
		return b[:bornLen], b[bornLen:], true
	}
	_, rest, ok = cutEntry(b)
	return b[:len(b)-len(rest)], rest, ok
}

// cutPacked takes a packed id off as it is.
func cutPacked(b []byte) (packed, rest []byte, ok bool) {
	_, rest, ok = cutEntry(b)
	return b[:len(b)-len(rest)], rest, ok
}
