package web

import (
	"encoding/json"
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
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
	GrantType    string `json:"grant_type"`
	Code         string `json:"code"`
	CodeVerifier string `json:"code_verifier"`
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
	env, err := s.desk.Authenticate(r.Context(), asked.ClientID, asked.ClientSecret)
	if errors.Is(err, model.ErrBadKey) {
		writeJSON(w, http.StatusBadRequest, oauthError{"invalid_client", "Invalid client ID or secret."})
		return
	}
	var grant model.Grant
	if err == nil {
		grant, err = s.desk.Redeem(r.Context(), env, model.Redemption{
			Code: asked.Code, Verifier: asked.CodeVerifier, Attempt: r.Header.Get("Idempotency-Key"),
		})
	}
	switch {
	case errors.Is(err, model.ErrCodeSpent):
		writeJSON(w, http.StatusBadRequest, oauthError{"invalid_grant", "The code has expired or has already been used."})
	case errors.Is(err, model.ErrBadVerifier):
		writeJSON(w, http.StatusBadRequest, oauthError{"invalid_grant", "The code_verifier does not fit the code_challenge."})
	case err != nil:
		s.log.ErrorContext(r.Context(), "a code could not be exchanged", "request_id", requestID(r.Context()), "error", err)
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
		s.log.ErrorContext(r.Context(), "a profile could not be read", "request_id", requestID(r.Context()), "error", err)
		writeJSON(w, http.StatusInternalServerError, apiError{Message: "The profile could not be read; try again.", Code: "server_error"})
	default:
		writeJSON(w, http.StatusOK, profile)
	}
}

// readToken reads the parameters from a form, which the SDKs send, from JSON,
// which the specification asks for, or from the query.
func readToken(w http.ResponseWriter, r *http.Request) (tokenRequest, error) {
	var asked tokenRequest
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxTokenBody))
	if err != nil {
		return asked, fmt.Errorf("the body could not be read, or has more than %d bytes", maxTokenBody)
	}
	contentType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if contentType == "application/json" && len(body) > 0 {
		if err := json.Unmarshal(body, &asked); err != nil {
			return asked, errors.New("the body is not the JSON object that was announced")
		}
		return asked, nil
	}
	query := string(body)
	if query == "" {
		query = r.URL.RawQuery
	}
	form, err := url.ParseQuery(query)
	if err != nil {
		return asked, errors.New("the body is not URL-encoded as it should be")
	}
	for name, into := range map[string]*string{
		"client_id": &asked.ClientID, "client_secret": &asked.ClientSecret, "grant_type": &asked.GrantType,
		"code": &asked.Code, "code_verifier": &asked.CodeVerifier,
	} {
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
