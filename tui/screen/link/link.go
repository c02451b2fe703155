package link

import (
	"cmp"
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// link is the page of one setup link: what it is for, how far the IT admin came,
// and the flight recorder.
type link struct {
	screen.Detail[model.Onboarding]
	services Services
}

// New is the page of a setup link.
func New(w *screen.World, services Services, id model.ID) screen.Screen {
	l := &link{screen.NewDetail[model.Onboarding](w, id), services}
	l.Read = func(ctx context.Context) (model.Onboarding, error) { return services.Onboarding(ctx, id) }
	l.Touches = screen.TouchesLinks
	l.Render = func(x model.Onboarding, cells int) []string { return linkLines(w.Style, x, w.Now, cells) }
	l.Name = func(x model.Onboarding) string {
		return "Link of " + cmp.Or(x.Organization.Name, string(x.Link.OrganizationID))
	}
	return l
}

func (l *link) Actions() []widget.Group {
	do := actionsOf(l.World, l.services, func() model.Link { return l.About.Link },
		func() model.Progress { return l.About.Progress })
	untested := func() string {
		if t := l.About.Progress.Test; t == nil || t.SessionID == "" {
			return "no test sign-in was made yet"
		}
		return ""
	}
	return []widget.Group{
		{Name: "Setup link", Actions: widget.Unless(l.unread, do.alone, do.message, do.nudge,
			widget.Action{Name: "copy", Keys: widget.Keys("y"), Word: "copy",
				Help: "copy the link, a message, the last error",
				Do:   func() tea.Cmd { return copyLink(l.World, l.services, l.About.Link) }},
			widget.Action{Name: "show in the response", Keys: widget.Keys("v"), Word: "test",
				Help: "open the session of the last test sign-in", Why: untested,
				Do: func() tea.Cmd { return l.Nav.Session(l.About.Progress.Test.SessionID, nil) }},
			do.regenerate, do.revoke, do.organization,
			widget.Action{Name: "sessions", Keys: widget.Keys("s"), Help: "show the sessions of its organization",
				Do: func() tea.Cmd {
					return l.Nav.Sessions(model.Query{Organization: l.About.Link.OrganizationID}, false)
				}},
		)},
		l.Document.Group(),
	}
}

func (l *link) unread() string {
	switch {
	case !l.Ready:
		return "it is still being read"
	case l.Err != nil:
		return "it cannot be read"
	}
	return ""
}

// linkLines are the page of a setup link.
func linkLines(st *widget.Style, x model.Onboarding, now time.Time, cells int) []string {
	p, l := &widget.Paragraphs{Style: st, Width: cells}, x.Link
	state := linkState(st, l, now)
	p.Add(st.Strong.Render(widget.Clean(cmp.Or(x.Organization.Name, string(l.OrganizationID)))) + "  " +
		state.Ink.Render(state.Text))
	if l.StateAt(now) == model.LinkActive {
		p.Inked("Lives", leftCell(st, l, now).Ink,
			model.LongAge(l.Left(now))+" more, until "+l.Expires.UTC().Format("2006-01-02 15:04:05 UTC"))
	} else {
		p.Field("Expires", widget.Moment(l.Expires, now))
	}
	p.Field("Revoked", widget.Moment(l.Revoked, now))
	p.Field("Completed", widget.Moment(l.Completed, now))
	p.Field("Made", widget.FilledLine(widget.Moment(l.Created, now), "by "+l.CreatedBy.Name+", "+l.CreatedBy.Via))
	p.Field("Id", string(l.ID))
	addOnboarding(p, x, now)
	p.Heading("For")
	for _, i := range l.Intents {
		addFeature(p, l, i)
	}
	p.Heading("What happened")
	p.Lines[len(p.Lines)-1] += st.Faint.Render("  UTC, newest first")
	for i := len(x.Steps) - 1; i >= 0; i-- {
		addStep(p, x.Steps[i])
	}
	if len(x.Steps) == 0 {
		p.Text(st.Faint, "Nothing yet: it has not been opened.", 0)
	}
	return p.Lines
}

func addFeature(p *widget.Paragraphs, l model.Link, i model.Intent) {
	st := p.Style
	for _, d := range l.Done {
		if d == i && i.Requested() {
			p.Add(st.Warn.Render(st.Glyph.Warning+" asked for") + "   " + i.Label())
			return
		} else if d == i {
			p.Add(st.Good.Render(st.Glyph.Good+" done") + "        " + i.Label())
			return
		}
	}
	p.Add(st.Waiting.Render(st.Glyph.Waiting+" open") + "        " + i.Label())
}

// addOnboarding is how far the IT admin came, what matters most first.
func addOnboarding(p *widget.Paragraphs, x model.Onboarding, now time.Time) {
	st, g := p.Style, x.Progress
	p.Heading("Progress")
	if g.Stuck(now) {
		p.Inked("Stuck", st.Warn, st.Glyph.Warning+" for "+model.LongAge(g.StuckBy(now)))
		p.Lines[len(p.Lines)-1] += st.Faint.Render(", ") + st.Key.Render("a") + st.Faint.Render(" copies a nudge")
	}
	p.Field("Reached", g.Reached)
	if n := len(g.Errors); n > 0 {
		p.Inked("Last error", st.Bad, g.Errors[n-1].Note+" ("+model.LongAge(now.Sub(g.Errors[n-1].At))+" ago)")
	}
	if t := g.Test; t != nil {
		p.Inked("Test sign-in", testInk(p, t.Note), t.Note)
	}
	p.Field("Opened", model.Times(g.Opened))
	if g.Opened > 0 {
		p.Field("Last opened", widget.FilledLine(widget.Moment(g.Opening.At, now), "from", g.Opening.Peer))
		p.Field("With", g.Opening.UserAgent)
	}
}

// testInk tells the result of a test sign-in apart, as the portal notes it.
func testInk(p *widget.Paragraphs, note string) lipgloss.Style {
	switch {
	case note == "succeeded":
		return p.Style.Good
	case strings.HasPrefix(note, "failed"):
		return p.Style.Bad
	}
	return p.Style.Waiting
}

// addStep is one line of the flight recorder; an error is wrapped, not cut.
func addStep(p *widget.Paragraphs, s model.Step) {
	st := p.Style
	in := lipgloss.NewStyle()
	switch s.What {
	case model.StepError:
		in = st.Bad
	case model.StepTest:
		in = testInk(p, s.Note)
	case model.StepConfigured:
		in = st.Good
	}
	text := strings.Join(widget.Filled(s.Page, s.Note), ": ")
	if s.What == model.StepOpened {
		text = strings.Join(widget.Filled("from "+s.Peer, s.UserAgent), ", ")
	}
	head := st.Faint.Render(s.At.UTC().Format("2006-01-02 15:04:05")) + "  " + in.Render(widget.Fit(s.What, 10, "")) +
		"  "
	for _, l := range widget.Wrap(widget.Clean(text), max(8, p.Width-33)) {
		p.Lines = append(p.Lines, head+in.Render(l))
		head = widget.Blank(33)
	}
}
