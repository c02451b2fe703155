package web

import (
	"net/http"
	"strings"
)

// A cookie tells a browser again that began a login. It is Lax, so it does not come
// with what an identity provider posts from its own site, but with the GET that we
// then send the browser to.
const (
	browserCookie       = "gatehouse_browser"
	browserCookieSecure = "__Host-gatehouse_browser" // RFC 6265bis 4.1.3.2: from this very host over HTTPS alone
	browserSecret       = 26                         // characters: 128 random bits in base32
	browserLife         = 3600                       // seconds: longer than an AuthnRequest lives
)

// browserOf is the secret of a browser, "" if it shows none of ours.
func (s *server) browserOf(r *http.Request) string {
	c, err := r.Cookie(s.browserName())
	if err != nil || !isBrowserSecret(c.Value) {
		return ""
	}
	return c.Value
}

func (s *server) browserName() string {
	if s.https() {
		return browserCookieSecure
	}
	return browserCookie
}

func isBrowserSecret(value string) bool {
	return len(value) == browserSecret && strings.Trim(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == ""
}

func (s *server) setBrowser(w http.ResponseWriter, secret string) {
	http.SetCookie(w, &http.Cookie{
		Name: s.browserName(), Value: secret, Path: "/", MaxAge: browserLife, HttpOnly: true, Secure: s.https(), SameSite: http.SameSiteLaxMode,
	})
}
