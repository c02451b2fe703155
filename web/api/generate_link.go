package api

import (
	"cmp"
	"errors"
	"net/http"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web/internal/respond"
)

// linkRequest is what an app asks of POST /portal/generate_link. What the SDKs
// send beside it (options of an intent) has no meaning here and is let through. The
// SDKs have two names for the emails of IT contacts.
type linkRequest struct {
	Organization, Intent, ReturnURL, SuccessURL string
	Contacts, Admins                            []string
}

// generateLink makes a portal link: one intent, five minutes, to be followed at
// once by the app's own redirect.
func (h *Handlers) generateLink(w http.ResponseWriter, r *http.Request, app *service.Services) {
	var asked linkRequest
	if !readObject(w, r, map[string]any{
		"organization": &asked.Organization, "intent": &asked.Intent,
		"return_url": &asked.ReturnURL, "success_url": &asked.SuccessURL,
		"it_contact_emails": &asked.Contacts, "admin_emails": &asked.Admins,
	}) {
		return
	}
	if asked.Organization == "" {
		refuseField(w, "organization", "required", "organization: is missing; give the id of the organization")
		return
	}
	_, link, err := app.CreateLink(r.Context(), model.LinkRequest{
		Kind: model.PortalLink, Organization: model.ID(asked.Organization),
		Intents:   []model.Intent{model.Intent(cmp.Or(asked.Intent, string(model.IntentSSO)))},
		ReturnURL: asked.ReturnURL, SuccessURL: asked.SuccessURL, Contacts: append(asked.Contacts, asked.Admins...),
	})
	if err != nil {
		h.refuse(w, r, "a portal link could not be made", noOrganization(asked.Organization),
			intentRefused("intent", err))
		return
	}
	respond.JSON(w, http.StatusCreated, struct {
		Link string `json:"link"`
	}{link})
}

// intentRefused calls a feature by the name that it has in a request.
func intentRefused(name string, err error) error {
	if field, ok := errors.AsType[*model.FieldError](err); ok && field.Field == "feature" {
		return &model.FieldError{Field: name, Reason: field.Reason, Remedy: field.Remedy}
	}
	return err
}
