package sso

import (
	"net/http"

	"gatehouse/api"
	"gatehouse/web/internal/calls"
	"gatehouse/web/internal/params"
	"gatehouse/web/internal/reqctx"
	"gatehouse/web/internal/respond"
)

// jwks are the keys that the ID tokens of an environment are signed with. Access tokens are
// opaque: GET /sso/profile says what one stands for.
func (h *Handlers) jwks(w http.ResponseWriter, r *http.Request) {
	keys, err := h.services.TokenKeys(r.Context(), r.PathValue("client"))
	if err != nil {
		h.out.ErrorJSON(w, r, "the keys of an environment could not be read", err)
		return
	}
	respond.JSON(w, http.StatusOK, keys)
}

// logout refuses to sign anybody out at the identity provider: connections of SAML have no
// such thing, and by OpenID Connect the provider's end_session_endpoint is not used.
func (h *Handlers) logout(w http.ResponseWriter, r *http.Request) {
	app, err := h.services.KeyHolder(r.Context(), params.Bearer(r), reqctx.Visitor(r))
	if err != nil {
		h.out.ErrorJSON(w, r, "an API key could not be looked up", err)
		return
	}
	calls.By(r.Context(), app)
	respond.JSON(w, http.StatusBadRequest, api.OAuthError{Error: "connection_invalid",
		Description: "Nobody is signed out at the identity provider here: end the session in the app alone."})
}
