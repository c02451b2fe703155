package web

import (
	"errors"
	"net/http"

	"gatehouse/model"
)

// metadata is what an identity provider needs to know of us for a connection.
func (s *server) metadata(w http.ResponseWriter, r *http.Request) {
	c, err := s.desk.ConnectionByKey(r.Context(), r.PathValue("key"))
	if errors.Is(err, model.ErrNotFound) {
		s.refuse(w, r, http.StatusNotFound, "not_found", "There is no connection at this address",
			"Copy the metadata URL again from where you found it.")
		return
	}
	if err != nil {
		s.log.ErrorContext(r.Context(), "a connection could not be read", "error", err)
		s.sorry(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/samlmetadata+xml")
	w.Write(s.desk.SPMetadata(c))
}
