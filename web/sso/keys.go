package sso

import (
	"net/http"

	"gatehouse/api"
	"gatehouse/web/internal/calls"
	"gatehouse/web/internal/params"
	"gatehouse/web/internal/reqctx"
	"gatehouse/web/internal/respond"
)

// keySet is a JSON Web Key Set.
type keySet struct {
	Keys []struct{} `json:"keys"`
}

// jwks are the keys that an environment's access tokens are signed with: none. They are
// opaque, and GET /sso/profile says what one stands for.
func (h *Handlers) jwks(w http.ResponseWriter, r *http.Request) {
	if _, err := h.services.EnvironmentByClient(r.Context(), r.PathValue("client")); err != nil {
		h.out.ErrorJSON(w, r, "the keys of an environment could not be read", err)
		return
	}
	respond.JSON(w, http.StatusOK, keySet{Keys: []struct{}{}})
}

// logout refuses to sign anybody out at the identity provider: of SAML connections none can.
func (h *Handlers) logout(w http.ResponseWriter, r *http.Request) {
	app, err := h.services.KeyHolder(r.Context(), params.Bearer(r), reqctx.Visitor(r))
	if err != nil {
		h.out.ErrorJSON(w, r, "an API key could not be looked up", err)
		return
	}
	calls.By(r.Context(), app)
	respond.JSON(w, http.StatusBadRequest, api.OAuthError{Error: "connection_invalid",
		Description: "Only connections of the type GenericOIDC sign people out, and there are none here."})
}
