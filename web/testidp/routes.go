// Package testidp lets people try a sign-in out: the pages of the test identity
// provider, and a demonstration app. Nothing in production needs it: it is mounted
// where --test-idp allows it, and serves those whom that allows.
package testidp

import (
	"net/http"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web/internal/reqctx"
	"gatehouse/web/internal/respond"
	"gatehouse/web/internal/route"
)

// Handlers are the pages.
type Handlers struct {
	services *service.Services
	out      *respond.Responder
}

// New makes them.
func New(services *service.Services, out *respond.Responder) *Handlers {
	return &Handlers{services, out}
}

// Mount puts them into the table of routes, unless an operator has switched them
// off.
func (h *Handlers) Mount(t *route.Table) {
	if h.services.TestIdPOff() != "" {
		return
	}
	t = t.Behind(h.served)
	t.Only("GET", "/demo", h.demo)
	t.Only("GET", "/demo/login", h.demoLogin)
	t.Only("GET", model.DemoCallback, h.demoCallback)

	t.Only("GET", "/test-idp/{$}", h.index)
	t.Only("GET", "/test-idp/metadata", h.metadata)
	t.Only("POST", "/test-idp/try", ownForm(h.try))
	t.Only("GET", "/test-idp/go", h.begin)
	t.Only("GET", "/test-idp/start", h.start)
	t.Form("/test-idp/sso", h.redirected, h.posted)
	t.Only("POST", "/test-idp/respond", ownForm(h.answer))

	t.Only("GET", model.TestIdPIssuer+"/.well-known/openid-configuration", h.openID)
	t.Only("GET", model.TestIdPIssuer+"/jwks", h.openID)
	t.Only("GET", model.TestIdPIssuer+"/userinfo", h.openID)
	t.Only("POST", model.TestIdPIssuer+"/token", h.openID)
	t.Only("GET", model.TestIdPIssuer+"/authorize", h.openIDAsked)
	t.Only("POST", model.TestIdPIssuer+"/respond", ownForm(h.openIDAnswer))
}

// served shows a page only to those that the test identity provider serves.
func (h *Handlers) served(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !h.services.TestIdPServes(reqctx.Local(r)) {
			h.out.NotFound(w, r)
			return
		}
		next(w, r)
	}
}

// ownForm takes a form only from our own pages.
func ownForm(h http.HandlerFunc) http.HandlerFunc {
	return http.NewCrossOriginProtection().Handler(h).ServeHTTP
}
