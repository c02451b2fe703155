// Package sso signs people in: an app sends them to begin, the identity provider
// posts its answer, the app exchanges a code for the profile.
//
//	GET  /sso/authorize           Session Started, on to the identity provider
//	POST /sso/saml/acs/{key}      its answer: Authorized, on to the app with a code;
//	                              or Failed, on to the app with the reason if the
//	                              answer was verified, else
//	GET  /sso/saml/result/{id}    the same once the browser has shown its cookie
//	GET  /sso/oidc/callback       the same by OpenID Connect: the provider sends the
//	                              browser back with a code, which is exchanged here;
//	                              or has it post that (Apple), on to the same by GET
//	POST /sso/token               Successful: the profile, and an access token
//	GET  /sso/profile             the profile once more
//	GET  /sso/jwks/{client}       the keys that ID tokens are signed with
//	POST /sso/logout/authorize    the address that signs a person out at their OpenID
//	GET  /sso/logout              provider: it takes the browser on to there
//	GET  /sso/saml/metadata/{key} what an identity provider needs to know of us,
//	GET  /{key}                   and the same at a connection's entity ID
//
// Answers that arrive at any other address are found by [Handlers.Strays].
package sso

import (
	"net/http"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web/internal/browser"
	"gatehouse/web/internal/calls"
	"gatehouse/web/internal/respond"
	"gatehouse/web/internal/route"
)

// Handlers are the addresses of a sign-in.
type Handlers struct {
	services *service.Services
	out      *respond.Responder
	browsers browser.Cookies
	gates    gates
}

// New makes them.
func New(services *service.Services, out *respond.Responder) *Handlers {
	browsers := browser.Cookies{BaseURL: services.BaseURL}
	return &Handlers{services: services, out: out, browsers: browsers, gates: newGates()}
}

// Mount puts them into the table of routes.
func (h *Handlers) Mount(t *route.Table) {
	t.Only("GET", "/sso/authorize", h.authorize)
	t.Any("/sso/saml/acs/{key}", h.acs)
	t.Form(model.OIDCPath, h.callback, h.postedCallback)
	t.Only("GET", "/sso/logout", h.endSession)
	t.Only("GET", "/sso/saml/result/{session}", h.result)
	t.Only("GET", "/sso/saml/metadata/{key}", h.metadata)
	t.Any("/{key}", h.lost(h.entity))
	t = t.ForPrograms(h.lost)
	t.Only("POST", "/sso/token", calls.Noted(h.services, h.token))
	t.Only("GET", "/sso/profile", calls.Noted(h.services, h.profile))
	t.Only("GET", "/sso/jwks/{client}", h.jwks)
	t.Only("POST", "/sso/logout/authorize", calls.Noted(h.services, h.logout))
}

// lost answers a request that no resource takes.
func (h *Handlers) lost(answer http.HandlerFunc) http.HandlerFunc {
	return calls.Lost(h.services, answer)
}
