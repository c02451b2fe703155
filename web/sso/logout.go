package sso

import (
	"errors"
	"net/http"
	"net/url"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/web/internal/calls"
	"gatehouse/web/internal/params"
	"gatehouse/web/internal/reqctx"
	"gatehouse/web/internal/respond"
)

// logoutAnswer is what an app gets that has a person signed out at their provider.
type logoutAnswer struct {
	URL   string `json:"logout_url"`
	Token string `json:"logout_token"`
}

// logout gives an app the address that signs a person out at their OpenID provider.
// Connections of SAML have no such thing.
func (h *Handlers) logout(w http.ResponseWriter, r *http.Request) {
	app, err := h.services.KeyHolder(r.Context(), params.Bearer(r), reqctx.Visitor(r))
	if err != nil {
		h.out.ErrorJSON(w, r, "an API key could not be looked up", err)
		return
	}
	calls.By(r.Context(), app)
	profile, err := readProfileID(w, r)
	if err != nil {
		respond.JSON(w, http.StatusBadRequest, api.OAuthError{Error: "invalid_request", Description: err.Error()})
		return
	}
	token, err := h.services.For(app).BeginLogout(r.Context(), profile)
	switch {
	case errors.Is(err, model.ErrNoLogout):
		respond.JSON(w, http.StatusBadRequest, api.OAuthError{Error: "connection_invalid",
			Description: err.Error() + ". End the session in the app alone."})
	case err != nil:
		h.out.ErrorJSON(w, r, "a profile could not be read", err)
	default:
		respond.JSON(w, http.StatusOK, logoutAnswer{Token: token,
			URL: h.services.BaseURL + "/sso/logout?" + url.Values{"token": {token}}.Encode()})
	}
}

func readProfileID(w http.ResponseWriter, r *http.Request) (model.ID, error) {
	body, err := params.Body(w, r)
	if err != nil {
		return "", err
	}
	var id string
	if err := params.Object(body, map[string]*string{"profile_id": &id}); err != nil {
		return "", err
	}
	if id == "" {
		return "", errors.New("profile_id is missing: send the id of the profile whose person is signed out")
	}
	return model.ID(id), nil
}

// endSession takes a browser on to the provider that signs its person out. It keeps no
// record: the token says where that is.
func (h *Handlers) endSession(w http.ResponseWriter, r *http.Request) {
	address, err := h.services.LogoutAddress(r.Context(), r.URL.Query().Get("token"))
	if err != nil {
		h.out.Error(w, r, "a logout token could not be read", err, respond.Words{
			For: model.ErrNotFound, Title: "You could not be signed out",
			Text: "This link has expired, or is not whole. Go back to the app, and sign out there once more.",
		})
		return
	}
	http.Redirect(w, r, address, http.StatusFound)
}
