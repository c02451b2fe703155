package model

import (
	"crypto/rand"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"
)

// ID names one thing: a prefix as WorkOS has them and a ULID, "conn_01J…". IDs
// that come from outside are opaque: they are compared, never parsed.
type ID string

// NewID makes an ID whose order is the order of time.
func NewID(prefix string, now time.Time) ID {
	return ID(prefix + "_" + ulid.MustNew(ulid.Timestamp(now), rand.Reader).String())
}

// ids makes IDs in the order in which they are asked for, also within one
// millisecond: a list by ID is a list by time.
type ids struct {
	mu      sync.Mutex
	entropy *ulid.MonotonicEntropy
}

func newIDs() *ids { return &ids{entropy: ulid.Monotonic(rand.Reader, 0)} }

func (i *ids) newID(prefix string, now time.Time) ID {
	i.mu.Lock()
	defer i.mu.Unlock()
	return ID(prefix + "_" + ulid.MustNew(ulid.Timestamp(now), i.entropy).String())
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
)
