package tui

import (
	"context"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"gatehouse/model"
)

// link is the page of one setup link: what it is for, how far the IT admin came,
// and the flight recorder.
type link struct{ detail[model.Onboarding] }

func newLink(w *world, id model.ID) *link {
	l, desk := &link{newDetail[model.Onboarding](w, id)}, w.desk
	l.read = func(ctx context.Context) (model.Onboarding, error) { return desk.Onboarding(ctx, id) }
	l.touches = touchesLinks
	l.render = func(x model.Onboarding, cells int) []string { return linkLines(w.style, x, w.now, cells) }
	l.name = func(x model.Onboarding) string {
		return "Link of " + firstOf(x.Organization.Name, string(x.Link.OrganizationID))
	}
	return l
}

func (l *link) actions() []group {
	do := l.linkActions(func() model.Link { return l.about.Link }, func() model.Progress { return l.about.Progress })
	untested := func() string {
		if t := l.about.Progress.Test; t == nil || t.SessionID == "" {
			return "no test sign-in was made yet"
		}
		return ""
	}
	return []group{
		{"Setup link", unless(l.unread, do.alone, do.message, do.nudge,
			action{Name: "copy", Keys: keys("y"), Word: "copy", Help: "copy the link, a message, the last error",
				Do: func() tea.Cmd { return l.copyLink(l.about.Link) }},
			action{Name: "show in the response", Keys: keys("v"), Word: "test",
				Help: "open the session of the last test sign-in", Why: untested,
				Do: func() tea.Cmd { return l.nav.session(l.about.Progress.Test.SessionID, nil) }},
			do.regenerate, do.revoke, do.organization,
			action{Name: "sessions", Keys: keys("s"), Help: "show the sessions of its organization",
				Do: func() tea.Cmd {
					return l.nav.sessions(model.Query{Organization: l.about.Link.OrganizationID}, false)
				}},
		)},
		l.document.group(),
	}
}

func (l *link) unread() string {
	switch {
	case !l.ready:
		return "it is still being read"
	case l.err != nil:
		return "it cannot be read"
	}
	return ""
}

// linkLines are the page of a setup link.
func linkLines(st *style, x model.Onboarding, now time.Time, cells int) []string {
	p, l := &page{st: st, width: cells}, x.Link
	state := linkState(st, l, now)
	p.add(st.strong.Render(clean(firstOf(x.Organization.Name, string(l.OrganizationID)))) + "  " + state.ink.Render(state.text))
	if l.StateAt(now) == model.LinkActive {
		p.inked("Lives", leftCell(st, l, now).ink, model.LongAge(l.Left(now))+" more, until "+l.Expires.UTC().Format("2006-01-02 15:04:05 UTC"))
	} else {
		p.field("Expires", moment(l.Expires, now))
	}
	p.field("Revoked", moment(l.Revoked, now))
	p.field("Completed", moment(l.Completed, now))
	p.field("Made", filledLine(moment(l.Created, now), "by "+l.CreatedBy.Name+", "+l.CreatedBy.Via))
	p.field("Id", string(l.ID))
	p.onboarding(x, now)
	p.heading("For")
	for _, i := range l.Intents {
		p.feature(l, i)
	}
	p.heading("What happened")
	p.lines[len(p.lines)-1] += st.faint.Render("  UTC, newest first")
	for i := len(x.Steps) - 1; i >= 0; i-- {
		p.step(x.Steps[i])
	}
	if len(x.Steps) == 0 {
		p.text(st.faint, "Nothing yet: it has not been opened.", 0)
	}
	return p.lines
}

func filledLine(parts ...string) string { return strings.Join(filled(parts...), " ") }

func (p *page) feature(l model.Link, i model.Intent) {
	st := p.st
	for _, d := range l.Done {
		if d == i && i.Requested() {
			p.add(st.warn.Render(st.glyph.warning+" asked for") + "   " + i.Label())
			return
		} else if d == i {
			p.add(st.good.Render(st.glyph.good+" done") + "        " + i.Label())
			return
		}
	}
	p.add(st.waiting.Render(st.glyph.waiting+" open") + "        " + i.Label())
}

// onboarding is how far the IT admin came, what matters most first.
func (p *page) onboarding(x model.Onboarding, now time.Time) {
	st, g := p.st, x.Progress
	p.heading("Progress")
	if g.Stuck(now) {
		p.inked("Stuck", st.warn, st.glyph.warning+" for "+model.LongAge(g.StuckBy(now)))
		p.lines[len(p.lines)-1] += st.faint.Render(", ") + st.key.Render("a") + st.faint.Render(" copies a nudge")
	}
	p.field("Reached", g.Reached)
	if n := len(g.Errors); n > 0 {
		p.inked("Last error", st.bad, g.Errors[n-1].Note+" ("+model.LongAge(now.Sub(g.Errors[n-1].At))+" ago)")
	}
	if t := g.Test; t != nil {
		p.inked("Test sign-in", p.testInk(t.Note), t.Note)
	}
	p.field("Opened", model.Times(g.Opened))
	if g.Opened > 0 {
		p.field("Last opened", filledLine(moment(g.Opening.At, now), "from", g.Opening.Peer))
		p.field("With", g.Opening.UserAgent)
	}
}

// testInk tells the result of a test sign-in apart, as the portal notes it.
func (p *page) testInk(note string) lipgloss.Style {
	switch {
	case note == "succeeded":
		return p.st.good
	case strings.HasPrefix(note, "failed"):
		return p.st.bad
	}
	return p.st.waiting
}

// step is one line of the flight recorder; an error is wrapped, not cut.
func (p *page) step(s model.Step) {
	st := p.st
	in := lipgloss.NewStyle()
	switch s.What {
	case model.StepError:
		in = st.bad
	case model.StepTest:
		in = p.testInk(s.Note)
	case model.StepConfigured:
		in = st.good
	}
	text := strings.Join(filled(s.Page, s.Note), ": ")
	if s.What == model.StepOpened {
		text = strings.Join(filled("from "+s.Peer, s.UserAgent), ", ")
	}
	head := st.faint.Render(s.At.UTC().Format("2006-01-02 15:04:05")) + "  " + in.Render(fit(s.What, 10, "")) + "  "
	for _, l := range wrap(clean(text), max(8, p.width-33)) {
		p.lines = append(p.lines, head+in.Render(l))
		head = blank(33)
	}
}

// setupLink is the active link of an organization in one or two lines.
func (p *page) setupLink(x *model.Onboarding, now time.Time) {
	st := p.st
	if x == nil {
		p.text(st.faint, "None is active; i, then n, generates one for their IT admin.", 0)
		return
	}
	p.add(st.waiting.Render(fit(st.glyph.halfway+" active", 13, "")) + clean(model.IntentLabels(x.Link.Intents)))
	text := model.LongAge(x.Link.Left(now)) + " left, " + model.Openings(x.Progress.Opened)
	if x.Progress.Reached != "" {
		text += fmt.Sprintf(", at %q", x.Progress.Reached)
	}
	in := st.faint
	if x.Progress.Stuck(now) {
		in, text = st.warn, text+", "+st.glyph.warning+" stuck for "+model.LongAge(x.Progress.StuckBy(now))
	}
	p.text(in, text, 13)
}
