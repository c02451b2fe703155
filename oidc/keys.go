package oidc

import (
	"context"
	"encoding/json"
	"time"

	"github.com/go-jose/go-jose/v4"

	"gatehouse/fetch"
	"gatehouse/saml"
)

// key is one of a provider. Microsoft publishes those of all tenants together, and says of
// which issuer each is: another's token is not to be taken from it.
type key struct {
	jose.JSONWebKey
	issuer string // "" of one that signs for all of the provider
}

// signsFor tells whether the key may sign a token of an issuer.
func (k key) signsFor(c claims) bool { return k.issuer == "" || tenantOf(k.issuer, c) == c.text("iss") }

// keySet is what a provider signs with.
type keySet []key

// maxKeys bounds those that are kept and tried; providers publish two to ten.
const maxKeys = 50

// parseKeys reads a JSON Web Key Set. Keys that are not for signatures, or of a kind
// that is not known, are left out.
func parseKeys(text []byte) (keySet, bool) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(text, &set); err != nil || set.Keys == nil {
		return nil, false
	}
	var keys keySet
	for _, raw := range set.Keys {
		var k key
		var more struct {
			Issuer string `json:"issuer"`
		}
		if json.Unmarshal(raw, &k.JSONWebKey) != nil || !k.Valid() || !k.IsPublic() || k.Use != "" && k.Use != "sig" {
			continue
		}
		if json.Unmarshal(raw, &more) == nil {
			k.issuer = more.Issuer
		}
		if keys = append(keys, k); len(keys) == maxKeys {
			break
		}
	}
	return keys, true
}

// named gives the keys of an id; without one, all of them may be meant.
func (s keySet) named(id string) (found keySet) {
	for _, k := range s {
		if id == "" || k.KeyID == id {
			found = append(found, k)
		}
	}
	return found
}

// ids are those of the keys, cut.
func (s keySet) ids() (all []string) {
	for _, k := range s {
		all = append(all, clean(k.KeyID, 200))
	}
	return all
}

// keysFor gives the keys of a provider that an ID token may be signed with. One that
// is not known has them read again, since providers change their keys, but not for
// each token that somebody made up.
func (c *Client) keysFor(ctx context.Context, p Provider, reach fetch.Reach,
	id string) (found, all keySet, _ *Trouble) {
	read := func(ctx context.Context) (keySet, *Trouble) {
		text, err := c.fetch.Get(ctx, p.KeysURL, reach)
		if err != nil {
			return nil, unreached(saml.OIDCKeys, p.KeysURL, err)
		}
		keys, ok := parseKeys(text)
		if !ok {
			return nil, &Trouble{Cause: saml.OIDCKeys, Reason: saml.Unreadable, Address: p.KeysURL,
				Text: "it is not the JSON of a key set"}
		}
		return keys, nil
	}
	at := place{p.KeysURL, reach}
	for _, age := range []time.Duration{life, rotation} {
		var trouble *Trouble
		if all, trouble = c.keys.get(ctx, at, c.clock(), age, read); trouble != nil {
			return nil, nil, trouble
		}
		if found = all.named(id); len(found) > 0 {
			break
		}
	}
	return found, all, nil
}
