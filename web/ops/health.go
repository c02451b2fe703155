package ops

import (
	"context"
	"net/http"
	"time"

	"gatehouse/web/internal/respond"
)

// healthTime is how long the store may take to answer before it counts as down.
const healthTime = 2 * time.Second

// health is what /healthz says. Status is "ok" with 200 and anything else with
// 503: "read-only" while sign-ins cannot be stored, "store unreachable" while
// nothing can be read either.
type health struct {
	Status       string     `json:"status"`
	Version      string     `json:"version,omitempty"`
	TurnedAway   int64      `json:"turned_away,omitempty"` // responses, since the start, because too many came at once
	TurnedAwayAt *time.Time `json:"turned_away_at,omitempty"`
}

// health tells whoever watches the process whether people can sign in. It names
// neither paths nor sizes: anybody can ask.
func (h *Handlers) health(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), healthTime)
	defer cancel()
	x, status := health{Status: "ok", Version: h.options.Version}, http.StatusOK
	facts, err := h.services.Facts(ctx)
	if facts.TurnedAway > 0 {
		x.TurnedAway, x.TurnedAwayAt = facts.TurnedAway, &facts.TurnedAwayAt
	}
	switch {
	case err != nil:
		h.log.ErrorContext(ctx, "the store does not answer", "error", err)
		x.Status, status = "store unreachable", http.StatusServiceUnavailable
	case facts.Refuses != "":
		x.Status, status = "read-only", http.StatusServiceUnavailable
	}
	respond.JSON(w, status, x)
}
