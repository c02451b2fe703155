package api

import (
	"errors"
	"fmt"
	"net/http"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web/internal/respond"
)

func noConnection(id string) string { return fmt.Sprintf("Connection not found: '%.80s'.", id) }

// listConnections lists those of ?organization_id, of ?connection_type, of an organization
// with the ?domain, or with the text ?search.
func (h *Handlers) listConnections(w http.ResponseWriter, r *http.Request, app *service.Services) {
	q := readQuery(r)
	paging, swapped := q.paging()
	asked := model.ConnectionPage{Organization: model.ID(q.text("organization_id")), Type: q.text("connection_type"),
		Domain: q.text("domain"), Text: q.text("search"), Paging: paging}
	err := q.refused
	var page model.Paged[model.Connection]
	if err == nil {
		page, err = app.ConnectionPage(r.Context(), asked)
	}
	owners := map[model.ID]model.Organization{}
	for _, c := range page.Items {
		if _, known := owners[c.OrganizationID]; !known && err == nil {
			owners[c.OrganizationID], err = app.Organization(r.Context(), c.OrganizationID)
			if errors.Is(err, model.ErrNotFound) { // it was deleted in the meantime
				err = nil
			}
		}
	}
	if err != nil {
		h.refuse(w, r, "connections could not be listed", "", err)
		return
	}
	respond.JSON(w, http.StatusOK, listOf(page, swapped, func(c model.Connection) api.AppConnection {
		return api.AppConnectionOf(c, owners[c.OrganizationID])
	}))
}

func (h *Handlers) getConnection(w http.ResponseWriter, r *http.Request, app *service.Services) {
	id := r.PathValue("id")
	c, err := app.Connection(r.Context(), model.ID(id))
	var o model.Organization
	if err == nil && !c.ByOAuth() {
		o, err = app.Organization(r.Context(), c.OrganizationID)
	}
	if err != nil {
		h.refuse(w, r, "a connection could not be read", noConnection(id), err)
		return
	}
	respond.JSON(w, http.StatusOK, api.AppConnectionOf(c, o))
}

func (h *Handlers) deleteConnection(w http.ResponseWriter, r *http.Request, app *service.Services) {
	id := r.PathValue("id")
	if _, err := app.DeleteConnection(r.Context(), model.ID(id)); err != nil {
		h.refuse(w, r, "a connection could not be deleted", noConnection(id), err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
