package model

import (
	"time"

	"gatehouse/saml"
)

// Unreconciled is a person whose attributes do not fit a connection's mapping:
// they cannot sign in, or their profile holds the wrong values.
type Unreconciled struct {
	Connection ID
	User       string // email or id as received
	Session    ID     // their last one
	At         time.Time
	Cause      saml.Cause // of the refusal; "" for a profile with wrong values
	Problem    string     // "last_name: it holds an email address"
}
