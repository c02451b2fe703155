// Package api serves the apps' resources, in the shape that the SDKs of WorkOS
// expect.
//
//	POST /portal/generate_link  a link into the Admin Portal
//	GET /notes, POST /notes, DELETE /notes/{note_id}
//	                            notes about a session or an organization
package api

import (
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

// Mount puts them into the table of routes.
func (h *Handlers) Mount(t *route.Table) {
	t.Literal("POST", "/portal/generate_link", h.generateLink) // no token of /portal/{token}
	t.Form("/notes", h.listNotes, h.addNote)
	t.Only("DELETE", "/notes/{note_id}", h.removeNote)
}
