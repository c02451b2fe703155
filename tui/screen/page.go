package screen

import (
	"cmp"
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// MaxProse are the cells of the longest lines that are easy to read.
const MaxProse = 104

// Page is a page of lines about one record, which is read again when it
// changes.
type Page struct {
	*World
	ID       model.ID
	Heading  string
	Document widget.Document
	Err      error
	Gone     string // what is said if there is none; "": it was deleted, which the history brings back
	Ready    bool
	gen      int
	Width    int
}

// NewPage is a page about a record, without lines.
func NewPage(w *World, id model.ID) Page {
	return Page{World: w, ID: id, Document: widget.NewDocument()}
}

// Title is the heading, or the id until there is one.
func (l *Page) Title() string {
	return cmp.Or(l.Heading, widget.Middle(string(l.ID), 14, "…"))
}

// Resize gives the page its room.
func (l *Page) Resize(width, height int) {
	l.Width = width - 2
	l.Document.Resize(l.Width, max(1, height-1))
}

// touched reports whether a change is about this record or its sessions.
func (l *Page) touched(msg Changes) bool {
	for _, c := range msg.All {
		if msg.Missed || c.ID == l.ID || c.Session != nil &&
			(c.Session.OrganizationID == l.ID || c.Session.ConnectionID == l.ID) {
			return true
		}
	}
	return false
}

// Retreat lets esc first end a search.
func (l *Page) Retreat() (tea.Cmd, bool) { return nil, l.Document.EndSearch() }

// Typing reports whether a text is looked for.
func (l *Page) Typing() bool { return l.Document.Searching() }

// Hints are the keys of a search.
func (l *Page) Hints() []widget.Hint {
	return []widget.Hint{{Key: "enter", Word: "go on with n and N"}, {Key: "esc", Word: "end the search"}}
}

// Typed hands a key to the search.
func (l *Page) Typed(msg tea.Msg) tea.Cmd {
	l.Document.Typed(msg)
	return nil
}

// Aside says how far the page is scrolled.
func (l *Page) Aside() string { return l.Style.Faint.Render(l.Document.State()) }

// View draws the lines, or says why there are none.
func (l *Page) View() string {
	st := l.Style
	switch {
	case errors.Is(l.Err, model.ErrNotFound) && l.Gone != "":
		return "\n  " + l.Gone + "\n\n  " + st.Key.Render("esc") + st.Faint.Render(" goes back.")
	case errors.Is(l.Err, model.ErrNotFound):
		return "\n  It is not there any more: somebody deleted it.\n\n  " + st.Key.Render("esc") +
			st.Faint.Render(" goes back; the history (:history) can bring it back.")
	case l.Err != nil:
		return "\n  " + strings.Join(widget.Styled(st.Bad,
			widget.Wrap(widget.Clean("This cannot be shown: "+l.Err.Error()), l.Width-2)), "\n  ")
	case !l.Ready:
		return "\n  " + st.Faint.Render("reading"+st.Glyph.More)
	}
	return st.Body.Render(l.Document.View(st))
}
