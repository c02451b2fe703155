package api

import (
	"time"

	"gatehouse/model"
)

// Action is something that was done, with the fields that it changed.
type Action struct {
	ID       model.ID    `json:"id"`
	At       time.Time   `json:"at"`
	Actor    model.Actor `json:"actor"`
	Action   string      `json:"action"`
	UndoneBy model.ID    `json:"undone_by,omitempty"`
	Changes  []Change    `json:"changes"`
	Viewed   model.ID    `json:"viewed,omitempty"` // whose messages, key or URL was looked at
	Undoes   model.ID    `json:"undoes,omitempty"`
}

// Change is what an action did to one noun.
type Change struct {
	Kind   model.Kind       `json:"kind"`
	ID     model.ID         `json:"id"`
	Fields []model.DiffLine `json:"fields"`
}

// ActionOf tells of an entry of the history.
func ActionOf(e model.AuditEntry) Action {
	told := Action{e.ID, e.At, e.Actor, e.Action, e.UndoneBy, []Change{}, "", e.Undoes}
	if e.View != nil {
		told.Viewed = e.View.Subject
	}
	for _, x := range e.Changes {
		told.Changes = append(told.Changes, Change{x.Kind, x.Target, model.Diff(x)})
	}
	return told
}

// Note is a note about a session or an organization. Of its author it says no more
// than who that is and how they wrote it.
type Note struct {
	Object    string     `json:"object"` // "note"
	ID        model.ID   `json:"id"`
	About     model.ID   `json:"about"`
	Text      string     `json:"text"`
	Mentions  []model.ID `json:"mentions,omitempty"` // members who are told of it
	Author    Author     `json:"author"`
	CreatedAt time.Time  `json:"created_at"`
}

// Mentioned is a note that mentions whoever asks.
type Mentioned struct {
	Note
	Title  string `json:"title"` // of what it is about
	Unread bool   `json:"unread"`
}

// MentionedOf tells of a note that mentions whoever asks.
func MentionedOf(x model.Mentioned) Mentioned {
	return Mentioned{NoteOf(x.Note), x.About.Title, x.Unread}
}

// Author is who wrote a note.
type Author struct {
	Name string `json:"name"`
	Via  string `json:"via"` // "console", "command line", "API"
}

// NoteOf tells of a note.
func NoteOf(n model.Note) Note {
	return Note{"note", n.ID, n.About, n.Text, n.Mentions, Author{n.Author.Name, n.Author.Via}, n.Created}
}
