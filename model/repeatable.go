package model

import (
	"encoding/hex"
	"errors"
	"time"
	"unicode"
)

// Bounds of the requests that an app may repeat.
const (
	RepeatableLife    = 24 * time.Hour // that an answer is kept
	MaxRepeatables    = 10_000         // of one API key: beyond it the oldest is forgotten
	MaxIdempotencyKey = 255            // characters
	// RepeatableTime is how long a request is waited for; one that took longer was cut off.
	RepeatableTime = time.Minute
)

// ErrUnderway refuses to repeat a request while it is being answered.
var ErrUnderway = errors.New("a request with this Idempotency-Key is being answered")

// Repeatable is a request of an app that came with an Idempotency-Key: whoever sends it again
// gets the same answer, and nothing is done twice.
type Repeatable struct {
	ID      ID        `json:"id"`
	APIKey  ID        `json:"api_key"` // that sent it
	Key     string    `json:"key"`     // hex SHA-256 of its key, which is unique to the API key
	Request string    `json:"request"` // hex SHA-256 of method, path and body
	Number  uint64    `json:"number"`  // counts the requests of the API key
	Status  int       `json:"status"`  // of HTTP; 0 while it is being answered
	Sealed  []byte    `json:"sealed,omitempty"`
	Created time.Time `json:"created_at"`

	Revision uint64 `json:"-"`
}

func (r Repeatable) RecordKey() (Kind, ID) { return KindRepeatable, r.ID }

func (r Repeatable) RecordParent() ID { return r.APIKey }

func (r Repeatable) RecordNames() []string { return []string{RepeatableName(r.APIKey, r.Key)} }

func (r Repeatable) RecordRevision() uint64 { return r.Revision }

func (r Repeatable) AtRevision(revision uint64) Noun { r.Revision = revision; return r }

// RepeatableName is the unique name of an API key's request.
func RepeatableName(apiKey ID, hash string) string {
	return NameRepeated.Of(string(apiKey) + "/" + hash)
}

// Over reports whether the request counts no more: its answer was kept long enough, or it
// was cut off before it was answered.
func (r Repeatable) Over(now time.Time) bool {
	age := now.Sub(r.Created)
	return age >= RepeatableLife || r.Status == 0 && age >= RepeatableTime
}

// Attempt is a request that may have been made before.
type Attempt struct {
	Key     string // the Idempotency-Key
	Request []byte // what has to be the same: method, path and body
}

// Check refuses a key that cannot be kept.
func (a Attempt) Check() error {
	if len(a.Key) == 0 || len(a.Key) > MaxIdempotencyKey {
		return Refuse("Idempotency-Key", "use a UUID", "has %d characters, not 1 to %d", len(a.Key), MaxIdempotencyKey)
	}
	for _, r := range a.Key {
		if r > unicode.MaxASCII || !unicode.IsPrint(r) {
			return Refuse("Idempotency-Key", "use a UUID", "has the character %U", r)
		}
	}
	return nil
}

// Hashes are what is kept of an attempt.
func (a Attempt) Hashes() (key, request string) {
	k, r := HashOf(a.Key), HashOf(string(a.Request))
	return hex.EncodeToString(k[:]), hex.EncodeToString(r[:])
}

// Answer is what was answered to a request.
type Answer struct {
	Status int
	Body   []byte // JSON
}
