package model

import (
	"strings"
	"time"
)

// Note is what a colleague wrote down about a session or an organization. It is
// read by the team alone, and never changed: who errs writes another one.
type Note struct {
	ID             ID        `json:"id"`
	About          ID        `json:"about"` // a session or an organization
	EnvironmentID  ID        `json:"environment_id"`
	OrganizationID ID        `json:"organization_id,omitempty"` // "" if the session is of none
	Text           string    `json:"text"`
	Mentions       []ID      `json:"mentions,omitempty"` // members, as they were called when it was written
	Author         Actor     `json:"author"`
	Created        time.Time `json:"created_at"`

	Revision uint64 `json:"-"`
}

func (n Note) RecordKey() (Kind, ID) { return KindNote, n.ID }

func (n Note) RecordParent() ID { return n.About }

func (n Note) RecordNames() []string { return nil }

func (n Note) RecordRevision() uint64 { return n.Revision }

func (n Note) AtRevision(r uint64) Noun { n.Revision = r; return n }

// Bounds of notes.
const (
	MaxNotes = 200 // about one thing
	MaxNote  = 2000
)

// CleanNote trims a note, and refuses one that is empty, too long, or that no
// screen could show.
func CleanNote(text string) (string, error) {
	text = strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text))
	if text == "" {
		return "", Refuse("text", "write what your colleagues should know", "is empty")
	}
	return text, CheckLines("text", text, MaxNote)
}

// WrittenBy reports whether a principal wrote the note.
func (n Note) WrittenBy(p Principal) bool {
	return n.Author.Kind == p.Kind && n.Author.ID == p.ID && n.Author.Name == p.Name
}

// Beginning is the first line of a note, shortened.
func (n Note) Beginning() string {
	const most = 60
	line, rest, _ := strings.Cut(n.Text, "\n")
	if r := []rune(line); len(r) > most {
		return string(r[:most]) + "…"
	}
	if rest != "" {
		line += " …"
	}
	return line
}

// Subject is what a note is about.
type Subject struct {
	ID             ID
	EnvironmentID  ID
	OrganizationID ID
	Title          string // "organization Acme", "session …"
}
