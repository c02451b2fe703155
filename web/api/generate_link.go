package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web/internal/pages"
	"gatehouse/web/internal/params"
	"gatehouse/web/internal/reqctx"
	"gatehouse/web/internal/respond"
)

// linkRequest is what an app asks of POST /portal/generate_link. What the SDKs
// send beside it (contacts, options of an intent) has no meaning here and is let
// through.
type linkRequest struct {
	Organization, Intent, ReturnURL, SuccessURL string
}

// generateLink makes a portal link: one intent, five minutes, to be followed at
// once by the app's own redirect.
func (h *Handlers) generateLink(w http.ResponseWriter, r *http.Request) {
	app, err := h.services.KeyHolder(r.Context(), params.Bearer(r))
	if err != nil {
		h.out.ErrorJSON(w, r, "an API key could not be looked up", err)
		return
	}
	asked, err := readLink(w, r)
	if wrong, ok := errors.AsType[*params.NotText](err); ok {
		refuseField(w, wrong.Field, "invalid", wrong.Error())
		return
	}
	if err != nil {
		respond.JSON(w, http.StatusBadRequest, api.Error{Message: pages.Sentence(err.Error()), Code: "invalid_request"})
		return
	}
	if asked.Organization == "" {
		refuseField(w, "organization", "required", "organization: is missing; give the id of the organization")
		return
	}
	link, err := makeLink(r.Context(), h.services.For(app.From(reqctx.Of(r.Context()).Peer)), asked)
	if field, refused := errors.AsType[*model.FieldError](err); refused {
		if field.Field == "feature" { // the API's word for it
			field = &model.FieldError{Field: "intent", Reason: field.Reason, Remedy: field.Remedy}
		}
		refuseField(w, field.Field, "invalid", field.Error())
		return
	}
	if errors.Is(err, model.ErrNotFound) {
		respond.JSON(w, http.StatusNotFound, api.Error{
			Message: fmt.Sprintf("Organization not found: '%.80s'.", asked.Organization), Code: "entity_not_found",
		})
		return
	}
	if err != nil {
		h.out.ErrorJSON(w, r, "a portal link could not be made", err)
		return
	}
	respond.JSON(w, http.StatusCreated, struct {
		Link string `json:"link"`
	}{link})
}

// readLink reads what is asked.
func readLink(w http.ResponseWriter, r *http.Request) (asked linkRequest, err error) {
	body, err := params.Body(w, r)
	if err == nil {
		err = params.Object(body, map[string]*string{
			"organization": &asked.Organization, "intent": &asked.Intent,
			"return_url": &asked.ReturnURL, "success_url": &asked.SuccessURL,
		})
	}
	return asked, err
}

// makeLink makes a link as the services' principal, an API key, for an organization of
// its environment; of others the key knows nothing.
func makeLink(ctx context.Context, services *service.Services, asked linkRequest) (string, error) {
	_, link, err := services.CreateLink(ctx, model.LinkRequest{
		Kind: model.PortalLink, Organization: model.ID(asked.Organization),
		Intents:   []model.Intent{model.Intent(cmp.Or(asked.Intent, string(model.IntentSSO)))},
		ReturnURL: asked.ReturnURL, SuccessURL: asked.SuccessURL,
	})
	return link, err
}

func refuseField(w http.ResponseWriter, field, code, message string) {
	respond.JSON(w, http.StatusUnprocessableEntity, api.RefuseField(field, code, message))
}
