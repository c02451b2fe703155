package badger

import (
	"crypto/sha256"
	"encoding/binary"

	"gatehouse/model"
)

// schema is the layout of what is stored: 1 had no long ids and no unverified
// sessions apart, 2 no journal, 3 no words of records, which get them when it is
// opened, and an expiry for each lease, 4 no snapshots to begin from, 5 no events for apps, 6 no
// directories. A store with a lower number is written on; one with a higher was written by a newer
// version and is not touched.
const schema = 7

// class is the first byte of a key. <id> is a packed ID and <~…> its bits
// inverted, so that the newest comes first. <time> is eight bytes in order of
// time.
//
// 'G' is kept free for sealed segments: 'G' <env> <~time> → up to 1,024 rows of
// 'S' in one value, with their count and checksum, for filters over millions.
// The rows of a segment stay where they are; a filter reads segments where
// there are some and rows for the rest.
type class byte

const (
	classMeta       class = '!' // → meta
	classJournal    class = 'J' // → number of the last group of writes
	classSession    class = 'S' // <env> <~time> <~id> → row: the timeline
	classPointer    class = 'I' // <id> → <time> <env>: where the row is
	classConnection class = 'X' // <conn> <~time> <~id> → <env>: the timeline of a connection
	classRequest    class = 'Q' // <id> chunk → blob
	classReceipt    class = 'R' // <id> <receipt> chunk → blob
	classEvent      class = 'E' // <id> <time> hash → event
	classClaim      class = 'M' // <claimed> <claimant> → nothing
	classCode       class = 'C' // hash → lease
	classToken      class = 'T' // hash → lease
	classReplay     class = 'P' // hash → lease
	classExpiry     class = 'U' // <time> class hash → class hash, …: which leases have ended by when
	classChange     class = 'L' // position → what changed last there
	classAppEvent   class = 'A' // <env> position → event for apps, or a run of them that ends there
	classDictionary class = 'D' // hash → content
	classUses       class = 'u' // hash → number of blobs that need it, connection
	classCurrent    class = 'd' // <conn> → hash of the dictionary for new blobs
	classClock      class = 'k' // → how far time has surely come
	classUnverified class = 'Z' // <time> <id> → size, <conn>: sessions that nobody verified, the oldest first
	classStranger   class = 'z' // <conn> <time> <id> → nothing: those of a connection
	classStrangers  class = 'q' // <conn> → how many there are; without <conn>: the size of all
	classSwept      class = 'w' // → time up to which sessions that were given up are Unverified
	classRecord     class = 'r' // kind 0 id → record
	classChild      class = 'c' // kind 0 parent 0 id → nothing
	className       class = 'n' // name → kind 0 id
	classWords      class = 'W' // kind 0 parent 0 name 0 id → environment 0 words; without parent: all of a kind
	classUnindexed  class = 'i' // → nothing: records of before schema 4 may be without their words
	classBases      class = 'b' // → the snapshots that a later one can begin from
	classRemoved    class = 'B' // number chunk → keys that this group of writes removed, if there are such snapshots

	// Of directories. A group has its members under a generation: those under another one are seen by nobody.
	classEntry       class = 'e' // <dir> kind <entry> → entry
	classEntryName   class = 'N' // <dir> kind hash → <entry>; of a group: <dir> kind hash hash of its external id
	classExternal    class = 'x' // <dir> kind hash <entry> → nothing: by external id
	classEmail       class = 'm' // <dir> kind hash <entry> → nothing: by email address
	classPublished   class = 'p' // <published> → <dir> kind <entry>
	classListed      class = 'l' // <dir> kind <published> → <entry>
	classHead        class = 'h' // <dir> <group> → generation, number and revision of its members
	classMember      class = 'g' // <dir> <group> generation <user> → number of its part, if it was staged
	classGroups      class = 'v' // <dir> <user> <group> generation → nothing
	classEntryCounts class = 't' // <dir> → counts
	classLog         class = 'y' // <dir> <request> → request
	classPart        class = 's' // <dir> <group> <stage> number → part of a list that no step took yet
	classRun         class = 'a' // number → events that are told together
	classLeft        class = 'o' // <dir> <group> generation → nothing: its members are to be swept
)

func key(c class, parts ...[]byte) []byte {
	n := 1
	for _, p := range parts {
		n += len(p)
	}
	k := append(make([]byte, 0, n), byte(c))
	for _, p := range parts {
		k = append(k, p...)
	}
	return k
}

// place is where a session stands: all that its keys are made of.
type place struct {
	env, id model.ID
	nanos   int64 // CreatedAt
}

func placeOf(s *model.Session) place {
	return place{env: s.EnvironmentID, id: s.ID, nanos: nanosOf(s.CreatedAt)}
}

func (p place) row() []byte {
	return p.appendRow(make([]byte, 0, 64))
}

func (p place) appendRow(k []byte) []byte {
	return p.appendOrder(appendID(append(k, byte(classSession)), p.env))
}

func (p place) byConnection(conn model.ID) []byte {
	k := appendID([]byte{byte(classConnection)}, conn)
	return p.appendOrder(k)
}

// appendOrder appends what puts the newest first: by time, then by id.
func (p place) appendOrder(k []byte) []byte {
	from := len(k)
	k = appendNanos(k, p.nanos)
	k = appendID(k, p.id)
	invert(k[from:])
	return k
}

// parseOrder is the inverse of appendOrder.
func parseOrder(b []byte) (nanos int64, id model.ID, ok bool) {
	var buffer [64]byte
	c := append(buffer[:0], b...)
	invert(c)
	nanos, c, ok = cutNanos(c)
	if !ok {
		return 0, "", false
	}
	id, c, ok = cutID(c)
	return nanos, id, ok && len(c) == 0
}

func invert(b []byte) {
	for i := range b {
		b[i] = ^b[i]
	}
}

func (p place) pointer() (k, v []byte) {
	return key(classPointer, packID(p.id)), appendID(appendNanos(nil, p.nanos), p.env)
}

func parsePointer(id model.ID, v []byte) (place, bool) {
	nanos, v, ok := cutNanos(v)
	if !ok {
		return place{}, false
	}
	env, v, ok := cutID(v)
	return place{env: env, id: id, nanos: nanos}, ok && len(v) == 0
}

func changeKey(pos uint64) []byte {
	return binary.BigEndian.AppendUint64([]byte{byte(classChange)}, pos)
}

// short is enough of a SHA-256 to name what it is the hash of.
const shortLen = 16

func shortHash(h model.Hash) []byte { return h[:shortLen] }

func shortSum(s string) []byte {
	h := sha256.Sum256([]byte(s))
	return h[:shortLen]
}
