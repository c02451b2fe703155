package tui

import (
	"errors"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// recentSessions are how many of the last sessions a detail shows.
const recentSessions = 5

// leaf is a page of lines about one record, which is read again when it
// changes.
type leaf struct {
	*world
	id       model.ID
	heading  string
	document widget.Document
	err      error
	ready    bool
	gen      int
	width    int
}

func newLeaf(w *world, id model.ID) leaf {
	return leaf{world: w, id: id, document: widget.NewDocument()}
}

func (l *leaf) title() string {
	return widget.FirstOf(l.heading, widget.Middle(string(l.id), 14, "…"))
}

func (l *leaf) resize(width, height int) {
	l.width = width - 2
	l.document.Resize(l.width, max(1, height-1))
}

// touched reports whether a change is about this record or its sessions.
func (l *leaf) touched(msg changesMsg) bool {
	for _, c := range msg.changes {
		if msg.missed || c.ID == l.id || c.Session != nil && (c.Session.OrganizationID == l.id || c.Session.ConnectionID == l.id) {
			return true
		}
	}
	return false
}

// retreat lets esc first end a search.
func (l *leaf) retreat() (tea.Cmd, bool) { return nil, l.document.EndSearch() }

func (l *leaf) typing() bool { return l.document.Searching() }
func (l *leaf) hints() []widget.Hint {
	return []widget.Hint{{Key: "enter", Word: "go on with n and N"}, {Key: "esc", Word: "end the search"}}
}

func (l *leaf) typed(msg tea.Msg) tea.Cmd {
	l.document.Typed(msg)
	return nil
}

func (l *leaf) aside() string { return l.style.Faint.Render(l.document.State()) }

func (l *leaf) view() string {
	st := l.style
	switch {
	case errors.Is(l.err, model.ErrNotFound):
		return "\n  It is not there any more: somebody deleted it.\n\n  " + st.Key.Render("esc") + st.Faint.Render(" goes back; the history (:history) can bring it back.")
	case l.err != nil:
		return "\n  " + strings.Join(widget.Styled(st.Bad, widget.Wrap(widget.Clean("This cannot be shown: "+l.err.Error()), l.width-2)), "\n  ")
	case !l.ready:
		return "\n  " + st.Faint.Render("reading"+st.Glyph.More)
	}
	return st.Body.Render(l.document.View(st))
}

// addRecent are the last sessions of something.
func addRecent(p *widget.Paragraphs, sessions []model.Session, now time.Time) {
	p.Heading("Last sessions")
	for _, s := range sessions {
		state, cause := stateCell(p.Style, s, now), causeCell(p.Style, s, now)
		p.Add(state.Ink.Render(widget.Fit(state.Text, 13, "")) + "  " + p.Style.Faint.Render(widget.FitRight(widget.Age(now.Sub(s.CreatedAt)), 4, "")) + "  " +
			widget.Clean(widget.FirstOf(s.Email, s.IdPID, "-")) + "  " + p.Style.Faint.Render(widget.Clean(cause.Text)))
	}
	if len(sessions) == 0 {
		p.Text(p.Style.Faint, "None yet.", 0)
	}
}
