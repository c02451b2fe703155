package oidc

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/go-jose/go-jose/v4"

	"gatehouse/fetch"
	"gatehouse/saml"
)

// Token is an ID token without its signature: what it says, and what the signature
// was found to be when it was there.
type Token struct {
	Header json.RawMessage `json:"header"`
	Claims json.RawMessage `json:"claims"`
	Key    json.RawMessage `json:"key,omitempty"`  // that verified it: public, as JSON
	Keys   []string        `json:"keys,omitempty"` // ids of those that the provider publishes

	Verified bool `json:"verified"`
}

// header is what is read of a token's header.
type header struct {
	Algorithm string `json:"alg"`
	KeyID     string `json:"kid"`
}

const maxToken = 128 << 10 // bytes of an ID token

// algorithms are those that a key set can verify. HS256 is not among them: who knows
// the client secret could sign anybody in.
var algorithms = []jose.SignatureAlgorithm{
	jose.RS256, jose.RS384, jose.RS512, jose.PS256, jose.PS384, jose.PS512, jose.ES256, jose.ES384, jose.ES512,
	jose.EdDSA,
}

// parseToken takes an ID token apart, and checks nothing but its form.
func parseToken(text string) (t Token, h header, _ *Trouble) {
	no := func(reason saml.Reason, why string) (Token, header, *Trouble) {
		return Token{}, h, &Trouble{Cause: saml.OIDCMalformedToken, Reason: reason, Text: why}
	}
	parts := strings.Split(text, ".")
	switch {
	case len(text) > maxToken:
		return no("", "it is longer than 128 KiB")
	case len(parts) == 5:
		return no(saml.EncryptedToken, "it has five parts: it is encrypted")
	case len(parts) != 3:
		return no("", "it has not three parts")
	}
	var err error
	if t.Header, err = base64.RawURLEncoding.DecodeString(parts[0]); err != nil {
		return no("", "its header is not base64url")
	}
	if t.Claims, err = base64.RawURLEncoding.DecodeString(parts[1]); err != nil {
		return no("", "its claims are not base64url")
	}
	if json.Unmarshal(t.Header, &h) != nil || !isObject(t.Header) {
		return no("", "its header is not a JSON object")
	}
	if !isObject(t.Claims) {
		return no("", "its claims are not a JSON object")
	}
	h.Algorithm = clean(h.Algorithm, 100)
	return t, h, nil
}

func isObject(text []byte) bool {
	return json.Valid(text) && bytes.HasPrefix(bytes.TrimSpace(text), []byte("{"))
}

// verify reads an ID token and verifies its signature with the provider's keys. With
// a trouble, the token says what could be read of it.
func (c *Client) verify(ctx context.Context, p Provider, reach fetch.Reach, text string) (*Token, *Trouble) {
	t, h, trouble := parseToken(text)
	if trouble != nil {
		return nil, trouble
	}
	if !slices.Contains(algorithms, jose.SignatureAlgorithm(h.Algorithm)) {
		trouble := &Trouble{Cause: saml.OIDCAlgorithm, Code: h.Algorithm}
		switch {
		case strings.EqualFold(h.Algorithm, "none"):
			trouble.Reason = saml.WithoutSignature
		case strings.HasPrefix(h.Algorithm, "HS"):
			trouble.Reason = saml.SharedSecret
		}
		return &t, trouble
	}
	keys, all, trouble := c.keysFor(ctx, p, reach, h.KeyID)
	if trouble != nil {
		return &t, trouble
	}
	t.Keys = all.ids()
	if len(keys) == 0 {
		return &t, &Trouble{Cause: saml.OIDCKeyNotFound, Code: clean(h.KeyID, 200), Keys: t.Keys, Address: p.KeysURL}
	}
	signed, err := jose.ParseSignedCompact(text, algorithms)
	if err != nil {
		return &t, &Trouble{Cause: saml.OIDCMalformedToken, Text: "its signature cannot be read"}
	}
	for _, k := range keys {
		if k.Algorithm != "" && k.Algorithm != h.Algorithm || !k.signsFor(claimsOf(t.Claims)) {
			continue
		}
		payload, err := signed.Verify(k.JSONWebKey)
		if err == nil && bytes.Equal(payload, t.Claims) {
			t.Verified = true
			t.Key, _ = json.Marshal(k.Public())
			return &t, nil
		} else if errors.Is(err, jose.ErrUnsupportedCriticalHeader) {
			return &t, &Trouble{Cause: saml.OIDCMalformedToken,
				Text: "its header demands what is not known here (crit)"}
		}
	}
	return &t, &Trouble{Cause: saml.OIDCSignature, Code: clean(h.KeyID, 200), Keys: t.Keys, Address: p.KeysURL}
}
