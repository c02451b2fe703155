// Package api serves the apps' resources, in the shape that the SDKs of WorkOS
// expect.
//
//	POST /portal/generate_link  a link into the Admin Portal
//	GET, POST /organizations, GET, PUT, DELETE /organizations/{id}
//	GET /organizations/external_id/{external_id}, GET /organizations/{id}/roles
//	                            customers; of roles there are none
//	GET, POST /organizations/{id}/it_contacts, DELETE /organizations/{id}/it_contacts/{contact_id}
//	POST /organizations/{id}/it_contacts/{contact_id}/invite, …/revoke
//	                            whom their IT department is, and setup links for them
//	POST /organization_domains, GET, DELETE /organization_domains/{id}
//	POST /organization_domains/{id}/verify
//	                            their email domains
//	GET /connections, GET, DELETE /connections/{id}
//	                            connections, without what they are set to
//	GET /events                 what happened, in an order that never skips
//	GET /directories, GET, DELETE /directories/{id}
//	                            where identity providers keep users and groups up to date
//	GET /directory_users, /directory_groups, each with /{id}
//	                            these users and groups
//	GET, POST /webhook_endpoints, GET, PATCH, DELETE /webhook_endpoints/{id}
//	                            addresses that are told of events
//	GET /notes, POST /notes, DELETE /notes/{note_id}
//	                            notes about a session or an organization
//	/gatehouse/v1/...           what WorkOS has no API for, see [Handlers.own]
//
// Each but the description asks for an API key and keeps to its environment. Whoever is refused gets JSON. A
// POST with an Idempotency-Key is done once within 24 hours.
package api

import (
	"net/http"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web/internal/respond"
	"gatehouse/web/internal/route"
)

// Handlers are the resources.
type Handlers struct {
	services *service.Services
	out      *respond.Responder
	stopping <-chan struct{}
	streams  *streams
}

// New makes them. Streams end when stopping is closed; nil is never.
func New(services *service.Services, out *respond.Responder, stopping <-chan struct{}) *Handlers {
	return &Handlers{services, out, stopping, &streams{open: map[model.ID]int{}}}
}

// methods are what can be done at a path.
type methods map[string]resource

// place is a path, and what can be done there.
type place struct {
	path string
	methods
}

// Mount puts them into the table of routes.
func (h *Handlers) Mount(t *route.Table) {
	t.Literal("POST", "/portal/generate_link", h.app(h.generateLink)) // no token of /portal/{token}
	t = t.ForPrograms(h.lost)
	for _, at := range append(h.own(), []place{
		{"/organizations", methods{"GET": h.listOrganizations, "POST": h.createOrganization}},
		{"/organizations/{id}", methods{
			"GET": h.getOrganization, "PUT": h.updateOrganization, "DELETE": h.deleteOrganization,
		}},
		{"/organizations/{id}/it_contacts", methods{"GET": h.listContacts, "POST": h.addContact}},
		{"/organizations/{id}/it_contacts/{contact_id}", methods{"DELETE": h.contact(h.removeContact)}},
		{"/organizations/{id}/it_contacts/{contact_id}/invite", methods{"POST": h.contact(h.inviteContact)}},
		{"/organizations/{id}/it_contacts/{contact_id}/revoke", methods{"POST": h.contact(h.revokeInvitation)}},
		{"/organizations/{id}/{rest...}", methods{"GET": h.belowOrganizations}},
		{"/organization_domains", methods{"POST": h.createDomain}},
		{"/organization_domains/{id}", methods{"GET": h.getDomain, "DELETE": h.deleteDomain}},
		{"/organization_domains/{id}/verify", methods{"POST": h.verifyDomain}},
		{"/connections", methods{"GET": h.listConnections}},
		{"/connections/{id}", methods{"GET": h.getConnection, "DELETE": h.deleteConnection}},
		{"/events", methods{"GET": h.listEvents}},
		{"/directories", methods{"GET": h.listDirectories}},
		{"/directories/{id}", methods{"GET": h.getDirectory, "DELETE": h.deleteDirectory}},
		{"/directory_users", methods{"GET": h.listDirectoryUsers}},
		{"/directory_users/{id}", methods{"GET": h.getDirectoryUser}},
		{"/directory_groups", methods{"GET": h.listDirectoryGroups}},
		{"/directory_groups/{id}", methods{"GET": h.getDirectoryGroup}},
		{"/webhook_endpoints", methods{"GET": h.listWebhooks, "POST": h.createWebhook}},
		{"/webhook_endpoints/{id}", methods{
			"GET": h.getWebhook, "PATCH": h.updateWebhook, "DELETE": h.deleteWebhook,
		}},
		{"/notes", methods{"GET": h.listNotes, "POST": h.addNote}},
		{"/notes/{note_id}", methods{"DELETE": h.removeNote}},
	}...) {
		handlers := map[string]http.HandlerFunc{}
		for method, answer := range at.methods {
			handlers[method] = h.app(answer)
		}
		t.Resource(at.path, handlers)
	}
	t.Resource("/gatehouse/v1/openapi.json", map[string]http.HandlerFunc{"GET": describe})
	for _, name := range []string{
		"organizations", "organization_domains", "connections", "events", "directories", "directory_users",
		"directory_groups", "webhook_endpoints", "notes", "gatehouse",
	} {
		t.Nothing("/" + name + "/{rest...}")
	}
}
