package api

import (
	"fmt"
	"net/http"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web/internal/respond"
)

func noLink(id string) string { return fmt.Sprintf("Setup link not found: '%.80s'.", id) }

// listLinks lists the setup links of ?organization_id, or of all. Their URLs are not in it.
func (h *Handlers) listLinks(w http.ResponseWriter, r *http.Request, app *service.Services) {
	q := readQuery(r)
	paging, swapped := q.paging()
	asked := model.LinkQuery{Organization: model.ID(q.text("organization_id"))}
	err := q.refused
	var links model.Paged[model.Link]
	if err == nil {
		links, err = app.SetupLinkPage(r.Context(), asked, paging)
	}
	page := model.Paged[model.Onboarding]{After: links.After, Before: links.Before}
	for _, l := range links.Items {
		var x model.Onboarding
		if x, err = app.Onboarding(r.Context(), l.ID); err != nil {
			break
		}
		page.Items = append(page.Items, x)
	}
	if err != nil {
		h.refuse(w, r, "setup links could not be listed", noOrganization(string(asked.Organization)), err)
		return
	}
	now := app.Clock()
	respond.JSON(w, http.StatusOK, listOf(page, swapped,
		func(x model.Onboarding) api.Link { return api.LinkOf(x, now) }))
}

// createLink makes a setup link, which takes the place of the organization's active one.
func (h *Handlers) createLink(w http.ResponseWriter, r *http.Request, app *service.Services) {
	var organization string
	var features []string
	if !readObject(w, r, map[string]any{"organization_id": &organization, "features": &features}) {
		return
	}
	switch {
	case organization == "":
		refuseField(w, "organization_id", "required", "organization_id: is missing; give the id of the organization")
		return
	case len(features) == 0:
		refuseField(w, "features", "required", "features: are missing; name at least one, such as sso")
		return
	}
	asked := model.LinkRequest{Kind: model.SetupLink, Organization: model.ID(organization)}
	for _, name := range features {
		asked.Intents = append(asked.Intents, model.Intent(name))
	}
	l, url, err := app.CreateLink(r.Context(), asked)
	if err != nil {
		h.refuse(w, r, "a setup link could not be made", noOrganization(organization), intentRefused("features", err))
		return
	}
	respond.JSON(w, http.StatusCreated, api.NewLinkOf(l, url))
}

// getLink gives a setup link with what happened to it.
func (h *Handlers) getLink(w http.ResponseWriter, r *http.Request, app *service.Services) {
	id := r.PathValue("id")
	x, err := app.Onboarding(r.Context(), model.ID(id))
	if err != nil {
		h.refuse(w, r, "a setup link could not be read", noLink(id), err)
		return
	}
	told := api.LinkOf(x, app.Clock())
	told.Steps = x.Steps
	respond.JSON(w, http.StatusOK, told)
}

func (h *Handlers) revokeLink(w http.ResponseWriter, r *http.Request, app *service.Services) {
	id := r.PathValue("id")
	l, err := app.RevokeLink(r.Context(), model.ID(id))
	if err != nil {
		h.refuse(w, r, "a setup link could not be revoked", noLink(id), err)
		return
	}
	respond.JSON(w, http.StatusOK, api.LinkOf(model.Onboarding{Link: l}, app.Clock()))
}
