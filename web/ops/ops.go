// Package ops serves what is about the process itself and not about a sign-in.
//
//	GET /healthz        for whoever watches the process
//	GET /assets/{file}  what pages refer to
//	GET /               where a person lands who opens the bare address
package ops

import (
	"log/slog"
	"net/http"

	"gatehouse/service"
	"gatehouse/web/internal/reqctx"
	"gatehouse/web/internal/respond"
	"gatehouse/web/internal/route"
)

// Handlers are the addresses.
type Handlers struct {
	services *service.Services
	log      *slog.Logger
	out      *respond.Responder
	version  string
}

// New makes them; the version is shown by /healthz.
func New(services *service.Services, log *slog.Logger, out *respond.Responder, version string) *Handlers {
	return &Handlers{services, log, out, version}
}

// Mount puts them into the table of routes.
func (h *Handlers) Mount(t *route.Table) {
	t.Only("GET", "/healthz", h.health)
	t.Only("GET", "/assets/{file}", h.asset)
	t.Only("GET", "/{$}", h.home)
}

func (h *Handlers) home(w http.ResponseWriter, r *http.Request) {
	h.out.Show(w, r, http.StatusOK, "home", struct{ Trial bool }{h.services.TestIdPServes(r.Host, reqctx.Forwarded(r))})
}
