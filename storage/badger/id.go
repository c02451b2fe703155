package badger

import (
	"bytes"
	"encoding/binary"
	"math"
	"time"

	"github.com/oklog/ulid/v2"

	"gatehouse/model"
)

// packedPrefixes lists the prefixes whose ids are kept as packedLen bytes: the position here
// plus one, and the ULID. Only ever append. Every other id is kept as it is,
// so nothing depends on how an id looks.
var packedPrefixes = [...]string{
	model.PrefixSession, model.PrefixReceipt, model.PrefixConnection, model.PrefixEnvironment,
	model.PrefixOrganization, model.PrefixProfile, model.PrefixDirectory, model.PrefixDirectoryUser,
	model.PrefixDirectoryGroup, "directory_request",
}

// Long ids are kept the same way, with longMark added to the position.
const (
	packedLen     = 17
	longPackedLen = 25
	longMark      = 0x40
	literal       = 0x7f // an id as it is, ended by a zero byte
)

// packID writes an id so that no packed id is the beginning of another.
func packID(id model.ID) []byte { return appendID(make([]byte, 0, packedLen), id) }

func appendID(b []byte, id model.ID) []byte {
	for i, p := range packedPrefixes {
		if len(id) <= len(p)+1 || id[len(p)] != '_' || string(id[:len(p)]) != p {
			continue
		}
		text := string(id[len(p)+1:])
		if l, ok := model.ParseLongID(text); ok {
			return append(append(b, byte(i+1)|longMark), l[:]...)
		}
		if u, err := ulid.ParseStrict(text); err == nil && u.String() == text {
			return append(append(b, byte(i+1)), u[:]...)
		}
	}
	return append(append(append(b, literal), id...), 0)
}

// cutID reads one packed id and returns what is behind it.
func cutID(b []byte) (id model.ID, rest []byte, ok bool) {
	if len(b) == 0 {
		return "", nil, false
	}
	if b[0] == literal {
		end := bytes.IndexByte(b, 0)
		if end < 0 {
			return "", nil, false
		}
		return model.ID(b[1:end]), b[end+1:], true
	}
	if b[0]&longMark != 0 {
		return cutLongID(b)
	}
	n := int(b[0]) - 1
	if n < 0 || n >= len(packedPrefixes) || len(b) < packedLen {
		return "", nil, false
	}
	text := make([]byte, 0, len(packedPrefixes[n])+1+ulid.EncodedSize)
	text = append(append(text, packedPrefixes[n]...), '_')
	text = text[:cap(text)]
	if err := ulid.ULID(b[1:packedLen]).MarshalTextTo(text[len(packedPrefixes[n])+1:]); err != nil {
		return "", nil, false
	}
	return model.ID(text), b[packedLen:], true
}

// packedSize is how long the packed id is that b begins with; 0 for one that is
// kept as it is, or none.
func packedSize(b []byte) int {
	switch {
	case len(b) == 0 || b[0] == literal:
		return 0
	case b[0]&longMark == 0 && len(b) >= packedLen:
		return packedLen
	case b[0]&longMark != 0 && len(b) >= longPackedLen:
		return longPackedLen
	}
	return 0
}

func cutLongID(b []byte) (id model.ID, rest []byte, ok bool) {
	n := int(b[0]&^longMark) - 1
	if n < 0 || n >= len(packedPrefixes) || len(b) < longPackedLen {
		return "", nil, false
	}
	return model.ID(packedPrefixes[n] + "_" + model.LongID(b[1:longPackedLen]).String()), b[longPackedLen:], true
}

// nanosOf is a time as nanoseconds since 1970. The zero time is the earliest of
// all; times that such a number cannot hold, before 1677 and after 2262, are
// their nearest.
func nanosOf(t time.Time) int64 {
	switch {
	case t.IsZero():
		return math.MinInt64
	case t.Before(time.Unix(0, math.MinInt64+1)):
		return math.MinInt64 + 1
	case t.After(time.Unix(0, math.MaxInt64)):
		return math.MaxInt64
	}
	return t.UnixNano()
}

func timeOf(nanos int64) time.Time {
	if nanos == math.MinInt64 {
		return time.Time{}
	}
	return time.Unix(0, nanos).UTC()
}

func appendNanos(b []byte, nanos int64) []byte {
	return binary.BigEndian.AppendUint64(b, uint64(nanos)^(1<<63))
}

func cutNanos(b []byte) (nanos int64, rest []byte, ok bool) {
	if len(b) < 8 {
		return 0, nil, false
	}
	return int64(binary.BigEndian.Uint64(b) ^ (1 << 63)), b[8:], true
}
