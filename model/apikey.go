package model

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
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

	Revision uint64 `json:"-"`
}

func (k APIKey) key() (Kind, ID)  { return KindKey, k.ID }
func (k APIKey) parent() ID       { return k.EnvironmentID }
func (k APIKey) names() []string  { return []string{nameKeyHash.of(k.Hash)} }
func (k APIKey) revision() uint64 { return k.Revision }
func (k APIKey) at(r uint64) noun { k.Revision = r; return k }

// hashOf is what is kept of a secret.
func hashOf(secret string) Hash { return sha256.Sum256([]byte(secret)) }

// newSecret makes 192 random bits as text.
func newSecret(prefix string) string {
	b := make([]byte, 24)
	rand.Read(b)
	return prefix + base64.RawURLEncoding.EncodeToString(b)
}

// newKey makes a key of an environment and the secret to show once.
func (d *Desk) newKey(e Environment, name string) (APIKey, string) {
	prefix := "sk_live_"
	if e.Kind == Staging {
		prefix = "sk_test_"
	}
	secret := newSecret(prefix)
	h := hashOf(secret)
	k := APIKey{
		ID: NewID(PrefixKey, d.now()), EnvironmentID: e.ID, Name: name,
		Hint: prefix + "…" + secret[len(secret)-4:], Hash: hex.EncodeToString(h[:]), Created: d.now(),
	}
	if e.Kind == Staging {
		k.Sealed = d.Secrets.Seal([]byte(secret), "key "+string(k.ID))
	}
	return k, secret
}

// Keys lists the keys of an environment.
func (d *Desk) Keys(ctx context.Context, environment ID) ([]APIKey, error) {
	d, err := d.see(ctx, ActSeeKeys, ofEnvironment(environment))
	if err != nil {
		return nil, err
	}
	return readAll[APIKey](ctx, d.store, KindKey, environment, "", 0)
}

// CreateKey makes a key. The secret is given once.
func (d *Desk) CreateKey(ctx context.Context, environment ID, name string) (APIKey, string, error) {
	d, err := d.do(ctx, ActChangeKeys, ofEnvironment(environment))
	if err != nil {
		return APIKey{}, "", err
	}
	e, err := d.Environment(ctx, environment)
	if err != nil {
		return APIKey{}, "", err
	}
	if name, err = cleanName("name", name); err != nil {
		return APIKey{}, "", err
	}
	k, secret := d.newKey(e, name)
	err = d.apply(ctx, fmt.Sprintf("created API key %s", name), created(k))
	return k, secret, err
}

// RotateKey makes a successor; the old key still works for the overlap, but never
// longer than it would have.
func (d *Desk) RotateKey(ctx context.Context, id ID, overlap time.Duration) (APIKey, string, error) {
	d, err := d.do(ctx, ActChangeKeys, ofKey(id))
	if err != nil {
		return APIKey{}, "", err
	}
	old, err := read[APIKey](ctx, d.store, KindKey, id)
	if err != nil {
		return APIKey{}, "", err
	}
	e, err := d.Environment(ctx, old.EnvironmentID)
	if err != nil {
		return APIKey{}, "", err
	}
	next, secret := d.newKey(e, old.Name)
	ended := old
	if end := d.now().Add(overlap); old.Expires.IsZero() || end.Before(old.Expires) {
		ended.Expires = end
	}
	err = d.apply(ctx, fmt.Sprintf("rotated API key %s", old.Name), created(next), changed(old, ended))
	return next, secret, err
}

// RevokeKey ends a key at once.
func (d *Desk) RevokeKey(ctx context.Context, id ID) error {
	d, err := d.do(ctx, ActChangeKeys, ofKey(id))
	if err != nil {
		return err
	}
	k, err := read[APIKey](ctx, d.store, KindKey, id)
	if err != nil {
		return err
	}
	return d.apply(ctx, fmt.Sprintf("revoked API key %s", k.Name), deleted(k))
}

// RevealKey gives the secret of a Staging key again.
func (d *Desk) RevealKey(ctx context.Context, id ID) (string, error) {
	d, err := d.do(ctx, ActRevealKey, ofKey(id))
	if err != nil {
		return "", err
	}
	k, err := read[APIKey](ctx, d.store, KindKey, id)
	if err != nil {
		return "", err
	}
	if len(k.Sealed) == 0 {
		return "", fmt.Errorf("key %s was shown once and is not kept: rotate it to get a new one", k.Hint)
	}
	secret, err := d.Secrets.Open(k.Sealed, "key "+string(k.ID))
	return string(secret), err
}

// KeyHolder gives the principal that an API key proves, or ErrBadKey.
func (d *Desk) KeyHolder(ctx context.Context, secret string) (Principal, error) {
	d, err := d.see(ctx, ActProveIdentity, nothing)
	if err != nil {
		return Principal{}, err
	}
	h := hashOf(secret)
	k, err := readNamed[APIKey](ctx, d.store, nameKeyHash.of(hex.EncodeToString(h[:])))
	if none, err := missing(err); none {
		return Principal{}, ErrBadKey
	} else if err != nil {
		return Principal{}, err
	}
	if !k.Expires.IsZero() && !d.now().Before(k.Expires) {
		return Principal{}, ErrBadKey
	}
	return k.holder(), nil
}

// Authenticate proves a client id and its API key, as the token endpoint gets
// them, or fails with ErrBadKey.
func (d *Desk) Authenticate(ctx context.Context, clientID, secret string) (Principal, error) {
	d, err := d.see(ctx, ActProveIdentity, nothing)
	if err != nil {
		return Principal{}, err
	}
	p, err := d.KeyHolder(ctx, secret)
	if err != nil {
		return Principal{}, err
	}
	e, err := d.Environment(ctx, p.Environment)
	if err != nil {
		return Principal{}, err
	}
	if subtle.ConstantTimeCompare([]byte(e.ClientID), []byte(clientID)) != 1 {
		return Principal{}, ErrBadKey
	}
	return p, nil
}
