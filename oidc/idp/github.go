package idp

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
)

// GitHub plays a GitHub server of one's own: OAuth 2.0 with PKCE, and the part of the API
// that tells who a user is. It signs its one user in at once.
type GitHub struct {
	ClientID, Secret string
	Email            string
	Unverified       bool // the email address
	Deny             bool // the user says no

	asked url.Values // of the last authorization request
}

// Asked is what the last authorization request asked for.
func (g *GitHub) Asked() url.Values { return g.asked }

const (
	gitHubCode  = "github-code"
	gitHubToken = "gho_token"
)

// ServeHTTP implements http.Handler.
func (g *GitHub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/login/oauth/authorize":
		g.authorize(w, r)
		return
	case "/login/oauth/access_token":
		g.token(w, r)
		return
	}
	if r.Header.Get("Authorization") != "Bearer "+gitHubToken {
		writeJSON(w, http.StatusUnauthorized, map[string]any{"message": "Bad credentials"})
		return
	}
	switch r.URL.Path {
	case "/api/v3/user":
		writeJSON(w, http.StatusOK, map[string]any{"login": "grace", "id": 583231, "name": "Grace Hopper",
			"email": "public@elsewhere.example"})
	case "/api/v3/user/emails":
		writeJSON(w, http.StatusOK, []map[string]any{
			{"email": "other@elsewhere.example", "primary": false, "verified": true},
			{"email": g.Email, "primary": true, "verified": !g.Unverified},
		})
	default:
		http.NotFound(w, r)
	}
}

func (g *GitHub) authorize(w http.ResponseWriter, r *http.Request) {
	g.asked = r.URL.Query()
	q := url.Values{"state": {g.asked.Get("state")}}
	if g.Deny {
		q.Set("error", "access_denied")
	} else {
		q.Set("code", gitHubCode)
	}
	http.Redirect(w, r, g.asked.Get("redirect_uri")+"?"+q.Encode(), http.StatusFound)
}

// token answers as GitHub does: with the status 200 also where it refuses.
func (g *GitHub) token(w http.ResponseWriter, r *http.Request) {
	challenge := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	switch {
	case r.PostFormValue("client_id") != g.ClientID || r.PostFormValue("client_secret") != g.Secret:
		writeJSON(w, http.StatusOK, map[string]any{"error": "incorrect_client_credentials"})
	case r.PostFormValue("code") != gitHubCode ||
		g.asked.Get("code_challenge") != base64.RawURLEncoding.EncodeToString(challenge[:]):
		writeJSON(w, http.StatusOK, map[string]any{"error": "bad_verification_code"})
	default:
		scope := strings.ReplaceAll(g.asked.Get("scope"), " ", ",")
		writeJSON(w, http.StatusOK, map[string]any{"access_token": gitHubToken, "token_type": "bearer", "scope": scope})
	}
}
