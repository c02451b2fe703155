package sso

import (
	"net/http"

	"gatehouse/model"
	"gatehouse/web/internal/respond"
)

// metadata is what an identity provider needs to know of us for a connection.
func (h *Handlers) metadata(w http.ResponseWriter, r *http.Request) {
	c, err := h.services.ConnectionByKey(r.Context(), r.PathValue("key"))
	if err != nil {
		h.out.Error(w, r, "a connection could not be read", err, respond.Words{
			For: model.ErrNotFound, Title: "There is no connection at this address",
			Text: "Copy the metadata URL again from where you found it.",
		})
		return
	}
	w.Header().Set("Content-Type", "application/samlmetadata+xml")
	w.Write(h.services.SPMetadata(c))
}
