package model

import (
	"crypto/subtle"
	"encoding/hex"
	"net/url"
)

// Visitor is the browser at the other end.
type Visitor struct {
	Peer, UserAgent string
	Ours            bool   // this program, which plays a browser: no stranger
	Browser         string // a secret that the browser shows again; "" for none
}

// Mark is what is kept of the browser's secret.
func (v Visitor) Mark() string {
	if v.Browser == "" {
		return ""
	}
	h := HashOf(v.Browser)
	return hex.EncodeToString(h[:])
}

// Began reports whether a request was begun in the visitor's browser.
func (v Visitor) Began(r Request) bool {
	return r.Browser != "" && subtle.ConstantTimeCompare([]byte(r.Browser), []byte(v.Mark())) == 1
}

// Authorize is what an app asks when it sends a user to sign in: the parameters
// of GET /sso/authorize.
type Authorize struct {
	ClientID, RedirectURI, ResponseType string
	Connection, Organization, Provider  string // exactly one
	Domain                              string // deprecated selector
	State, Nonce                        string
	Prompt, LoginHint, DomainHint       string
	CodeChallenge, CodeChallengeMethod  string
	Scopes                              []string   // for the provider, beyond those that are usual
	Params                              url.Values // for the provider, as they are
	Visitor                             Visitor
}

// AuthorizeError refuses a sign-in before it began. Redirect is where to send
// the browser with it, or "" if the redirect URI cannot be trusted and a page
// has to say it.
type AuthorizeError struct {
	Code        string // as WorkOS names it: "connection_invalid" …
	Description string
	Redirect    string
}

func (e *AuthorizeError) Error() string { return e.Code + ": " + e.Description }

// Short cuts a foreign value for a message.
func Short(s string) string {
	const most = 80
	if len(s) <= most {
		return s
	}
	return s[:most] + "…"
}
