package api

import (
	"fmt"
	"net/http"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web/internal/respond"
)

func noWebhook(id string) string { return fmt.Sprintf("Webhook endpoint not found: '%.80s'.", id) }

// listWebhooks lists the endpoints, each with its secret.
func (h *Handlers) listWebhooks(w http.ResponseWriter, r *http.Request, app *service.Services) {
	q := readQuery(r)
	paging, swapped := q.paging()
	err := q.refused
	var page model.Paged[model.WebhookEndpoint]
	if err == nil {
		page, err = app.WebhookPage(r.Context(), "", paging)
	}
	secrets := map[model.ID]string{}
	for _, e := range page.Items {
		if err == nil {
			secrets[e.ID], err = webhookSecret(r, app, e.ID)
		}
	}
	if err != nil {
		h.refuse(w, r, "webhook endpoints could not be listed", noWebhook(""), err)
		return
	}
	respond.JSON(w, http.StatusOK, listOf(page, swapped, func(e model.WebhookEndpoint) api.WebhookEndpoint {
		return api.WebhookEndpointOf(e, secrets[e.ID])
	}))
}

// webhookSecret is what signs now, "" for an API key that may not know it.
func webhookSecret(r *http.Request, app *service.Services, id model.ID) (string, error) {
	if app.May(model.ActRevealWebhook) != nil {
		return "", nil
	}
	secrets, err := app.WebhookSecrets(r.Context(), id)
	return secrets.Signs, err
}

// webhookInput is the body with which an endpoint is created or changed. null and an empty
// text are absent.
type webhookInput struct {
	url, status string
	events      []string
}

func readWebhook(w http.ResponseWriter, r *http.Request) (in webhookInput, ok bool) {
	ok = readObject(w, r, map[string]any{"endpoint_url": &in.url, "status": &in.status, "events": &in.events})
	if ok && in.status != "" && in.status != model.WebhookEnabled && in.status != model.WebhookDisabled {
		refuseField(w, "status", "invalid", fmt.Sprintf("status: %.20q is none; give enabled or disabled", in.status))
		return in, false
	}
	return in, ok
}

func (h *Handlers) createWebhook(w http.ResponseWriter, r *http.Request, app *service.Services) {
	in, ok := readWebhook(w, r)
	switch {
	case !ok:
		return
	case in.url == "":
		refuseField(w, "endpoint_url", "required", "endpoint_url: is missing; give the URL that is told of events")
		return
	case len(in.events) == 0:
		refuseField(w, "events", "required", "events: is missing; give the names of one event at least")
		return
	}
	e, secret, err := app.CreateWebhookEndpoint(r.Context(), model.NewWebhookEndpoint{
		Environment: app.Principal().Environment, URL: in.url, Events: in.events})
	if err != nil {
		h.refuse(w, r, "a webhook endpoint could not be created", "", err)
		return
	}
	respond.JSON(w, http.StatusCreated, api.WebhookEndpointOf(e, secret))
}

func (h *Handlers) getWebhook(w http.ResponseWriter, r *http.Request, app *service.Services) {
	e, err := app.WebhookEndpoint(r.Context(), model.ID(r.PathValue("id")))
	h.answerWebhook(w, r, app, e.WebhookEndpoint, err)
}

func (h *Handlers) updateWebhook(w http.ResponseWriter, r *http.Request, app *service.Services) {
	in, ok := readWebhook(w, r)
	if !ok {
		return
	}
	p := model.WebhookPatch{Events: in.events}
	if in.url != "" {
		p.URL = &in.url
	}
	if in.status != "" {
		p.Enabled = new(in.status == model.WebhookEnabled)
	}
	e, err := app.UpdateWebhookEndpoint(r.Context(), model.ID(r.PathValue("id")), p)
	h.answerWebhook(w, r, app, e, err)
}

func (h *Handlers) answerWebhook(w http.ResponseWriter, r *http.Request, app *service.Services,
	e model.WebhookEndpoint, err error) {
	var secret string
	if err == nil {
		secret, err = webhookSecret(r, app, e.ID)
	}
	if err != nil {
		h.refuse(w, r, "a webhook endpoint could not be read or changed", noWebhook(r.PathValue("id")), err)
		return
	}
	respond.JSON(w, http.StatusOK, api.WebhookEndpointOf(e, secret))
}

func (h *Handlers) deleteWebhook(w http.ResponseWriter, r *http.Request, app *service.Services) {
	id := r.PathValue("id")
	if _, err := app.DeleteWebhookEndpoint(r.Context(), model.ID(id)); err != nil {
		h.refuse(w, r, "a webhook endpoint could not be deleted", noWebhook(id), err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
