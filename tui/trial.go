package tui

import (
	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// trial is a test sign-in through somebody's identity provider: the address to
// open in a browser, alone on its lines so that it can be selected, and what
// became of it as soon as the answer arrives.
type trial struct {
	leaf
	connection model.Connection
	session    model.Session
	url        string
}

// beginTest asks for an address to sign in at.
func beginTest(w *world, c model.Connection) tea.Cmd {
	ctx, desk := w.ctx, w.desk
	begin := func() (model.Begun, error) {
		return desk.BeginTest(ctx, c.ID, model.Visitor{UserAgent: "gatehouse console"})
	}
	return w.run("preparing a test sign-in", ask(begin, func(begun model.Begun, err error) tea.Cmd {
		if err != nil {
			return w.refused("test sign-in", err)
		}
		t := newTrial(w, c, begun)
		return tea.Batch(w.stack.push(t), w.copy("the address", t.url))
	}))
}

func newTrial(w *world, c model.Connection, begun model.Begun) *trial {
	t := &trial{leaf: newLeaf(w, begun.Session.ID), connection: c, session: begun.Session, url: begun.Address()}
	t.heading, t.ready = "Test sign-in", true
	t.document.Wrapped = true
	return t
}

func (t *trial) init() tea.Cmd { return nil }

func (t *trial) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case changesMsg:
		for _, c := range msg.changes {
			if c.Session == nil {
				continue
			}
			if x := *c.Session; x.ID == t.session.ID || x.Claims == t.session.ID {
				if x.ID != t.session.ID && t.session.State != model.Started {
					continue // the test itself is over; this came after it
				}
				t.session = x
			}
		}
		t.layOut()
	case tickMsg, restyledMsg:
		t.layOut()
	}
	return nil
}

func (t *trial) resize(width, height int) {
	t.leaf.resize(width, height)
	t.layOut()
}

func (t *trial) layOut() {
	st, s := t.style, t.session
	p := &widget.Paragraphs{Style: st, Width: min(t.width, maxProse)}
	state, cause := stateCell(st, s, t.now), causeCell(st, s, t.now)
	switch s.StateAt(t.now) {
	case model.TimedOut:
		p.Add(state.Ink.Bold(true).Render(state.Text) + "  " + widget.Clean(cause.Text))
		p.Lines = append(p.Lines, st.Key.Render("t")+st.Faint.Render(" prepares another one, ")+st.Key.Render("enter")+st.Faint.Render(" opens what is known of it"))
	case model.Started:
		p.Text(st.Waiting, st.Glyph.Waiting+" Waiting for the answer. Open this address in a browser and sign in; what comes back is judged here at once. No app gets a code.", 0)
	default:
		p.Add(state.Ink.Bold(true).Render(state.Text) + "  " + widget.Clean(widget.FirstOf(cause.Text, "verified")))
		p.Field("User", widget.FirstOf(s.Email, s.IdPID))
		p.Lines = append(p.Lines, st.Key.Render("enter")+st.Faint.Render(" opens it: every check, what was received, what to mend"))
	}
	p.Blank()
	t.document.Set(append(append(p.Lines, widget.Clean(t.url), ""), st.Key.Render("y")+st.Faint.Render(" copies the address")))
}

// view is without a frame, at the left edge: what is selected is the address.
func (t *trial) view() string { return "\n" + t.document.View(t.style) }

func (t *trial) actions() []widget.Group {
	waiting := func() string {
		if t.session.StateAt(t.now) == model.Started {
			return "nothing has arrived yet"
		}
		return ""
	}
	return []widget.Group{
		{Name: "Test sign-in", Actions: []widget.Action{
			{Name: "open", Keys: widget.Keys("enter"), Word: "open", Help: "open the session that came of it", Why: waiting,
				Do: func() tea.Cmd { return t.nav.session(t.session.ID, nil) }},
			{Name: "copy", Keys: widget.Keys("y"), Word: "copy", Help: "copy the address",
				Do: func() tea.Cmd { return t.copy("the address", t.url) }},
			{Name: "test sign-in", Keys: widget.Keys("t"), Word: "again", Help: "prepare another one",
				Do: func() tea.Cmd { t.stack.remove(t); return beginTest(t.world, t.connection) }},
		}},
		t.document.Group(),
	}
}
