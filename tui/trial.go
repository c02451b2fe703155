package tui

import (
	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
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

type trialMsg struct {
	connection model.Connection
	begun      model.Begun
	err        error
}

// beginTest asks for an address to sign in at.
func (w *world) beginTest(c model.Connection) tea.Cmd {
	ctx, desk := w.ctx, w.desk
	return w.run("preparing a test sign-in", func() tea.Msg {
		begun, err := desk.BeginTest(ctx, c.ID, model.Visitor{UserAgent: "gatehouse console"})
		return trialMsg{c, begun, err}
	})
}

func (w *world) showTrial(msg trialMsg) tea.Cmd {
	if msg.err != nil {
		return w.refused("test sign-in", msg.err)
	}
	t := &trial{leaf: newLeaf(w, msg.begun.Session.ID), connection: msg.connection, session: msg.begun.Session, url: msg.begun.Address()}
	t.heading, t.ready = "Test sign-in", true
	t.document.wrapped = true
	return tea.Batch(w.stack.push(t), w.copy("the address", t.url))
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
	p := &page{st: st, width: min(t.width, maxProse)}
	state, cause := stateCell(st, s, t.now), causeCell(st, s, t.now)
	switch s.StateAt(t.now) {
	case model.TimedOut:
		p.add(state.ink.Bold(true).Render(state.text) + "  " + clean(cause.text))
		p.lines = append(p.lines, st.key.Render("t")+st.faint.Render(" prepares another one, ")+st.key.Render("enter")+st.faint.Render(" opens what is known of it"))
	case model.Started:
		p.text(st.waiting, st.glyph.waiting+" Waiting for the answer. Open this address in a browser and sign in; what comes back is judged here at once. No app gets a code.", 0)
	default:
		p.add(state.ink.Bold(true).Render(state.text) + "  " + clean(firstOf(cause.text, "verified")))
		p.field("User", firstOf(s.Email, s.IdPID))
		p.lines = append(p.lines, st.key.Render("enter")+st.faint.Render(" opens it: every check, what was received, what to mend"))
	}
	p.blank()
	t.document.set(append(append(p.lines, clean(t.url), ""), st.key.Render("y")+st.faint.Render(" copies the address")))
}

// view is without a frame, at the left edge: what is selected is the address.
func (t *trial) view() string { return "\n" + t.document.view(t.style) }

func (t *trial) actions() []group {
	waiting := func() string {
		if t.session.StateAt(t.now) == model.Started {
			return "nothing has arrived yet"
		}
		return ""
	}
	return []group{
		{"Test sign-in", []action{
			{Name: "open", Keys: keys("enter"), Word: "open", Help: "open the session that came of it", Why: waiting,
				Do: func() tea.Cmd { return t.nav.session(t.session.ID, nil) }},
			{Name: "copy", Keys: keys("y"), Word: "copy", Help: "copy the address",
				Do: func() tea.Cmd { return t.copy("the address", t.url) }},
			{Name: "test sign-in", Keys: keys("t"), Word: "again", Help: "prepare another one",
				Do: func() tea.Cmd { t.stack.remove(t); return t.beginTest(t.connection) }},
		}},
		t.document.group(),
	}
}
