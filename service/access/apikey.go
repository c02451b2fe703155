package access

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"gatehouse/model"
	"gatehouse/service/core"
)

// NewSecret makes 192 random bits as text.
func NewSecret(prefix string) string {
	b := make([]byte, 24)
	rand.Read(b)
	return prefix + base64.RawURLEncoding.EncodeToString(b)
}

// NewKey makes a key of an environment, limited to permissions if there are any, and the secret to
// show once.
func NewKey(passed *core.Core, e model.Environment, name string,
	permissions ...model.KeyPermission) (model.APIKey, string) {
	prefix := "sk_live_"
	if e.Kind == model.Staging {
		prefix = "sk_test_"
	}
	secret := NewSecret(prefix)
	h := model.HashOf(secret)
	k := model.APIKey{
		ID: model.NewID(model.PrefixKey, passed.Now()), EnvironmentID: e.ID, Name: name,
		Hint: prefix + "…" + secret[len(secret)-4:], Hash: hex.EncodeToString(h[:]), Created: passed.Now(),
		Permissions: permissions,
	}
	if e.Kind == model.Staging {
		k.Sealed = passed.Secrets.Seal([]byte(secret), "key "+string(k.ID))
	}
	return k, secret
}

// Keys lists the keys of an environment.
func (s Service) Keys(ctx context.Context, environment model.ID) ([]model.APIKey, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeKeys, core.OfEnvironment(environment)))
	if err != nil {
		return nil, err
	}
	return core.ReadAll[model.APIKey](ctx, s.core.Store, model.KindKey, environment, "", 0)
}

// CreateKey makes a key, limited to permissions if there are any. The secret is given once.
func (s Service) CreateKey(ctx context.Context, environment model.ID, name string,
	permissions ...model.KeyPermission) (model.APIKey, string, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActChangeKeys, core.OfEnvironment(environment)))
	if err != nil {
		return model.APIKey{}, "", err
	}
	e, err := s.tenant().Environment(ctx, environment)
	if err != nil {
		return model.APIKey{}, "", err
	}
	if name, err = model.CleanName("name", name); err != nil {
		return model.APIKey{}, "", err
	}
	if permissions, err = model.CleanPermissions(permissions); err != nil {
		return model.APIKey{}, "", err
	}
	k, secret := NewKey(s.core, e, name, permissions...)
	err = s.core.Apply(ctx, fmt.Sprintf("created API key %s", name), core.Created(k))
	return k, secret, err
}

// RotateKey makes a successor that may do the same; the old key still works for the overlap, but never
// longer than it would have.
func (s Service) RotateKey(ctx context.Context, id model.ID, overlap time.Duration) (model.APIKey, string, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActChangeKeys, core.OfKey(id)))
	if err != nil {
		return model.APIKey{}, "", err
	}
	old, err := core.Read[model.APIKey](ctx, s.core.Store, model.KindKey, id)
	if err != nil {
		return model.APIKey{}, "", err
	}
	e, err := s.tenant().Environment(ctx, old.EnvironmentID)
	if err != nil {
		return model.APIKey{}, "", err
	}
	next, secret := NewKey(s.core, e, old.Name, old.Permissions...)
	ended := old
	if end := s.core.Now().Add(overlap); old.Expires.IsZero() || end.Before(old.Expires) {
		ended.Expires = end
	}
	err = s.core.Apply(ctx, fmt.Sprintf("rotated API key %s", old.Name), core.Created(next), core.Changed(old, ended))
	return next, secret, err
}

// RevokeKey ends a key at once.
func (s Service) RevokeKey(ctx context.Context, id model.ID) error {
	s, err := s.pass(s.core.Do(ctx, model.ActChangeKeys, core.OfKey(id)))
	if err != nil {
		return err
	}
	k, err := core.Read[model.APIKey](ctx, s.core.Store, model.KindKey, id)
	if err != nil {
		return err
	}
	return s.core.Apply(ctx, fmt.Sprintf("revoked API key %s", k.Name), core.Deleted(k))
}

