package web

import (
	"log/slog"
	"net/http"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web/api"
	"gatehouse/web/internal/calls"
	"gatehouse/web/internal/reqctx"
	"gatehouse/web/internal/respond"
	"gatehouse/web/internal/route"
	"gatehouse/web/ops"
	"gatehouse/web/portal"
	"gatehouse/web/scim"
	"gatehouse/web/sso"
	"gatehouse/web/testidp"
)

// Options are what the listener is made of.
type Options struct {
	Services *service.Services
	Log      *slog.Logger // nil discards
	Process  ops.Options  // what it says of itself
	Proxies  Proxies      // whose forwarded headers count
	Private  bool         // IT admins may give metadata URLs with private addresses

	Development bool // only this machine is answered
}

// LogHandler adds to what is logged with a request's context which request it is,
// and the address that it came from.
func LogHandler(next slog.Handler) slog.Handler { return reqctx.LogHandler(next) }

// New makes the listener's handler. It panics if an embedded page is broken,
// which no build that passed its tests has.
func New(o Options) http.Handler {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Process.Metrics == nil {
		o.Process.Metrics = ops.NewMetrics()
	}
	o.Log = slog.New(LogHandler(o.Log.Handler()))
	routes, out, strays := mount(o)
	h := strays(routes)
	if o.Development {
		h = thisMachine(out, h)
	}
	h = secure(recovered(o.Log, out, h))
	return identify(o.Proxies, o.Proxies.untold(o.Log, foldCase(singleSlashes(logged(o.Log, o.Process.Metrics, h)))))
}

// mount has everybody mount themselves. Responses that arrive where nobody waits
// for them are for strays to find.
func mount(o Options) (routes *route.Table, out *respond.Responder, strays func(http.Handler) http.Handler) {
	anybody := o.Services.For(model.Anybody()) // until they have proved who they are
	out = respond.New(anybody, o.Log)
	routes = route.New(out)
	signIns := sso.New(anybody, out)
	o.Process.Slots = func() (all []ops.Slots) {
		for _, s := range signIns.Slots() {
			all = append(all, ops.Slots(s))
		}
		return all
	}
	for _, h := range []interface{ Mount(*route.Table) }{
		signIns, portal.New(anybody, o.Log, out, o.Private), api.New(anybody, out, o.Process.Stopping),
		scim.New(anybody, out),
		ops.New(anybody, o.Log, out, o.Process), testidp.New(o.Services.For(model.TheTrial("")), out),
	} {
		h.Mount(routes)
	}
	routes.Any("/", calls.Lost(anybody, out.NotFound))
	return routes, out, signIns.Strays
}
