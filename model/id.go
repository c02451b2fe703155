package model

import (
	"crypto/rand"
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