// RevealKey gives the secret of a Staging key again.
func (s Service) RevealKey(ctx context.Context, id model.ID) (string, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActRevealKey, core.OfKey(id)))
	if err != nil {
		return "", err
	}
	k, err := core.Read[model.APIKey](ctx, s.core.Store, model.KindKey, id)
	if err != nil {
		return "", err
	}
	if len(k.Sealed) == 0 {
		return "", fmt.Errorf("key %s was shown once and is not kept: rotate it to get a new one", k.Hint)
	}
	secret, err := s.core.Secrets.Open(k.Sealed, "key "+string(k.ID))
	if err != nil {
		return "", err
	}
	err = s.core.Shown(ctx, model.View{Subject: k.ID, Right: model.ActSeeKeys, EnvironmentID: k.EnvironmentID},
		"revealed API key "+k.Name)
	if err != nil {
		return "", err
	}
	return string(secret), nil
}

// KeyHolder gives the principal that an API key proves, or ErrBadKey, and notes who used the key. A
// key that is used too often is *model.RateLimited, as is an address with too many bad ones.
func (s Service) KeyHolder(ctx context.Context, secret string, by model.Visitor) (model.Principal, error) {
	s, err := s.pass(s.core.See(ctx, model.ActProveIdentity, core.Nothing))
	if err != nil {
		return model.Principal{}, err
	}
	p, err := s.proved(ctx, secret, by)
	if err != nil {
		return model.Principal{}, s.notProved(err, by)
	}
	return p, s.core.Rates.Request(p.ID)
}

// notProved is why somebody could not prove who they are: whoever tries too often has to wait.
func (s Service) notProved(err error, by model.Visitor) error {
	if errors.Is(err, model.ErrBadKey) {
		return cmp.Or(s.core.Rates.Stranger(by.Peer), err)
	}
	return err
}

// proved is who a key proves.
func (s Service) proved(ctx context.Context, secret string, by model.Visitor) (model.Principal, error) {
	if s.core.DevelopmentKey != "" && subtle.ConstantTimeCompare([]byte(s.core.DevelopmentKey), []byte(secret)) == 1 {
		return s.developer(ctx)
	}
	h := model.HashOf(secret)
	k, err := core.ReadNamed[model.APIKey](ctx, s.core.Store, model.NameKeyHash.Of(hex.EncodeToString(h[:])))
	if none, err := core.Missing(err); none {
		return model.Principal{}, model.ErrBadKey
	} else if err != nil {
		return model.Principal{}, err
	}
	now := s.core.Now()
	if k.Ended(now) {
		return model.Principal{}, model.ErrBadKey
	}
	s.state.uses.note(k.ID, by, now)
	return k.Holder(), nil
}

// developmentKey is the id of the key for development, which is not stored.
const developmentKey model.ID = "key_development"

// developer is who the development key proves: an app of this machine.
func (s Service) developer(ctx context.Context) (model.Principal, error) {
	e, err := core.ReadNamed[model.Environment](ctx, s.core.Store, model.NameEnvironment.Of(string(model.Staging)))
	if none, err := core.Missing(err); none {
		return model.Principal{}, model.ErrBadKey
	} else if err != nil {
		return model.Principal{}, err
	}
	return model.APIKey{ID: developmentKey, EnvironmentID: e.ID, Name: "for development",
		Hint: s.core.DevelopmentKey}.Holder(), nil
}

// Authenticate proves a client id and its API key, as the token endpoint gets
// them, or fails with ErrBadKey. An app with many users exchanges many codes: it is
// *model.RateLimited later than by [Service.KeyHolder].
func (s Service) Authenticate(ctx context.Context, clientID, secret string,
	by model.Visitor) (model.Principal, error) {
	s, err := s.pass(s.core.See(ctx, model.ActProveIdentity, core.Nothing))
	if err != nil {
		return model.Principal{}, err
	}
	p, err := s.client(ctx, clientID, secret, by)
	if err != nil {
		return model.Principal{}, s.notProved(err, by)
	}
	return p, s.core.Rates.Exchange(p.ID)
}

// client is who a key proves that is of the environment with a client id.
func (s Service) client(ctx context.Context, clientID, secret string, by model.Visitor) (model.Principal, error) {
	p, err := s.proved(ctx, secret, by)
	if err != nil {
		return model.Principal{}, err
	}
	e, err := s.tenant().Environment(ctx, p.Environment)
	if err != nil {
		return model.Principal{}, err
	}
	if subtle.ConstantTimeCompare([]byte(e.ClientID), []byte(clientID)) != 1 {
		return model.Principal{}, model.ErrBadKey
	}
	return p, nil
}
