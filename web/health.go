package web

import (
	"context"
	"net/http"
	"time"
)

// healthTime is how long the store may take to answer before it counts as down.
const healthTime = 2 * time.Second

// health tells whoever watches the process whether the store answers.
func (s *server) health(w http.ResponseWriter, r *http.Request) {
	type health struct {
		Status  string `json:"status"`
		Version string `json:"version,omitempty"`
	}
	ctx, cancel := context.WithTimeout(r.Context(), healthTime)
	defer cancel()
	if _, err := s.desk.Facts(ctx); err != nil {
		s.log.ErrorContext(ctx, "the store does not answer", "error", err)
		writeJSON(w, http.StatusServiceUnavailable, health{Status: "store unreachable", Version: s.version})
		return
	}
	writeJSON(w, http.StatusOK, health{Status: "ok", Version: s.version})
}
