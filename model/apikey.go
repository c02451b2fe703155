package model

import (
	"crypto/sha256"
	"errors"
	"time"
)

// ErrBadKey is any failure to prove an API key; it never says which part was
// wrong.
var ErrBadKey = errors.New("the client id or the API key is wrong, or the key was revoked")

// APIKey is a secret of an environment. Only its hash is kept; in Staging the
// key itself too, sealed, so that a developer can copy it again.
type APIKey struct {
	ID            ID        `json:"id"`
	EnvironmentID ID        `json:"environment_id"`
	Name          string    `json:"name"`
	Hint          string    `json:"hint"` // "sk_test_…w7Qa"
	Hash          string    `json:"hash"` // hex SHA-256
	Sealed        []byte    `json:"sealed,omitempty"`
	Created       time.Time `json:"created_at"`
	Expires       time.Time `json:"expires_at,omitzero"` // set when it is rotated out

	Permissions []KeyPermission `json:"permissions,omitempty"` // what it is limited to; none is no limit

	Revision uint64 `json:"-"`
}

func (k APIKey) RecordKey() (Kind, ID) { return KindKey, k.ID }

func (k APIKey) RecordParent() ID { return k.EnvironmentID }

func (k APIKey) RecordNames() []string { return []string{NameKeyHash.Of(k.Hash)} }

func (k APIKey) RecordRevision() uint64 { return k.Revision }

func (k APIKey) AtRevision(r uint64) Noun { k.Revision = r; return k }

// HashOf is what is kept of a secret.
func HashOf(secret string) Hash { return sha256.Sum256([]byte(secret)) }
