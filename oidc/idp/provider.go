package idp

import (
	"crypto"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Provider is the provider. Its keys and its addresses do not change.
type Provider struct {
	Issuer string // the addresses of its endpoints begin so
	Clock  func() time.Time

	Key      crypto.Signer // RSA or ECDSA P-256; published under [KeyID]
	Stranger crypto.Signer // of the same kind; never published

	// Client gives the secret of a client, "" for one without, and the redirect URI
	// that is registered for it.
	Client func(id string) (secret, redirectURI string, known bool)

	EndSession string // where people are signed out; "" for a provider without that
	Apple      *Apple // nil for a provider that is not like Apple's

	Fault  string // of each sign-in that has none of its own; "" for none
	secret [32]byte
}

// KeyID is the id of the key that is published.
const KeyID = "test-key-1"

// New makes a provider. The secret protects its codes.
func New(issuer string, key, stranger crypto.Signer, secret [32]byte) *Provider {
	return &Provider{Issuer: issuer, Clock: time.Now, Key: key, Stranger: stranger, secret: secret}
}

// User is who signs in.
type User struct {
	Subject   string `json:"sub"`
	Email     string `json:"email"`
	FirstName string `json:"given_name"`
	LastName  string `json:"family_name"`
	Name      string `json:"name"`

	Groups []string `json:"groups,omitempty"`
}

// grant is what a code stands for: it is the code, under a MAC.
type grant struct {
	Client      string    `json:"client"`
	RedirectURI string    `json:"redirect_uri"`
	Nonce       string    `json:"nonce"`
	Challenge   string    `json:"challenge"`
	Scope       string    `json:"scope"`
	Fault       string    `json:"fault"`
	User        User      `json:"user"`
	At          time.Time `json:"at"`
}

// codeLife is how long a code, or an access token, counts.
const codeLife = 10 * time.Minute

// seal makes a code or an access token of a grant.
func (p *Provider) seal(purpose string, g grant) string {
	text, _ := json.Marshal(g) // plain data
	mac := hmac.New(sha256.New, p.secret[:])
	fmt.Fprintf(mac, "%s %s", purpose, text)
	return base64.RawURLEncoding.EncodeToString(text) + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func (p *Provider) open(purpose, sealed string) (g grant, ok bool) {
	body, sum, _ := strings.Cut(sealed, ".")
	text, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil || json.Unmarshal(text, &g) != nil || p.seal(purpose, g) != body+"."+sum {
		return grant{}, false
	}
	return g, p.Clock().Sub(g.At) < codeLife
}

// Discovery is the discovery document.
func (p *Provider) Discovery() map[string]any {
	document := map[string]any{
		"issuer":                                p.Issuer,
		"authorization_endpoint":                p.Issuer + "/authorize",
		"token_endpoint":                        p.Issuer + "/token",
		"jwks_uri":                              p.Issuer + "/jwks",
		"userinfo_endpoint":                     p.Issuer + "/userinfo",
		"response_types_supported":              []string{"code"},
		"subject_types_supported":               []string{"public"},
		"id_token_signing_alg_values_supported": []string{string(p.algorithm())},
		"token_endpoint_auth_methods_supported": []string{"client_secret_basic", "client_secret_post", "none"},
		"code_challenge_methods_supported":      []string{"S256"},
		"scopes_supported":                      []string{"openid", "email", "profile"},
	}
	if p.EndSession != "" {
		document["end_session_endpoint"] = p.EndSession
	}
	if p.Apple != nil {
		delete(document, "userinfo_endpoint")
		document["token_endpoint_auth_methods_supported"] = []string{"client_secret_post"}
	}
	return document
}

// Keys is the key set.
func (p *Provider) Keys() jose.JSONWebKeySet {
	return jose.JSONWebKeySet{Keys: []jose.JSONWebKey{
		{Key: p.Key.Public(), KeyID: KeyID, Use: "sig", Algorithm: string(p.algorithm())},
	}}
}

// Check refuses an authorization request of a client that is not known, or that wants
// its answer elsewhere than is registered for it.
func (p *Provider) Check(request url.Values) error {
	client, uri := request.Get("client_id"), request.Get("redirect_uri")
	if _, registered, known := p.Client(client); !known || uri != registered {
		return fmt.Errorf("there is no client %q with the redirect URI %q here", client, uri)
	}
	return nil
}

// Back is where the browser goes once a user has signed in: to the redirect URI of an
// authorization request, with a code, or with the error of a fault.
func (p *Provider) Back(request url.Values, u User) (string, error) {
	if err := p.Check(request); err != nil {
		return "", err
	}
	client, uri := request.Get("client_id"), request.Get("redirect_uri")
	f := faultNamed(p.faultOf(request.Get("login_hint")))
	back, err := url.Parse(uri)
	if err != nil {
		return "", err
	}
	q := back.Query()
	q.Set("state", request.Get("state"))
	q.Set("code", p.seal("code", grant{
		Client: client, RedirectURI: uri, Nonce: request.Get("nonce"), Challenge: request.Get("code_challenge"),
		Scope: request.Get("scope"), Fault: f.Name, User: u, At: p.Clock(),
	}))
	q.Set("iss", p.Issuer)
	if f.redirect != nil {
		f.redirect(q)
	}
	back.RawQuery = q.Encode()
	return back.String(), nil
}

// faultOf is the fault that a hint asks for: "fault+NAME@…".
func (p *Provider) faultOf(hint string) string {
	if rest, found := strings.CutPrefix(hint, "fault+"); found {
		name, _, _ := strings.Cut(rest, "@")
		return name
	}
	return p.Fault
}
