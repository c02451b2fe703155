package tui

import (
	"fmt"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"gatehouse/model"
	"gatehouse/saml"
)

// verdictLines tell how a session ended: what went wrong, what was expected and
// received, who has to fix it, what to write to them.
func verdictLines(st *style, a verdictAbout, now time.Time, cells int) []string {
	if cells < twoColumns {
		p := &page{st: st, width: cells}
		p.verdict(a, now)
		p.notTaken(a.story, a.related)
		p.about(a.story, now)
		return p.lines
	}
	right := &page{st: st, width: min(aboutWidth, cells/3)}
	left := &page{st: st, width: min(maxProse, cells-right.width-4)}
	left.verdict(a, now)
	left.notTaken(a.story, a.related)
	right.about(a.story, now)
	return sideBySide(left, right)
}

const (
	twoColumns = 124 // cells from which what identifies the session stands beside
	aboutWidth = 62
	maxProse   = 104 // longer lines are hard to read
)

// verdict is what became of the session.
func (p *page) verdict(a verdictAbout, now time.Time) {
	story := a.story
	st, s := p.st, story.Session
	c := stateCell(st, s, now)
	head := c.ink.Bold(true).Render(c.text)
	if s.StateAt(now) == model.Failed && s.Class != "" {
		head += "  " + st.strong.Render(clean(string(s.Class)))
	}
	p.add(head)
	switch s.StateAt(now) {
	case model.Failed:
		p.refusal(a)
	case model.Successful:
		p.success(story)
	case model.Authorized:
		p.text(lipgloss.NewStyle(), "The response was verified and the app was given a code, which it has not exchanged yet.", 0)
		p.deadline(s, now)
		p.profile(story)
	case model.Started:
		p.text(lipgloss.NewStyle(), "The request was sent to the identity provider, which has not answered yet.", 0)
		p.deadline(s, now)
	case model.TimedOut:
		p.timedOut(s)
	}
}

// notTaken says what arrived that claims to be the answer and was not taken for
// it: it is why the session still waits, or why it ended without one.
func (p *page) notTaken(story, claimant *model.Story) {
	if claimant == nil || story.Session.Claims != "" || len(story.Receipts) > 0 {
		return
	}
	st, cause := p.st, claimant.Session.Cause.Title()
	if claimant.Session.Cause == "" {
		cause = "its signature could not be verified"
	}
	p.blank()
	p.text(st.warn, st.glyph.warning+" A response arrived but was not taken for its answer: "+cause+".", 0)
	p.lines = append(p.lines, "  "+st.key.Render("enter")+st.faint.Render(" opens it: session "+claimant.Session.Trace()))
}

func (p *page) deadline(s model.Session, now time.Time) {
	if !s.Deadline.IsZero() {
		p.text(p.st.faint, "It times out in "+s.Deadline.Sub(now).Round(time.Second).String()+".", 0)
	}
}

func (p *page) timedOut(s model.Session) {
	if s.State == model.Authorized {
		p.text(lipgloss.NewStyle(), "The response was verified and a code was given out, but the app never exchanged it. "+
			"Look at the app's callback: it may not have been reached, or failed before it asked for the token.", 0)
		return
	}
	p.text(lipgloss.NewStyle(), "No response came in time. Usually the user left the identity provider's page or closed the browser; "+
		"if it happens to everybody, the identity provider posts its responses somewhere else: compare its ACS URL with ours.", 0)
}

// refusal is the explanation of a failed session: what is wrong and whether it
// still is, who mends it and how, then the evidence.
func (p *page) refusal(a verdictAbout) {
	st, x := p.st, a.story.Explanation
	if x.Cause == "" {
		x = saml.Explanation{Cause: a.story.Session.Cause, Title: a.story.Session.Cause.Title()}
	}
	p.add(clean(x.Title) + st.faint.Render("  "+clean(string(x.Cause))))
	p.proof(a)
	p.blank()
	p.ways(a)
	if x.Engineer != "" {
		p.blank()
		p.text(lipgloss.NewStyle(), x.Engineer, 0)
	}
	p.compared(x)
	p.field("Also", titles(x.Also))
	if now := a.explanation(); now.Admin != "" && !a.mended() {
		p.heading("For the IT admin")
		p.lines[len(p.lines)-1] += st.faint.Render("  ") + st.key.Render("m") + st.faint.Render(" copies it, ") + st.key.Render("b") + st.faint.Render(" shows it alone")
		letter := &page{st: st, width: p.width - 2}
		letter.text(lipgloss.NewStyle(), now.Admin, 0)
		p.lines = append(p.lines, strings.Split(st.quote.Render(strings.Join(letter.lines, "\n")), "\n")...)
	}
}

