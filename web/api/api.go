// Package api serves the apps' resources, in the shape that the SDKs of WorkOS
// expect.
//
//	POST /portal/generate_link  a link into the Admin Portal
//	GET /notes, POST /notes, DELETE /notes/{note_id}
//	                            notes about a session or an organization
//
// Each asks for an API key and keeps to its environment. Whoever is refused gets JSON. A
// POST with an Idempotency-Key is done once within 24 hours.
package api

import (
	"net/http"

	"gatehouse/service"
	"gatehouse/web/internal/respond"
	"gatehouse/web/internal/route"
)

// Handlers are the resources.
type Handlers struct {
	services *service.Services
	out      *respond.Responder
}

// New makes them.
func New(services *service.Services, out *respond.Responder) *Handlers {
	return &Handlers{services, out}
}

// methods are what can be done at a path.
type methods map[string]resource

// Mount puts them into the table of routes.
func (h *Handlers) Mount(t *route.Table) {
	t.Literal("POST", "/portal/generate_link", h.app(h.generateLink)) // no token of /portal/{token}
	t = t.ForPrograms()
	for _, at := range []struct {
		path string
		methods
	}{
		{"/notes", methods{"GET": h.listNotes, "POST": h.addNote}},
		{"/notes/{note_id}", methods{"DELETE": h.removeNote}},
	} {
		handlers := map[string]http.HandlerFunc{}
		for method, answer := range at.methods {
			handlers[method] = h.app(answer)
		}
		t.Resource(at.path, handlers)
	}
	for _, name := range []string{"notes"} {
		t.Nothing("/" + name + "/{rest...}")
	}
}
