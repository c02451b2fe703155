// Package ops serves what is about the process itself and not about a sign-in.
//
//	GET /healthz        for whoever watches the process
//	GET /readyz         for whoever sends it requests
//	GET /metrics        for Prometheus
//	GET /assets/{file}  what pages refer to
//	GET /               where a person lands who opens the bare address
package ops

import (
	"context"
	"log/slog"
	"net/http"

	"gatehouse/service"
	"gatehouse/storage"
	"gatehouse/web/internal/reqctx"
	"gatehouse/web/internal/respond"
	"gatehouse/web/internal/route"
)

// Handlers are the addresses.
type Handlers struct {
	services *service.Services
	log      *slog.Logger
	out      *respond.Responder
	options  Options
	scrape   http.Handler
}

// Options are what the process says of itself.
type Options struct {
	Version  string          // shown by /healthz
	Stopping <-chan struct{} // closed when the process ends soon; nil for never

	Metrics      *Metrics
	MetricsToken string // that /metrics needs; "" answers this machine alone
	Facts        func(context.Context) (storage.Facts, error)
	Slots        func() []Slots
}

// New makes them.
func New(services *service.Services, log *slog.Logger, out *respond.Responder, o Options) *Handlers {
	h := &Handlers{services: services, log: log, out: out, options: o}
	h.scrape = h.scraper()
	return h
}

// Mount puts them into the table of routes.
func (h *Handlers) Mount(t *route.Table) {
	t.Only("GET", "/healthz", h.health)
	t.Only("GET", "/readyz", h.ready)
	t.Only("GET", "/metrics", h.metrics)
	t.Only("GET", "/assets/{file}", h.asset)
	t.Only("GET", "/{$}", h.home)
}

func (h *Handlers) home(w http.ResponseWriter, r *http.Request) {
	h.out.Show(w, r, http.StatusOK, "home", struct{ Trial bool }{h.services.TestIdPServes(reqctx.Local(r))})
}
