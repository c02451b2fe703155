package web

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"

	"gatehouse/model"
)

// linkRequest is what an app asks of POST /portal/generate_link. What the SDKs
// send beside it (contacts, options of an intent) has no meaning here and is let
// through.
type linkRequest struct {
	Organization, Intent, ReturnURL, SuccessURL string
}

// fieldsError is how a resource refuses single fields.
type fieldsError struct {
	Message string       `json:"message"`
	Code    string       `json:"code"`
	Errors  []fieldError `json:"errors"`
}

type fieldError struct {
	Field   string `json:"field"`
	Code    string `json:"code"`
	Message string `json:"message,omitempty"`
}

// generateLink makes a portal link: one intent, five minutes, to be followed at
// once by the app's own redirect.
func (s *server) generateLink(w http.ResponseWriter, r *http.Request) {
	desk, ok := s.keyHolder(w, r)
	if !ok {
		return
	}
	var asked linkRequest
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxTokenBody))
	if err != nil {
		err = fmt.Errorf("the body could not be read, or has more than %d bytes", maxTokenBody)
	} else {
		err = readObject(body, map[string]*string{
			"organization": &asked.Organization, "intent": &asked.Intent, "return_url": &asked.ReturnURL, "success_url": &asked.SuccessURL,
		})
	}
	if wrong, ok := errors.AsType[*notText](err); ok {
		refuseField(w, wrong.field, "invalid", wrong.Error())
		return
	}
	if err != nil {
		writeJSON(w, http.StatusBadRequest, apiError{Message: sentence(err.Error()), Code: "invalid_request"})
		return
	}
	if asked.Organization == "" {
		refuseField(w, "organization", "required", "organization: is missing; give the id of the organization")
		return
	}
	organization, err := desk.Organization(r.Context(), model.ID(asked.Organization))
	if errors.Is(err, model.ErrNotFound) || err == nil && organization.EnvironmentID != desk.Principal().Environment {
		writeJSON(w, http.StatusNotFound, apiError{Message: fmt.Sprintf("Organization not found: '%.80s'.", asked.Organization), Code: "entity_not_found"})
		return
	}
	var link string
	if err == nil {
		_, link, err = desk.CreateLink(r.Context(), model.LinkRequest{
			Kind: model.PortalLink, Organization: organization.ID,
			Intents:   []model.Intent{model.Intent(cmp.Or(asked.Intent, string(model.IntentSSO)))},
			ReturnURL: asked.ReturnURL, SuccessURL: asked.SuccessURL,
		})
	}
	if field, refused := errors.AsType[*model.FieldError](err); refused {
		if field.Field == "feature" { // the API's word for it
			field = &model.FieldError{Field: "intent", Reason: field.Reason, Remedy: field.Remedy}
		}
		refuseField(w, field.Field, "invalid", field.Error())
		return
	}
	if err != nil {
		s.log.ErrorContext(r.Context(), "a portal link could not be made", "error", err)
		writeJSON(w, http.StatusInternalServerError, apiError{Message: "The link could not be made; try again.", Code: "server_error"})
		return
	}
	writeJSON(w, http.StatusCreated, struct {
		Link string `json:"link"`
	}{link})
}

func refuseField(w http.ResponseWriter, field, code, message string) {
	writeJSON(w, http.StatusUnprocessableEntity, fieldsError{
		"Validation failed.", "invalid_request_parameters", []fieldError{{field, code, message}},
	})
}

// keyHolder gives a desk that acts for the API key in the request, or answers 401.
func (s *server) keyHolder(w http.ResponseWriter, r *http.Request) (*model.Desk, bool) {
	app, err := s.desk.KeyHolder(r.Context(), bearer(r))
	switch {
	case errors.Is(err, model.ErrBadKey):
		writeJSON(w, http.StatusUnauthorized, apiError{Message: "Could not authorize the request. Maybe your API key is invalid?", Code: "unauthorized"})
	case err != nil:
		s.log.ErrorContext(r.Context(), "an API key could not be looked up", "error", err)
		writeJSON(w, http.StatusInternalServerError, apiError{Message: "The key could not be checked; try again.", Code: "server_error"})
	default:
		return s.desk.For(app), true
	}
	return nil, false
}