// ways are who has to mend it, and what can be done from here.
func (p *page) ways(a verdictAbout) {
	st, x := p.st, a.explanation()
	if a.mended() {
		p.inked("To fix", st.good, "nothing is left to do: the next sign-in should succeed")
		return
	}
	p.inked("To fix", st.warn, fixerText(x.Fixer))
	if x.Admin != "" && x.Fixer != saml.FixUser {
		p.lines = append(p.lines, blank(labelWidth)+st.key.Render("m")+st.faint.Render(" copies a message that tells them how"))
	}
	label := x.FixLabel
	if a.waits() {
		label = "Approve the change of its metadata"
	}
	if label != "" {
		p.field("Way out", label)
		if a.canAct {
			p.lines = append(p.lines, blank(labelWidth)+st.key.Render("a")+st.faint.Render(" asks, then does it"))
		}
	}
}

func fixerText(f saml.Fixer) string {
	switch f {
	case saml.FixIdP:
		return "the customer's IT admin, at their identity provider"
	case saml.FixVendor:
		return "us, here"
	case saml.FixEither:
		return "the customer's IT admin or us: one side has to follow the other"
	case saml.FixUser:
		return "the user: sign in again"
	}
	return string(f)
}

func titles(causes []saml.Cause) string {
	var names []string
	for _, c := range causes {
		names = append(names, c.Title())
	}
	return strings.Join(names, ", ")
}

func (p *page) success(story *model.Story) {
	if story.Session.Origin == model.FromAdminPortal {
		p.text(lipgloss.NewStyle(), "The test sign-in was verified. No code is given out for a test.", 0)
	} else {
		p.text(lipgloss.NewStyle(), "The response was verified and the app has exchanged its code for the profile.", 0)
	}
	p.profile(story)
}

// profile shows what the app gets.
func (p *page) profile(story *model.Story) {
	v := story.Verdict()
	if v == nil || v.Profile == nil {
		return
	}
	u := v.Profile
	p.heading("Profile")
	p.field("Email", u.Email)
	p.field("First name", u.FirstName)
	p.field("Last name", u.LastName)
	p.field("Name", u.Name)
	p.field("IdP id", u.IdPID)
	p.field("Groups", strings.Join(u.Groups, ", "))
	for _, name := range sortedKeys(u.Custom) {
		p.field(name, u.Custom[name])
	}
	for _, c := range v.Checks {
		if c.Outcome == saml.Warning {
			p.inked("Warning", p.st.warn, c.Name+": "+firstOf(c.Detail, c.Cause.Title()))
		}
	}
}

// about is what identifies the session.
func (p *page) about(story *model.Story, now time.Time) {
	s := story.Session
	p.heading("Session")
	p.field("User", firstOf(s.Email, s.IdPID))
	p.field("Organization", named(story.Organization.Name, s.OrganizationID))
	p.field("Connection", named(story.Connection.Name, s.ConnectionID))
	p.field("Origin", string(s.Origin))
	p.field("Began", moment(s.CreatedAt, now))
	p.field("Id", string(s.ID))
	if s.Claims != "" {
		p.inked("Claims", p.st.warn, "its message, which is not verified, claims to answer session "+model.Session{ID: s.Claims}.Trace()+"; nothing was changed there")
	}
	if counted := s.Counted(); counted != "" {
		p.inked("Repeated", p.st.warn, counted)
	}
	if n := len(story.Claimants); n > 0 {
		p.inked("Claimed by", p.st.warn, fmt.Sprintf("%d other %s that could not be verified or came again", n, plural(int64(n), "message")))
	}
}

func named(name string, id model.ID) string {
	switch {
	case name == "":
		return string(id)
	case id == "":
		return name
	}
	return name + "  " + string(id)
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
