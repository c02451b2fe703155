package session

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
	"gatehouse/tui/noun"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// verdictLines tell how a session ended: what went wrong, what was expected and
// received, who has to fix it, what to write to them.
func verdictLines(st *widget.Style, a verdictAbout, now time.Time, cells int) []string {
	if cells < twoColumns {
		p := &widget.Paragraphs{Style: st, Width: cells}
		addVerdict(p, a, now)
		addNotTaken(p, a.detail, a.related)
		noun.AddNotes(p, a.notes, now)
		addAbout(p, a, now)
		return p.Lines
	}
	right := &widget.Paragraphs{Style: st, Width: min(aboutWidth, cells/3)}
	left := &widget.Paragraphs{Style: st, Width: min(screen.MaxProse, cells-right.Width-4)}
	addVerdict(left, a, now)
	addNotTaken(left, a.detail, a.related)
	addAbout(right, a, now)
	noun.AddNotes(right, a.notes, now)
	return widget.SideBySide(left, right)
}

const (
	twoColumns = 124 // cells from which what identifies the session stands beside
	aboutWidth = 62
)

// addVerdict is what became of the session.
func addVerdict(p *widget.Paragraphs, a verdictAbout, now time.Time) {
	detail := a.detail
	st, s := p.Style, detail.Session
	c := noun.StateCell(st, s, now)
	head := c.Ink.Bold(true).Render(c.Text)
	if s.StateAt(now) == model.Failed && s.Class != "" {
		head += "  " + st.Strong.Render(widget.Clean(string(s.Class)))
	}
	p.Add(head)
	switch s.StateAt(now) {
	case model.Failed:
		addRefusal(p, a)
	case model.Successful:
		addSuccess(p, detail)
	case model.Authorized:
		p.Text(lipgloss.NewStyle(),
			"The response was verified and the app was given a code, which it has not exchanged yet.", 0)
		addDeadline(p, s, now)
		addProfile(p, detail)
	case model.Started:
		p.Text(lipgloss.NewStyle(), "The request was sent to the identity provider, which has not answered yet.", 0)
		addDeadline(p, s, now)
	case model.TimedOut:
		addTimedOut(p, detail)
	}
}

// addNotTaken says what arrived that claims to be the answer and was not taken for
// it: it is why the session still waits, or why it ended without one.
func addNotTaken(p *widget.Paragraphs, detail, claimant *model.SessionDetail) {
	if claimant == nil || detail.Session.Claims != "" || len(detail.Receipts) > 0 {
		return
	}
	st, cause := p.Style, claimant.Session.Cause.Title()
	if claimant.Session.Cause == "" {
		cause = "its signature could not be verified"
	}
	p.Blank()
	p.Text(st.Warn, st.Glyph.Warning+" A response arrived but was not taken for its answer: "+cause+".", 0)
	p.Lines = append(p.Lines, "  "+st.Key.Render("enter")+
		st.Faint.Render(" opens it: session "+claimant.Session.Trace()))
}

func addDeadline(p *widget.Paragraphs, s model.Session, now time.Time) {
	if !s.Deadline.IsZero() {
		p.Text(p.Style.Faint, "It times out in "+s.Deadline.Sub(now).Round(time.Second).String()+".", 0)
	}
}

func addTimedOut(p *widget.Paragraphs, detail *model.SessionDetail) {
	if detail.Session.State == model.Authorized {
		p.Text(lipgloss.NewStyle(),
			"The response was verified and a code was given out, but the app never exchanged it. "+
				"Look at the app's callback: it may not have been reached, or failed before it asked for the token.", 0)
		return
	}
	if detail.ByOIDC() {
		p.Text(lipgloss.NewStyle(),
			"No answer came in time. Usually the user left the provider's page or closed the browser; if it happens "+
				"to everybody, the provider shows an error of its own: mostly it does not know our redirect URI or "+
				"client ID.", 0)
		return
	}
	p.Text(lipgloss.NewStyle(),
		"No response came in time. Usually the user left the identity provider's page or closed the browser; "+
			"if it happens to everybody, the identity provider posts its responses somewhere else: compare its ACS "+
			"URL with ours.", 0)
}

