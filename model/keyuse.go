package model

import (
	"strings"
	"time"
)

// KeyUse is when an API key was last used, and by whom. It stands beside the key, which its use
// does not change.
type KeyUse struct {
	Key       ID        `json:"key"`
	Since     time.Time `json:"since"` // uses are noted since then
	At        time.Time `json:"at,omitzero"`
	Peer      string    `json:"peer,omitempty"`
	UserAgent string    `json:"user_agent,omitempty"` // as far as it tells one app from another

	Revision uint64 `json:"-"`
}

func (u KeyUse) RecordKey() (Kind, ID) { return KindKeyUse, u.Key }

func (u KeyUse) RecordParent() ID { return u.Key }

func (u KeyUse) RecordNames() []string { return nil }

func (u KeyUse) RecordRevision() uint64 { return u.Revision }

func (u KeyUse) AtRevision(r uint64) Noun { u.Revision = r; return u }

// maxAgent is how much of a user agent is kept, in bytes.
const maxAgent = 120

// Agent is the user agent as far as it tells one program from another.
func (v Visitor) Agent() string {
	return strings.ToValidUTF8(v.UserAgent[:min(len(v.UserAgent), maxAgent)], "")
}

// UsedBy is the use of a key by a visitor at a time.
func (u KeyUse) UsedBy(v Visitor, at time.Time) KeyUse {
	u.At, u.Peer, u.UserAgent = at, v.Peer, v.Agent()
	return u
}

// idleKey is how long a key is not used until it is shown as one that can go.
const idleKey = 90 * 24 * time.Hour

// Idle reports whether a key was not used for 90 days.
func (u KeyUse) Idle(k APIKey, now time.Time) bool {
	seen := k.Created
	for _, later := range []time.Time{u.Since, u.At} {
		if later.After(seen) {
			seen = later
		}
	}
	return now.Sub(seen) >= idleKey
}

// KeyInUse is a key with its last use.
type KeyInUse struct {
	APIKey
	Use KeyUse
}

// Idle reports whether the key was not used for 90 days.
func (k KeyInUse) Idle(now time.Time) bool { return k.Use.Idle(k.APIKey, now) }

// Ended reports whether the key was rotated out and works no more.
func (k APIKey) Ended(now time.Time) bool { return !k.Expires.IsZero() && !now.Before(k.Expires) }
