// Package browser tells one browser from another.
package browser

import (
	"net/http"
	"strings"

	"gatehouse/model"
	"gatehouse/web/internal/reqctx"
)

// A cookie tells a browser again that began a login. It is Lax, so it does not come
// with what an identity provider posts from its own site, but with the GET that we
// then send the browser to.
const (
	cookie       = "gatehouse_browser"
	cookieSecure = "__Host-gatehouse_browser" // RFC 6265bis 4.1.3.2: from this very host over HTTPS alone
	secretLength = 26                         // characters: 128 random bits in base32
	cookieLife   = 3600                       // seconds: longer than an AuthnRequest lives
)

// Cookies are kept for the base URL of a listener.
type Cookies struct{ BaseURL string }

// Visitor is the browser behind a request.
func (c Cookies) Visitor(r *http.Request) model.Visitor {
	const longest = 512
	agent := r.UserAgent()
	if len(agent) > longest {
		agent = agent[:longest]
	}
	return model.Visitor{Peer: reqctx.Of(r.Context()).Peer, UserAgent: agent, Browser: c.secret(r)}
}

// Remember lets a browser be told again.
func (c Cookies) Remember(w http.ResponseWriter, secret string) {
	http.SetCookie(w, &http.Cookie{
		Name: c.name(), Value: secret, Path: "/", MaxAge: cookieLife,
		HttpOnly: true, Secure: c.HTTPS(), SameSite: http.SameSiteLaxMode,
	})
}

// HTTPS reports whether browsers reach us over HTTPS.
func (c Cookies) HTTPS() bool { return strings.HasPrefix(c.BaseURL, "https:") }

// secret is that of a browser, "" if it shows none of ours.
func (c Cookies) secret(r *http.Request) string {
	kept, err := r.Cookie(c.name())
	if err != nil || !isSecret(kept.Value) {
		return ""
	}
	return kept.Value
}

func (c Cookies) name() string {
	if c.HTTPS() {
		return cookieSecure
	}
	return cookie
}

func isSecret(value string) bool {
	return len(value) == secretLength && strings.Trim(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == ""
}
