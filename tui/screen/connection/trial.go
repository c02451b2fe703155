package connection

import (
	"cmp"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/noun"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// trial is a test sign-in through somebody's identity provider: the address to
// open in a browser, alone on its lines so that it can be selected, and what
// became of it as soon as the answer arrives.
type trial struct {
	screen.Page
	services Services

	connection model.Connection
	session    model.Session
	url        string
}

// BeginTest asks for an address to sign in at.
func BeginTest(w *screen.World, services Services, c model.Connection) tea.Cmd {
	ctx := w.Context
	begin := func() (model.Begun, error) {
		return services.BeginTest(ctx, c.ID, model.Visitor{UserAgent: "gatehouse console"})
	}
	return w.Run("preparing a test sign-in", screen.Ask(begin, func(begun model.Begun, err error) tea.Cmd {
		if err != nil {
			return w.Refused("test sign-in", err)
		}
		t := newTrial(w, services, c, begun)
		return tea.Batch(w.Stack.Push(t), w.Copy("the address", t.url))
	}))
}

func newTrial(w *screen.World, services Services, c model.Connection, begun model.Begun) *trial {
	t := &trial{Page: screen.NewPage(w, begun.Session.ID), services: services, connection: c, session: begun.Session,
		url: begun.Address()}
	t.Heading, t.Ready = "Test sign-in", true
	t.Document.Wrapped = true
	return t
}

func (t *trial) Init() tea.Cmd { return nil }

func (t *trial) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Changes:
		for _, c := range msg.All {
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
	case screen.Tick, screen.Restyled:
		t.layOut()
	}
	return nil
}

func (t *trial) Resize(width, height int) {
	t.Page.Resize(width, height)
	t.layOut()
}

func (t *trial) layOut() {
	st, s := t.Style, t.session
	p := &widget.Paragraphs{Style: st, Width: min(t.Width, screen.MaxProse)}
	state, cause := noun.StateCell(st, s, t.Now), noun.CauseCell(st, s, t.Now)
	switch s.StateAt(t.Now) {
	case model.TimedOut:
		p.Add(state.Ink.Bold(true).Render(state.Text) + "  " + widget.Clean(cause.Text))
		p.Lines = append(p.Lines, st.Key.Render("t")+st.Faint.Render(" prepares another one, ")+st.Key.Render("enter")+
			st.Faint.Render(" opens what is known of it"))
	case model.Started:
		p.Text(st.Waiting, st.Glyph.Waiting+
			" Waiting for the answer. Open this address in a browser and sign in; what comes back is judged here at "+
			"once. No app gets a code.", 0)
	default:
		p.Add(state.Ink.Bold(true).Render(state.Text) + "  " + widget.Clean(cmp.Or(cause.Text, "verified")))
		p.Field("User", cmp.Or(s.Email, s.IdPID))
		p.Lines = append(p.Lines, st.Key.Render("enter")+
			st.Faint.Render(" opens it: every check, what was received, what to mend"))
	}
	p.Blank()
	t.Document.Set(append(append(p.Lines, widget.Clean(t.url), ""),
		st.Key.Render("y")+st.Faint.Render(" copies the address")))
}

// View is without a frame, at the left edge: what is selected is the address.
func (t *trial) View() string { return "\n" + t.Document.View(t.Style) }

func (t *trial) Actions() []widget.Group {
	waiting := func() string {
		if t.session.StateAt(t.Now) == model.Started {
			return "nothing has arrived yet"
		}
		return ""
	}
	return []widget.Group{
		{Name: "Test sign-in", Actions: []widget.Action{
			{Name: "open", Keys: widget.Keys("enter"), Word: "open", Help: "open the session that came of it",
				Why: waiting,
				Do:  func() tea.Cmd { return t.Nav.Session(t.session.ID, nil) }},
			{Name: "copy", Keys: widget.Keys("y"), Word: "copy", Help: "copy the address",
				Do: func() tea.Cmd { return t.Copy("the address", t.url) }},
			{Name: "test sign-in", Keys: widget.Keys("t"), Word: "again", Help: "prepare another one",
				Needs: string(model.ActTestSignIn),
				Do:    func() tea.Cmd { t.Stack.Remove(t); return BeginTest(t.World, t.services, t.connection) }},
		}},
		t.Document.Group(),
	}
}
