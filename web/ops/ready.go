package ops

import (
	"context"
	"net/http"

	"gatehouse/web/internal/respond"
)

// readiness is what /readyz says: "ready" with 200, and with 503 why sign-ins should wait.
type readiness struct {
	Status string `json:"status"`
}

// ready tells whoever sends requests here whether a sign-in can be taken: that the listener
// accepts shows by its answer.
func (h *Handlers) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), healthTime)
	defer cancel()
	why, status := h.unready(ctx), http.StatusOK
	if why == "" {
		why = "ready"
	} else {
		status = http.StatusServiceUnavailable
	}
	respond.JSON(w, status, readiness{why})
}

// unready says why no sign-in can be taken, "" if one can.
func (h *Handlers) unready(ctx context.Context) string {
	select {
	case <-h.options.Stopping:
		return "stopping"
	default:
	}
	facts, err := h.services.Facts(ctx)
	switch {
	case err != nil:
		h.log.ErrorContext(ctx, "the store does not answer", "error", err)
		return "store unreachable"
	case facts.ReadOnly:
		return "read-only" // until it is started anew
	case facts.Refuses != "":
		return "disk full"
	}
	return ""
}
