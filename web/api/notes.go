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

// noteList is all notes about one thing: they are so few that there are no pages.
type noteList struct {
	Object   string     `json:"object"`
	Data     []api.Note `json:"data"`
	Metadata struct {
		Before *model.ID `json:"before"`
		After  *model.ID `json:"after"`
	} `json:"list_metadata"`
}

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

// listNotes lists the notes about ?about, newest first.
func (h *Handlers) listNotes(w http.ResponseWriter, r *http.Request) {
	services, ok := h.asApp(w, r)
	if !ok {
		return
	}
	about := r.URL.Query()["about"]
	if len(about) != 1 || about[0] == "" {
		refuseField(w, "about", "required", "about: is missing; give the id of one organization or session")
		return
	}
	all, err := services.Notes(r.Context(), model.ID(about[0]))
	if err != nil {
		h.refuseNote(w, r, "notes could not be listed", err)
		return
	}
	list := noteList{Object: "list", Data: []api.Note{}}
	for _, n := range all {
		list.Data = append(list.Data, api.NoteOf(n))
	}
	respond.JSON(w, http.StatusOK, list)
}

// addNote writes a note.
func (h *Handlers) addNote(w http.ResponseWriter, r *http.Request) {
	services, ok := h.asApp(w, r)
	if !ok {
		return
	}
	var about, text string
	body, err := params.Body(w, r)
	if err == nil {
		err = params.Object(body, map[string]*string{"about": &about, "text": &text})
	}
	if wrong, ok := errors.AsType[*params.NotText](err); ok {
		refuseField(w, wrong.Field, "invalid", wrong.Error())
		return
	}
	if err != nil {
		respond.JSON(w, http.StatusBadRequest, api.Error{Message: pages.Sentence(err.Error()), Code: "invalid_request"})
		return
	}
	if about == "" {
		refuseField(w, "about", "required", "about: is missing; give the id of an organization or session")
		return
	}
	n, err := services.AddNote(r.Context(), model.ID(about), text)
	if err != nil {
		h.refuseNote(w, r, "a note could not be written", err)
		return
	}
	respond.JSON(w, http.StatusCreated, api.NoteOf(n))
}

// removeNote removes a note of the app's own.
func (h *Handlers) removeNote(w http.ResponseWriter, r *http.Request) {
	services, ok := h.asApp(w, r)
	if !ok {
		return
	}
	if _, err := services.RemoveNote(r.Context(), model.ID(r.PathValue("note_id"))); err != nil {
		h.refuseNote(w, r, "a note could not be removed", err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// refuseNote answers with what is wrong with a field, or with what the table says.
func (h *Handlers) refuseNote(w http.ResponseWriter, r *http.Request, doing string, err error) {
	if field, refused := errors.AsType[*model.FieldError](err); refused {
		refuseField(w, field.Field, "invalid", field.Error())
		return
	}
	if errors.Is(err, model.ErrNotFound) {
		respond.JSON(w, http.StatusNotFound, api.Error{
			Message: "There is no such organization, session or note in the environment of this API key.",
			Code:    "entity_not_found",
		})
		return
	}
	h.out.ErrorJSON(w, r, doing, err)
}
