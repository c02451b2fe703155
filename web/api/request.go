package api

import (
	"bytes"
	"errors"
	"io"
	"net/http"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web/internal/calls"
	"gatehouse/web/internal/pages"
	"gatehouse/web/internal/params"
	"gatehouse/web/internal/reqctx"
	"gatehouse/web/internal/respond"
)

// resource answers an app, by the services that act for it.
type resource func(w http.ResponseWriter, r *http.Request, app *service.Services)

// app is a resource for whoever has an API key. A POST with an Idempotency-Key is done once
// and answered as often as it is sent.
func (h *Handlers) app(answer resource) http.HandlerFunc {
	return calls.Noted(h.services, func(w http.ResponseWriter, r *http.Request) {
		holder, err := h.services.KeyHolder(r.Context(), params.Bearer(r), reqctx.Visitor(r))
		calls.By(r.Context(), holder)
		if err != nil {
			h.out.ErrorJSON(w, r, "an API key could not be looked up", err)
			return
		}
		app := h.services.For(holder.From(reqctx.Of(r.Context()).Peer))
		if key := r.Header.Get("Idempotency-Key"); key != "" && r.Method == http.MethodPost {
			h.once(w, r, app, key, answer)
			return
		}
		answer(w, r, app)
	})
}

// lost refuses a request that no resource takes.
func (h *Handlers) lost(refuse http.HandlerFunc) http.HandlerFunc {
	return calls.Lost(h.services, refuse)
}

// once answers a request by its key.
func (h *Handlers) once(w http.ResponseWriter, r *http.Request, app *service.Services, key string, answer resource) {
	body, err := params.Body(w, r)
	if err != nil {
		refuseBody(w, err)
		return
	}
	attempt := model.Attempt{Key: key, Request: append([]byte(r.Method+" "+r.URL.Path+"\n"), body...)}
	given, err := app.Once(r.Context(), attempt, func() model.Answer {
		r.Body = io.NopCloser(bytes.NewReader(body))
		kept := &answerWriter{header: w.Header(), status: http.StatusOK}
		answer(kept, r, app)
		return model.Answer{Status: kept.status, Body: kept.body.Bytes()}
	})
	if err != nil {
		h.refuse(w, r, "a request with an Idempotency-Key could not be answered", "", err)
		return
	}
	respond.WriteJSON(w, given.Status, given.Body)
}

// answerWriter keeps an answer. Its headers are those of the writer behind it.
type answerWriter struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *answerWriter) Header() http.Header { return w.header }

func (w *answerWriter) WriteHeader(status int) { w.status = status }

func (w *answerWriter) Write(p []byte) (int, error) { return w.body.Write(p) }

// readObject reads the members of a body, a JSON object, into variables. It answers itself
// where that is none.
func readObject(w http.ResponseWriter, r *http.Request, fields map[string]any) bool {
	body, err := params.Body(w, r)
	if err == nil {
		err = params.Object(body, fields)
	}
	if wrong, ok := errors.AsType[*params.WrongType](err); ok {
		refuseField(w, wrong.Field, "invalid", wrong.Error())
		return false
	}
	if err != nil {
		refuseBody(w, err)
		return false
	}
	return true
}

func refuseBody(w http.ResponseWriter, err error) {
	respond.JSON(w, http.StatusBadRequest, api.Error{Message: pages.Sentence(err.Error()), Code: "invalid_request"})
}

// refuse answers with what is wrong with a field, with missing if there is no such
// thing, or with what the table says.
func (h *Handlers) refuse(w http.ResponseWriter, r *http.Request, doing, missing string, err error) {
	if status, body, ok := api.Refusal(err, missing); ok {
		respond.JSON(w, status, body)
		return
	}
	h.out.ErrorJSON(w, r, doing, err)
}

func refuseField(w http.ResponseWriter, field, code, message string) {
	respond.JSON(w, http.StatusUnprocessableEntity, api.RefuseField(field, code, message))
}
