package sso

import (
	"net/http"

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
