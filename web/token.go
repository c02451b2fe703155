package web

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"gatehouse/model"
)

// maxTokenBody bounds a token request; real ones have a few hundred bytes.
const maxTokenBody = 64 << 10

// tokenRequest is what an app sends to exchange a code.
type tokenRequest struct {
	ClientID, ClientSecret, GrantType, Code, CodeVerifier string
}

// tokenAnswer is what it gets.
type tokenAnswer struct {
	TokenType   string            `json:"token_type"`
	AccessToken string            `json:"access_token"`
	ExpiresIn   int               `json:"expires_in"` // seconds
	Profile     model.UserProfile `json:"profile"`
}

// token exchanges a code for a profile: POST /sso/token.
func (s *server) token(w http.ResponseWriter, r *http.Request) {
	asked, err := readToken(w, r)
	if err != nil {
		writeJSON(w, http.StatusBadRequest, oauthError{"invalid_request", err.Error()})
		return
	}
	// The SDKs of one language prove the key in the header alone.
	if asked.ClientSecret == "" {
		asked.ClientSecret = bearer(r)
	}
	if asked.GrantType != "authorization_code" {
		writeJSON(w, http.StatusBadRequest, oauthError{"unsupported_grant_type", "grant_type must be \"authorization_code\"."})
		return
	}
	app, err := s.desk.Authenticate(r.Context(), asked.ClientID, asked.ClientSecret)
	if errors.Is(err, model.ErrBadKey) {
		writeJSON(w, http.StatusBadRequest, oauthError{"invalid_client", "Invalid client ID or secret."})
		return
	}
	var grant model.Grant
	if err == nil {
		grant, err = s.desk.For(app).Redeem(r.Context(), model.Redemption{
			Code: asked.Code, Verifier: asked.CodeVerifier, Attempt: r.Header.Get("Idempotency-Key"),
		})
	}
	switch {
	case errors.Is(err, model.ErrCodeSpent):
		writeJSON(w, http.StatusBadRequest, oauthError{"invalid_grant", "The code has expired or has already been used."})
	case errors.Is(err, model.ErrBadVerifier):
		writeJSON(w, http.StatusBadRequest, oauthError{"invalid_grant", "The code_verifier does not fit the code_challenge."})
	case errors.Is(err, model.ErrCodeBarred):
		writeJSON(w, http.StatusBadRequest, oauthError{"invalid_grant", "The connection that the user came through signs nobody in any more."})
	case err != nil:
		s.log.ErrorContext(r.Context(), "a code could not be exchanged", "error", err)
		writeJSON(w, http.StatusInternalServerError, oauthError{"server_error", "The exchange failed on our side; try again."})
	default:
		writeJSON(w, http.StatusOK, tokenAnswer{
			TokenType: "Bearer", AccessToken: grant.AccessToken, ExpiresIn: int(grant.Expires.Seconds()), Profile: grant.Profile,
		})
	}
}

// profile gives the profile once more to whoever holds the access token.
func (s *server) profile(w http.ResponseWriter, r *http.Request) {
	profile, err := s.desk.ProfileByToken(r.Context(), bearer(r))
	switch {
	case errors.Is(err, model.ErrNotFound):
		writeJSON(w, http.StatusUnauthorized, oauthError{Error: "Unauthorized"})
	case err != nil:
		s.log.ErrorContext(r.Context(), "a profile could not be read", "error", err)
		writeJSON(w, http.StatusInternalServerError, apiError{Message: "The profile could not be read; try again.", Code: "server_error"})
	default:
		writeJSON(w, http.StatusOK, profile)
	}
}

// readToken reads the parameters from a form, which the SDKs send, from JSON,
// which the specification asks for, or from the query, where a secret is never
// read.
func readToken(w http.ResponseWriter, r *http.Request) (tokenRequest, error) {
	var asked tokenRequest
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxTokenBody))
	if err != nil {
		return asked, fmt.Errorf("the body could not be read, or has more than %d bytes", maxTokenBody)
	}
	contentType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	fields := map[string]*string{
		"client_id": &asked.ClientID, "client_secret": &asked.ClientSecret, "grant_type": &asked.GrantType,
		"code": &asked.Code, "code_verifier": &asked.CodeVerifier,
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return asked, errors.New("the query is not URL-encoded as it should be")
	}
	if query.Has("client_secret") { // it stands in the logs of each proxy on the way
		return asked, errors.New("client_secret may not stand in the URL: send it in the body, and change it, since it was shown")
	}
	if contentType == "application/json" && len(body) > 0 {
		return asked, readObject(body, fields)
	}
	form := query
	if len(body) > 0 {
		if form, err = url.ParseQuery(string(body)); err != nil {
			return asked, errors.New("the body is not URL-encoded as it should be")
		}
	}
	for name, into := range fields {
		if len(form[name]) > 1 {
			return asked, fmt.Errorf("%s is given %d times", name, len(form[name]))
		}
		*into = form.Get(name)
	}
	return asked, nil
}

// bearer is the secret in the Authorization header.
func bearer(r *http.Request) string {
	scheme, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(secret)
}
