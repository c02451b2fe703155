package model

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"
)

// ID names one thing: a prefix as WorkOS has them and a ULID, "conn_01J…". Those
// of sessions and requests are longer: see [NewLongID]. IDs that come from
// outside are opaque: they are compared, never parsed.
type ID string

// NewID makes an ID whose order is the order of time.
func NewID(prefix string, now time.Time) ID {
	if IsLong(prefix) {
		return NewLongID(prefix, ulid.Timestamp(now), 0)
	}
	return ID(prefix + "_" + ulid.MustNew(ulid.Timestamp(now), rand.Reader).String())
}

// StableID is the same for the same names, for ever and everywhere.
func StableID(prefix string, names ...string) ID {
	sum := sha256.Sum256([]byte(strings.Join(names, "\x00")))
	return ID(prefix + "_" + Crockford.EncodeToString(sum[:])[:26])
}

// FirstID is in front of all IDs of a prefix that are made from a time on. It is no ID of anything.
func FirstID(prefix string, from time.Time) ID {
	var u ulid.ULID
	_ = u.SetTime(uint64(max(0, from.UnixMilli())) & ulid.MaxTime()) // it fails for no time within that bound
	return ID(prefix + "_" + u.String())
}

// IsLong reports whether an ID of a prefix must not be guessed, nor be made
// twice: a session's is that of its AuthnRequest, for which SAML asks for 128
// random bits at least (core 1.3.4).
func IsLong(prefix string) bool { return prefix == PrefixSession || prefix == PrefixRequest }

// LongID is what stands behind the prefix of a long ID: six bytes of time, two
// of its turn within that millisecond, and 16 random ones.
type LongID [24]byte

const (
	timeDigits = 10 // as in a ULID
	restDigits = 29 // turn and random bits
)

func NewLongID(prefix string, at uint64, turn uint16) ID {
	var l LongID
	var u ulid.ULID
	if err := u.SetTime(at); err != nil {
		panic(err) // in the year 10889
	}
	copy(l[:6], u[:6])
	binary.BigEndian.PutUint16(l[6:], turn)
	rand.Read(l[8:])
	return ID(prefix + "_" + l.String())
}

// String is 39 characters, whose order is that of the bytes.
func (l LongID) String() string {
	text := l.text()
	return string(text[:])
}

func (l LongID) text() (text [timeDigits + restDigits]byte) {
	var u ulid.ULID
	copy(u[:6], l[:6])
	_ = u.MarshalTextTo(text[:ulid.EncodedSize]) // it fails for another size only
	Crockford.Encode(text[timeDigits:], l[6:])
	return text
}

// ParseLongID reads what String wrote, and nothing else.
func ParseLongID(text string) (l LongID, ok bool) {
	if len(text) != timeDigits+restDigits {
		return LongID{}, false
	}
	u, err := ulid.ParseStrict(text[:timeDigits] + "0000000000000000")
	if err != nil {
		return LongID{}, false
	}
	copy(l[:6], u[:6])
	n, err := Crockford.Decode(l[6:], []byte(text[timeDigits:]))
	again := l.text()
	return l, err == nil && n == 18 && string(again[:]) == text
}

// The prefixes.
const (
	PrefixEnvironment  = "env"
	PrefixClient       = "client"
	PrefixKey          = "key"
	PrefixOrganization = "org"
	PrefixDomain       = "org_domain"
	PrefixConnection   = "conn"
	PrefixSession      = "sess"
	PrefixReceipt      = "rcpt"
	PrefixProfile      = "prof"
	PrefixSetupLink    = "link"
	PrefixAudit        = "audit"
	PrefixRequested    = "feature_request"
	PrefixRequest      = "req"
	PrefixStep         = "step"
	PrefixNote         = "note"
	PrefixITContact    = "it_contact"
	PrefixMember       = "member"
	PrefixBackup       = "backup"
	PrefixRepeatable   = "repeatable"
	PrefixEvent        = "event"
	PrefixWebhook      = "we"
	PrefixDelivery     = "delivery"

	PrefixDirectory      = "directory"
	PrefixDirectoryToken = "directory_token"
	PrefixDirectoryUser  = "directory_user"
	PrefixDirectoryGroup = "directory_group"

	PrefixRole = "role"

	PrefixDirectoryRequest = "directory_request"
)
