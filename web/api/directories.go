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

func noDirectory(id string) string { return fmt.Sprintf("Directory not found: '%.80s'.", id) }

// listDirectories lists those of ?organization_id, or with the text ?search in their name.
func (h *Handlers) listDirectories(w http.ResponseWriter, r *http.Request, app *service.Services) {
	q := readQuery(r)
	paging, swapped := q.paging()
	organization, search := model.ID(q.text("organization_id")), q.text("search")
	err := q.refused
	var page model.Paged[model.DirectoryStatus]
	if err == nil {
		page, err = app.DirectoryPage(r.Context(), "", organization, search, paging)
	}
	owners := map[model.ID]model.Organization{}
	for _, d := range page.Items {
		if _, known := owners[d.OrganizationID]; !known && err == nil {
			owners[d.OrganizationID], err = ownerOf(r, app, d)
		}
	}
	if err != nil {
		h.refuse(w, r, "directories could not be listed", "", err)
		return
	}
	respond.JSON(w, http.StatusOK, listOf(page, swapped, func(d model.DirectoryStatus) api.Directory {
		return api.DirectoryOf(d, owners[d.OrganizationID])
	}))
}

// ownerOf is the organization of a directory, nothing if it was deleted in the meantime.
func ownerOf(r *http.Request, app *service.Services, d model.DirectoryStatus) (model.Organization, error) {
	o, err := app.Organization(r.Context(), d.OrganizationID)
	if errors.Is(err, model.ErrNotFound) {
		err = nil
	}
	return o, err
}

func (h *Handlers) getDirectory(w http.ResponseWriter, r *http.Request, app *service.Services) {
	id := r.PathValue("id")
	d, err := app.Directory(r.Context(), model.ID(id))
	var o model.Organization
	if err == nil {
		o, err = ownerOf(r, app, d)
	}
	if err != nil {
		h.refuse(w, r, "a directory could not be read", noDirectory(id), err)
		return
	}
	respond.JSON(w, http.StatusOK, api.DirectoryOf(d, o))
}

func (h *Handlers) deleteDirectory(w http.ResponseWriter, r *http.Request, app *service.Services) {
	id := r.PathValue("id")
	if _, err := app.DeleteDirectory(r.Context(), model.ID(id)); err != nil {
		h.refuse(w, r, "a directory could not be deleted", noDirectory(id), err)
		return
	}
	w.WriteHeader(http.StatusAccepted) // as SDKs know it
}
