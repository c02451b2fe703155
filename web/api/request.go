package api

import (
	"errors"
	"net/http"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web/internal/pages"
	"gatehouse/web/internal/params"
	"gatehouse/web/internal/reqctx"
	"gatehouse/web/internal/respond"
)

// asApp gives the services that act for the app whose API key came with a request. It
// answers itself where that is none.
func (h *Handlers) asApp(w http.ResponseWriter, r *http.Request) (*service.Services, bool) {
	app, err := h.services.KeyHolder(r.Context(), params.Bearer(r))
	if err != nil {
		h.out.ErrorJSON(w, r, "an API key could not be looked up", err)
		return nil, false
	}
	return h.services.For(app.From(reqctx.Of(r.Context()).Peer)), true
}

// readObject reads the texts of a body, a JSON object. It answers itself where that is
// none.
func readObject(w http.ResponseWriter, r *http.Request, fields map[string]*string) bool {
	body, err := params.Body(w, r)
	if err == nil {
		err = params.Object(body, fields)
	}
	if wrong, ok := errors.AsType[*params.NotText](err); ok {
		refuseField(w, wrong.Field, "invalid", wrong.Error())
		return false
	}
	if err != nil {
		respond.JSON(w, http.StatusBadRequest, api.Error{Message: pages.Sentence(err.Error()), Code: "invalid_request"})
		return false
	}
	return true
}

// refuse answers with what is wrong with a field, with missing if there is no such
// thing, or with what the table says.
func (h *Handlers) refuse(w http.ResponseWriter, r *http.Request, doing, missing string, err error) {
	if field, refused := errors.AsType[*model.FieldError](err); refused {
		refuseField(w, field.Field, "invalid", field.Error())
		return
	}
	if errors.Is(err, model.ErrNotFound) {
		respond.JSON(w, http.StatusNotFound, api.Error{Message: missing, Code: "entity_not_found"})
		return
	}
	h.out.ErrorJSON(w, r, doing, err)
}

func refuseField(w http.ResponseWriter, field, code, message string) {
	respond.JSON(w, http.StatusUnprocessableEntity, api.RefuseField(field, code, message))
}
