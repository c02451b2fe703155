package api

import (
	"net/http"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web/internal/respond"
)

const noSuchNote = "There is no such organization, session or note in the environment of this API key."

// listNotes lists the notes about ?about, newest first.
func (h *Handlers) listNotes(w http.ResponseWriter, r *http.Request, app *service.Services) {
	about := r.URL.Query()["about"]
	if len(about) != 1 || about[0] == "" {
		refuseField(w, "about", "required", "about: is missing; give the id of one organization or session")
		return
	}
	all, err := app.Notes(r.Context(), model.ID(about[0]))
	if err != nil {
		h.refuse(w, r, "notes could not be listed", noSuchNote, err)
		return
	}
	// They are so few that there are no pages.
	list := api.ListOf(model.Paged[model.Note]{Items: all}, api.NoteOf)
	respond.JSON(w, http.StatusOK, list)
}

// addNote writes a note.
func (h *Handlers) addNote(w http.ResponseWriter, r *http.Request, app *service.Services) {
	var about, text string
	if !readObject(w, r, map[string]any{"about": &about, "text": &text}) {
		return
	}
	if about == "" {
		refuseField(w, "about", "required", "about: is missing; give the id of an organization or session")
		return
	}
	n, err := app.AddNote(r.Context(), model.ID(about), text)
	if err != nil {
		h.refuse(w, r, "a note could not be written", noSuchNote, err)
		return
	}
	respond.JSON(w, http.StatusCreated, api.NoteOf(n))
}

// removeNote removes a note of the app's own.
func (h *Handlers) removeNote(w http.ResponseWriter, r *http.Request, app *service.Services) {
	if _, err := app.RemoveNote(r.Context(), model.ID(r.PathValue("note_id"))); err != nil {
		h.refuse(w, r, "a note could not be removed", noSuchNote, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
