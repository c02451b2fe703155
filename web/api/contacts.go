package api

import (
	"fmt"
	"net/http"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web/internal/respond"
)

func noContact(id string) string { return fmt.Sprintf("IT Contact not found: '%.80s'.", id) }

// listContacts lists the IT contacts of an organization: there are so few that they are one page.
func (h *Handlers) listContacts(w http.ResponseWriter, r *http.Request, app *service.Services) {
	id := r.PathValue("id")
	all, err := app.ITContacts(r.Context(), model.ID(id))
	if err == nil {
		_, err = app.Organization(r.Context(), model.ID(id))
	}
	if err != nil {
		h.refuse(w, r, "the IT contacts of an organization could not be listed", noOrganization(id), err)
		return
	}
	respond.JSON(w, http.StatusOK, listOf(model.Paged[model.ITContact]{Items: all}, false, api.ITContactOf))
}

func (h *Handlers) addContact(w http.ResponseWriter, r *http.Request, app *service.Services) {
	var email string
	if !readObject(w, r, map[string]any{"email": &email}) {
		return
	}
	if email == "" {
		refuseField(w, "email", "required", "email: is missing; give the address of the IT contact")
		return
	}
	id := r.PathValue("id")
	c, err := app.AddITContact(r.Context(), model.ID(id), email)
	if err != nil {
		h.refuse(w, r, "an IT contact could not be added", noOrganization(id), err)
		return
	}
	respond.JSON(w, http.StatusCreated, api.ITContactOf(c))
}

// contact is what is done with one IT contact of the organization in the address.
func (h *Handlers) contact(act func(http.ResponseWriter, *http.Request, *service.Services, model.ITContact)) resource {
	return func(w http.ResponseWriter, r *http.Request, app *service.Services) {
		id := r.PathValue("contact_id")
		c, err := app.ITContact(r.Context(), model.ID(id))
		if err == nil && string(c.OrganizationID) != r.PathValue("id") {
			err = model.ErrNotFound
		}
		if err != nil {
			h.refuse(w, r, "an IT contact could not be found", noContact(id), err)
			return
		}
		act(w, r, app, c)
	}
}

func (h *Handlers) removeContact(w http.ResponseWriter, r *http.Request, app *service.Services, c model.ITContact) {
	if _, err := app.RemoveITContact(r.Context(), c.ID); err != nil {
		h.refuse(w, r, "an IT contact could not be removed", noContact(string(c.ID)), err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// inviteContact makes a setup link for a contact. Its URL is not in the answer: somebody
// of the team takes it from the console, and sends it.
func (h *Handlers) inviteContact(w http.ResponseWriter, r *http.Request, app *service.Services, c model.ITContact) {
	var names []string
	if !readObject(w, r, map[string]any{"intents": &names}) {
		return
	}
	if len(names) == 0 {
		refuseField(w, "intents", "required", "intents: are missing; name at least one feature")
		return
	}
	var intents []model.Intent
	for _, name := range names {
		intent := model.Intent(name)
		if name == "directory_sync" { // as it is called here alone
			intent = model.IntentDirectorySync
		}
		intents = append(intents, intent)
	}
	if _, _, err := app.InviteITContact(r.Context(), c.ID, intents); err != nil {
		h.refuse(w, r, "an IT contact could not be invited", noContact(string(c.ID)), intentRefused("intents", err))
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (h *Handlers) revokeInvitation(w http.ResponseWriter, r *http.Request, app *service.Services, c model.ITContact) {
	if _, err := app.RevokeInvitation(r.Context(), c.ID); err != nil {
		h.refuse(w, r, "an invitation could not be revoked", "The organization has no active invitation.", err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
