package api

import (
	"fmt"
	"net/http"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/service/directory"
	"gatehouse/web/internal/respond"
)

func noDirectoryUser(id string) string { return fmt.Sprintf("Directory User not found: '%.80s'.", id) }

func noDirectoryGroup(id string) string {
	return fmt.Sprintf("Directory Group not found: '%.80s'.", id)
}

// listDirectoryUsers lists those of a ?directory, or of a ?group, or those of them with the ?email.
func (h *Handlers) listDirectoryUsers(w http.ResponseWriter, r *http.Request, app *service.Services) {
	q := readQuery(r)
	paging, swapped := q.paging()
	asked := directory.EntryList{Directory: model.ID(q.text("directory")), Group: model.ID(q.text("group")),
		Email: q.text("email"), Paging: paging}
	if asked.Directory == "" && asked.Group == "" {
		q.refuse("directory", "give the id of a directory or a group", "is missing")
	}
	missing := noDirectory(string(asked.Directory))
	if asked.Group != "" {
		missing = noDirectoryGroup(string(asked.Group))
	}
	err := q.refused
	var page model.Paged[model.DirectoryUser]
	if err == nil {
		page, err = app.DirectoryUsers(r.Context(), asked)
	}
	if err != nil {
		h.refuse(w, r, "users of a directory could not be listed", missing, err)
		return
	}
	respond.JSON(w, http.StatusOK, listOf(page, swapped, api.DirectoryUserInGroups))
}

func (h *Handlers) getDirectoryUser(w http.ResponseWriter, r *http.Request, app *service.Services) {
	id := r.PathValue("id")
	u, err := app.DirectoryUser(r.Context(), model.ID(id))
	if err != nil {
		h.refuse(w, r, "a user of a directory could not be read", noDirectoryUser(id), err)
		return
	}
	respond.JSON(w, http.StatusOK, api.DirectoryUserInGroups(u))
}

// listDirectoryGroups lists those of a ?directory, or of a ?user.
func (h *Handlers) listDirectoryGroups(w http.ResponseWriter, r *http.Request, app *service.Services) {
	q := readQuery(r)
	paging, swapped := q.paging()
	asked := directory.EntryList{Directory: model.ID(q.text("directory")), User: model.ID(q.text("user")),
		Paging: paging}
	if asked.Directory == "" && asked.User == "" {
		q.refuse("directory", "give the id of a directory or a user", "is missing")
	}
	missing := noDirectory(string(asked.Directory))
	if asked.User != "" {
		missing = noDirectoryUser(string(asked.User))
	}
	err := q.refused
	var page model.Paged[model.DirectoryGroup]
	if err == nil {
		page, err = app.DirectoryGroups(r.Context(), asked)
	}
	if err != nil {
		h.refuse(w, r, "groups of a directory could not be listed", missing, err)
		return
	}
	respond.JSON(w, http.StatusOK, listOf(page, swapped, api.DirectoryGroupOf))
}

func (h *Handlers) getDirectoryGroup(w http.ResponseWriter, r *http.Request, app *service.Services) {
	id := r.PathValue("id")
	g, err := app.DirectoryGroup(r.Context(), model.ID(id))
	if err != nil {
		h.refuse(w, r, "a group of a directory could not be read", noDirectoryGroup(id), err)
		return
	}
	respond.JSON(w, http.StatusOK, api.DirectoryGroupOf(g))
}
