package sso

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/web/internal/calls"
	"gatehouse/web/internal/params"
	"gatehouse/web/internal/reqctx"
	"gatehouse/web/internal/respond"
)

// tokenRequest is what an app sends to exchange a code.
type tokenRequest struct {
	ClientID, ClientSecret, GrantType, Code, CodeVerifier string
}

// tokenAnswer is what it gets.
type tokenAnswer struct {
	TokenType   string            `json:"token_type"`
	AccessToken string            `json:"access_token"`
	IDToken     string            `json:"id_token,omitempty"`
	ExpiresIn   int               `json:"expires_in"` // seconds
	Profile     model.UserProfile `json:"profile"`
}

// token exchanges a code for a profile: POST /sso/token.
func (h *Handlers) token(w http.ResponseWriter, r *http.Request) {
	asked, err := readToken(w, r)
	if err != nil {
		respond.JSON(w, http.StatusBadRequest, api.OAuthError{Error: "invalid_request", Description: err.Error()})
		return
	}
	// The SDKs of one language prove the key in the header alone.
	if asked.ClientSecret == "" {
		asked.ClientSecret = params.Bearer(r)
	}
	if asked.GrantType != "authorization_code" {
		respond.JSON(w, http.StatusBadRequest, api.OAuthError{
			Error: "unsupported_grant_type", Description: "grant_type must be \"authorization_code\".",
		})
		return
	}
	grant, err := h.redeem(r, asked)
	if err != nil {
		h.out.ErrorOAuth(w, r, "a code could not be exchanged", err)
		return
	}
	respond.JSON(w, http.StatusOK, tokenAnswer{
		TokenType: "Bearer", AccessToken: grant.AccessToken, IDToken: grant.IDToken,
		ExpiresIn: int(grant.Expires.Seconds()), Profile: grant.Profile,
	})
}

// redeem exchanges the code of an app that proves its key, or has none and shows the
// code_verifier of its sign-in.
func (h *Handlers) redeem(r *http.Request, asked tokenRequest) (grant model.Grant, err error) {
	redemption := model.Redemption{
		Code: asked.Code, Verifier: asked.CodeVerifier, Attempt: r.Header.Get("Idempotency-Key"),
	}
	if asked.ClientSecret == "" && asked.CodeVerifier != "" {
		grant, err = h.services.RedeemPublic(r.Context(), asked.ClientID, redemption, reqctx.Visitor(r))
		calls.About(r.Context(), grant.Session, "")
		return grant, err
	}
	app, err := h.services.Authenticate(r.Context(), asked.ClientID, asked.ClientSecret, reqctx.Visitor(r))
	calls.By(r.Context(), app)
	if err != nil {
		return grant, err
	}
	grant, err = h.services.For(app).Redeem(r.Context(), redemption)
	calls.About(r.Context(), grant.Session, "")
	return grant, err
}

// profile gives the profile once more to whoever holds the access token.
func (h *Handlers) profile(w http.ResponseWriter, r *http.Request) {
	profile, err := h.services.ProfileByToken(r.Context(), params.Bearer(r))
	calls.About(r.Context(), profile.SessionID, profile.EnvironmentID)
	switch {
	case errors.Is(err, model.ErrNotFound):
		respond.JSON(w, http.StatusUnauthorized, api.OAuthError{Error: "Unauthorized"})
	case err != nil:
		h.out.ErrorJSON(w, r, "a profile could not be read", err)
	default:
		respond.JSON(w, http.StatusOK, profile)
	}
}

// readToken reads the parameters from a form, which the SDKs send, from JSON,
// which the specification asks for, or from the query, where a secret is never
// read.
func readToken(w http.ResponseWriter, r *http.Request) (tokenRequest, error) {
	var asked tokenRequest
	body, err := params.Body(w, r)
	if err != nil {
		return asked, err
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
		return asked, errors.New("client_secret may not stand in the URL: send it in the body, and change it, since " +
			"it was shown")
	}
	if contentType == "application/json" && len(body) > 0 {
		return asked, params.Object(body, fields)
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
