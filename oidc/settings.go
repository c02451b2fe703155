package oidc

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"gatehouse/fetch"
)

// Settings are what a sign-in needs to know of a provider, and of us as its client.
type Settings struct {
	Issuer       string // its name, letter by letter
	Discovery    string // where its discovery document is; "" is the usual place under Issuer
	ClientID     string
	ClientSecret string // "" for a client without one: PKCE alone proves who we are
	RedirectURI  string
	Scopes       []string // asked for; nil asks for [UsualScopes]
	Reach        fetch.Reach
	GitHub       bool         // it is GitHub, which has no discovery document and no ID tokens
	Apple        *AppleClient // who we are if it is Apple, in the place of a secret; else nil
}

// UsualScopes give who the user is, and their name and email address.
func UsualScopes() []string { return []string{"openid", "email", "profile"} }

const wellKnown = "/.well-known/openid-configuration"

// DiscoveryURL is where the discovery document is.
func (s Settings) DiscoveryURL() string {
	if s.Discovery != "" {
		return s.Discovery
	}
	return strings.TrimRight(s.Issuer, "/") + wellKnown
}

// Request is one sign-in on its way. State, Nonce and Verifier are secrets of this
// sign-in.
type Request struct {
	State    string
	Nonce    string
	Verifier string // of PKCE, 43 characters or more
	IssuedAt time.Time

	LoginHint  string
	DomainHint string
	Prompt     string
	Scopes     []string   // beyond those of the settings
	Extra      url.Values // further parameters; they replace none of ours
}

// URL is where the browser is sent: the authorization request to a provider.
func (s Settings) URL(p Provider, r Request) (string, error) {
	u, err := url.Parse(p.Authorization)
	if err != nil {
		return "", err
	}
	scopes := s.Scopes
	if scopes == nil {
		scopes = UsualScopes()
	}
	if !slices.Contains(scopes, "openid") && !s.GitHub {
		scopes = append([]string{"openid"}, scopes...)
	}
	for _, more := range r.Scopes {
		if !slices.Contains(scopes, more) {
			scopes = append(slices.Clone(scopes), more)
		}
	}
	challenge := sha256.Sum256([]byte(r.Verifier))
	q := u.Query()
	for name, values := range r.Extra {
		q[name] = values
	}
	for name, value := range map[string]string{
		"login_hint": r.LoginHint, "domain_hint": r.DomainHint, "prompt": r.Prompt,
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	q.Set("response_type", "code")
	for _, other := range []string{"response_mode", "request", "request_uri", "registration"} {
		q.Del(other) // they would change what is asked for, or where the answer goes
	}
	if s.Apple != nil {
		q.Set("response_mode", "form_post") // Apple insists on it where it is asked for more than who the user is
	}
	q.Set("client_id", s.ClientID)
	q.Set("redirect_uri", s.RedirectURI)
	q.Set("scope", strings.Join(scopes, " "))
	q.Set("state", r.State)
	if q.Set("nonce", r.Nonce); s.GitHub {
		q.Del("nonce")
	}
	q.Set("code_challenge", base64.RawURLEncoding.EncodeToString(challenge[:]))
	q.Set("code_challenge_method", "S256")
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// LogoutURL is where a provider signs the person out whose browser comes there. The ID token
// of their sign-in is not kept, so it is not named: a provider may ask the person first.
func (s Settings) LogoutURL(p Provider) (string, error) {
	if p.EndSession == "" {
		return "", errors.New("the provider has no end_session_endpoint")
	}
	u, err := url.Parse(p.EndSession)
	if err != nil {
		return "", err
	}
	q := u.Query()
	q.Set("client_id", s.ClientID)
	u.RawQuery = q.Encode()
	return u.String(), nil
}