// addRefusal is the explanation of a failed session: what is wrong and whether it
// still is, who mends it and how, then the evidence.
func addRefusal(p *widget.Paragraphs, a verdictAbout) {
	st, x := p.Style, a.detail.Explanation
	if x.Cause == "" {
		x = diagnose.Explanation{Cause: a.detail.Session.Cause, Title: a.detail.Session.Cause.Title()}
	}
	p.Add(widget.Clean(x.Title) + st.Faint.Render("  "+widget.Clean(string(x.Cause))))
	addProof(p, a)
	p.Blank()
	addWays(p, a)
	if x.Engineer != "" {
		p.Blank()
		p.Text(lipgloss.NewStyle(), x.Engineer, 0)
	}
	addCompared(p, x)
	p.Field("Also", titles(x.Also))
	if now := a.explanation(); now.Admin != "" && !a.mended() {
		p.Heading("For the IT admin")
		p.Lines[len(p.Lines)-1] += st.Faint.Render("  ") + st.Key.Render("m") + st.Faint.Render(" copies it, ") +
			st.Key.Render("b") + st.Faint.Render(" shows it alone")
		letter := &widget.Paragraphs{Style: st, Width: p.Width - 2}
		letter.Text(lipgloss.NewStyle(), now.Admin, 0)
		p.Lines = append(p.Lines, strings.Split(st.Quote.Render(strings.Join(letter.Lines, "\n")), "\n")...)
	}
}

// addWays are who has to mend it, and what can be done from here.
func addWays(p *widget.Paragraphs, a verdictAbout) {
	st, x := p.Style, a.explanation()
	if a.mended() {
		p.Inked("To fix", st.Good, "nothing is left to do: the next sign-in should succeed")
		return
	}
	p.Inked("To fix", st.Warn, fixerText(x.Fixer))
	if x.Admin != "" && x.Fixer != diagnose.FixUser {
		p.Lines = append(p.Lines, widget.Blank(widget.LabelWidth)+st.Key.Render("m")+
			st.Faint.Render(" copies a message that tells them how"))
	}
	label := x.FixLabel
	if a.waits() {
		label = "Approve the change of its metadata"
	}
	if label != "" {
		p.Field("Way out", label)
		if a.canAct {
			p.Lines = append(p.Lines, widget.Blank(widget.LabelWidth)+st.Key.Render("a")+
				st.Faint.Render(" asks, then does it"))
		}
	}
}

func fixerText(f diagnose.Fixer) string {
	switch f {
	case diagnose.FixIdP:
		return "the customer's IT admin, at their identity provider"
	case diagnose.FixVendor:
		return "us, here"
	case diagnose.FixEither:
		return "the customer's IT admin or us: one side has to follow the other"
	case diagnose.FixUser:
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

func addSuccess(p *widget.Paragraphs, detail *model.SessionDetail) {
	if detail.Session.Origin == model.FromAdminPortal {
		p.Text(lipgloss.NewStyle(), "The test sign-in was verified. No code is given out for a test.", 0)
	} else {
		p.Text(lipgloss.NewStyle(), "The response was verified and the app has exchanged its code for the profile.", 0)
	}
	addProfile(p, detail)
}

// addProfile shows what the app gets.
func addProfile(p *widget.Paragraphs, detail *model.SessionDetail) {
	v := detail.Verdict()
	if v == nil || v.Profile == nil {
		return
	}
	u := v.Profile
	p.Heading("Profile")
	p.Field("Email", u.Email)
	p.Field("First name", u.FirstName)
	p.Field("Last name", u.LastName)
	p.Field("Name", u.Name)
	p.Field("IdP id", u.IdPID)
	p.Field("Groups", strings.Join(u.Groups, ", "))
	for _, name := range widget.SortedKeys(u.Custom) {
		p.Field(name, u.Custom[name])
	}
	for _, c := range v.Checks {
		if c.Outcome == saml.Warning {
			p.Inked("Warning", p.Style.Warn, c.Name+": "+cmp.Or(c.Detail, c.Cause.Title()))
		}
	}
}

// addAbout is what identifies the session.
func addAbout(p *widget.Paragraphs, a verdictAbout, now time.Time) {
	detail, s := a.detail, a.detail.Session
	p.Heading("Session")
	p.Field("User", cmp.Or(s.Email, s.IdPID))
	addPerson(p, a.users)
	organization := noun.Named(detail.Organization.Name, s.OrganizationID)
	if model.OAuthName(s.ConnectionID) != "" {
		organization = "none, as with every sign-in by OAuth"
	}
	p.Field("Organization", organization)
	p.Field("Connection", noun.Named(detail.Connection.Name, s.ConnectionID))
	p.Field("Origin", string(s.Origin))
	p.Field("Began", widget.Moment(s.CreatedAt, now))
	p.Field("Id", string(s.ID))
	if s.Claims != "" {
		p.Inked("Claims", p.Style.Warn, "its message, which is not verified, claims to answer session "+
			model.Session{ID: s.Claims}.Trace()+"; nothing was changed there")
	}
	if counted := s.Counted(); counted != "" {
		p.Inked("Repeated", p.Style.Warn, counted)
	}
	if n := len(detail.Claimants); n > 0 {
		p.Inked("Claimed by", p.Style.Warn,
			fmt.Sprintf("%d other %s that could not be verified or came again", n, widget.Plural(int64(n), "message")))
	}
}
