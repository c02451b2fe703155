package signin

import (
	"context"
	"crypto"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/go-jose/go-jose/v4"

	"gatehouse/model"
	"gatehouse/service/core"
)

// tokenKey is the key pair that signs the ID tokens of one environment.
type tokenKey struct {
	Environment model.ID        `json:"environment"`
	Sealed      []byte          `json:"sealed"` // the private half, PKCS #8
	Public      jose.JSONWebKey `json:"public"`
	Revision    uint64          `json:"-"`
}

func tokenKeyID(environment model.ID) model.ID { return "token-key-" + environment }

func (k tokenKey) RecordKey() (model.Kind, model.ID) {
	return model.KindSetting, tokenKeyID(k.Environment)
}

func (k tokenKey) RecordParent() model.ID { return "" }

func (k tokenKey) RecordNames() []string { return nil }

func (k tokenKey) RecordRevision() uint64 { return k.Revision }

func (k tokenKey) AtRevision(r uint64) model.Noun { k.Revision = r; return k }

// TokenKeys are the public keys with which an app verifies the ID tokens of its
// environment, which its client ID names: none before the first sign-in that asks for an ID
// token. ErrNotFound if it names no environment.
func (s Service) TokenKeys(ctx context.Context, clientID string) (jose.JSONWebKeySet, error) {
	s, err := s.pass(s.core.See(ctx, model.ActReadMetadata, core.OfNamed(model.NameClient.Of(clientID))))
	if err != nil {
		return jose.JSONWebKeySet{}, err
	}
	env, err := s.tenant().EnvironmentByClient(ctx, clientID)
	if err != nil {
		return jose.JSONWebKeySet{}, err
	}
	published := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{}}
	key, err := core.Read[tokenKey](ctx, s.core.Store, model.KindSetting, tokenKeyID(env.ID))
	if none, err := core.Missing(err); none || err != nil {
		return published, err
	}
	published.Keys = append(published.Keys, key.Public)
	return published, nil
}

// tokenKey is made when it is first needed: when a sign-in begins that asks for an ID token, and
// not when it has ended. Apps keep what they are told of keys, and do not always ask again at once.
func (s Service) tokenKey(ctx context.Context, environment model.ID) (tokenKey, error) {
	key, err := core.Read[tokenKey](ctx, s.core.Store, model.KindSetting, tokenKeyID(environment))
	if none, err := core.Missing(err); err != nil || !none {
		return key, err
	}
	if key, err = s.newTokenKey(environment); err != nil {
		return key, fmt.Errorf("make the key that signs ID tokens: %w", err)
	}
	if err = s.core.ApplyQuietly(ctx, core.Created(key)); errors.Is(err, model.ErrConflict) {
		return core.Read[tokenKey](ctx, s.core.Store, model.KindSetting, tokenKeyID(environment)) // somebody was faster
	}
	return key, err
}

func (s Service) newTokenKey(environment model.ID) (tokenKey, error) {
	private, err := s.core.NewRSA()
	if err != nil {
		return tokenKey{}, err
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return tokenKey{}, err
	}
	public := jose.JSONWebKey{Key: private.Public(), Algorithm: string(jose.RS256), Use: "sig"}
	thumbprint, err := public.Thumbprint(crypto.SHA256)
	if err != nil {
		return tokenKey{}, err
	}
	public.KeyID = base64.RawURLEncoding.EncodeToString(thumbprint)
	return tokenKey{Environment: environment, Public: public,
		Sealed: s.core.Secrets.Seal(pkcs8, string(tokenKeyID(environment)))}, nil
}

// signer signs with the key.
func (k tokenKey) signer(c *core.Core) (jose.Signer, error) {
	pkcs8, err := c.Secrets.Open(k.Sealed, string(tokenKeyID(k.Environment)))
	if err != nil {
		return nil, err
	}
	private, err := x509.ParsePKCS8PrivateKey(pkcs8)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", model.ErrDamaged, err)
	}
	return jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256,
		Key: jose.JSONWebKey{Key: private, KeyID: k.Public.KeyID}}, (&jose.SignerOptions{}).WithType("JWT"))
}
