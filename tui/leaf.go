package tui

import (
	"errors"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
)

// recentSessions are how many of the last sessions a detail shows.
const recentSessions = 5

// leaf is a page of lines about one record, which is read again when it
// changes.
type leaf struct {
	*world
	id       model.ID
	heading  string
	document document
	err      error
	ready    bool
	gen      int
	width    int
}

func newLeaf(w *world, id model.ID) leaf { return leaf{world: w, id: id, document: newDocument()} }

func (l *leaf) title() string { return firstOf(l.heading, middle(string(l.id), 14, "…")) }

func (l *leaf) resize(width, height int) {
	l.width = width - 2
	l.document.resize(l.width, max(1, height-1))
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
func (l *leaf) retreat() (tea.Cmd, bool) { return nil, l.document.endSearch() }

func (l *leaf) typing() bool { return l.document.find.open }
func (l *leaf) hints() []hint {
	return []hint{{"enter", "go on with n and N"}, {"esc", "end the search"}}
}

func (l *leaf) typed(msg tea.Msg) tea.Cmd {
	l.document.typed(msg)
	return nil
}

func (l *leaf) aside() string { return l.style.faint.Render(l.document.state()) }

func (l *leaf) view() string {
	st := l.style
	switch {
	case errors.Is(l.err, model.ErrNotFound):
		return "\n  It is not there any more: somebody deleted it.\n\n  " + st.key.Render("esc") + st.faint.Render(" goes back; the history (:history) can bring it back.")
	case l.err != nil:
		return "\n  " + strings.Join(styled(st.bad, wrap(clean("This cannot be shown: "+l.err.Error()), l.width-2)), "\n  ")
	case !l.ready:
		return "\n  " + st.faint.Render("reading"+st.glyph.more)
	}
	return st.body.Render(l.document.view(st))
}

// recent are the last sessions of something.
func (p *page) recent(sessions []model.Session, now time.Time) {
	p.heading("Last sessions")
	for _, s := range sessions {
		state, cause := stateCell(p.st, s, now), causeCell(p.st, s, now)
		p.add(state.ink.Render(fit(state.text, 13, "")) + "  " + p.st.faint.Render(fitRight(age(now.Sub(s.CreatedAt)), 4, "")) + "  " +
			clean(firstOf(s.Email, s.IdPID, "-")) + "  " + p.st.faint.Render(clean(cause.text)))
	}
	if len(sessions) == 0 {
		p.text(p.st.faint, "None yet.", 0)
	}
}
