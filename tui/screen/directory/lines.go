package directory

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"gatehouse/model"
	"gatehouse/tui/noun"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// lines are the page of a directory.
func lines(w *screen.World, a about, token string, cells int) []string {
	st, now := w.Style, w.Now
	p := &widget.Paragraphs{Style: st, Width: cells}
	state := noun.DirectoryState(st, a.DirectoryStatus, now)
	shown := "  " + state.Ink.Render(state.Text)
	p.Add(st.Strong.Render(widget.Cut(widget.Clean(a.Name), max(20, cells-widget.Width(shown)), st.Glyph.More)) + shown)
	p.Text(state.Ink, fares(a, now), 0)
	p.Blank()
	p.Field("Organization", a.organization.Name)
	p.Field("Type", a.TypeName())
	p.Field("Users", users(a.Counts))
	p.Field("Groups", fmt.Sprintf("%d, with %s", a.Counts.Groups, widget.Count(a.Counts.Memberships, "membership")))
	p.Field("Deactivated",
		"users "+map[bool]string{true: "stay, as inactive", false: "are deleted for apps"}[a.KeepInactive])
	addMapping(p, a.Mapping)
	p.Field("Roles", a.Mapping.RoleWords())
	p.Field("Id", string(a.ID))

	if a.ByFile() {
		addFile(p, a.DirectoryStatus, now)
	} else {
		addEndpoint(p, w, a, token)
	}
	p.Heading("Last requests")
	p.Hint("3", "lists all")
	for _, r := range a.requests {
		verdict := verdictCell(st, r)
		p.Add(verdict.Ink.Render(widget.Fit(verdict.Text, verdictRoom, "")) + "  " +
			st.Faint.Render(widget.FitRight(widget.Age(now.Sub(r.At)), 4, "")) + "  " + widget.Clean(asked(r)) + "  " +
			st.Faint.Render(widget.Clean(cmp.Or(causeOf(r).Row().Words, r.Name))))
	}
	if len(a.requests) == 0 {
		p.Text(st.Faint, "None yet.", 0)
	}
	return p.Lines
}

// addEndpoint adds what is pasted at the identity provider.
func addEndpoint(p *widget.Paragraphs, w *screen.World, a about, token string) {
	st, now := w.Style, w.Now
	p.Heading("For the identity provider")
	p.Hint("y", "copies one")
	p.Field("Endpoint", a.Address(w.Options.BaseURL))
	if token != "" {
		p.Inked("Token", st.Accent, token)
		p.Text(st.Warn, st.Glyph.Warning+" It is not shown again once you leave this page.", widget.LabelWidth)
	}
	addTokens(p, a.tokens, now)
}

// addFile adds by which file the people of a directory came last, and how the next is brought.
func addFile(p *widget.Paragraphs, d model.DirectoryStatus, now time.Time) {
	p.Heading("People as a file")
	if d.File != "" {
		p.Field("Last file", d.File+", "+widget.Ago(now.Sub(d.FileAt)))
	}
	p.Field("Next file", d.ImportCommand())
}

// fares says how a directory fares, and what to do.
func fares(a about, now time.Time) string {
	d, provider := a.DirectoryStatus, a.TypeName()
	switch {
	case d.ByFile() && d.File == "":
		return "No file was imported yet: the IT admin brings one in the Admin Portal, or you by a command."
	case d.ByFile():
		return "Its people came as a file " + widget.Ago(now.Sub(d.FileAt)) + "."
	case len(a.tokens) == 0:
		return "It has no token, so that nobody can reach it: a makes one."
	case d.State == model.DirectoryValidating && d.Last.IsZero():
		return "Nothing has reached it yet: paste the endpoint and a token into " + provider + "."
	case d.State == model.DirectoryValidating:
		return "Requests came, and none with a good token: paste endpoint and token into " + provider +
			" again, as a whole."
	case d.Silent(now):
		return "Nothing has come " + since(d.Last, now) + ". Either nothing changed there, or " + provider +
			" has stopped: switched off, or put in quarantine after refusals. Look there; 3 lists what was " +
			"refused here."
	}
	return provider + " sent its last request " + widget.Ago(now.Sub(d.Last)) + "."
}

// since is for how long nothing has come; of a time that is unknown, no request is kept.
func since(last, now time.Time) string {
	if last.IsZero() {
		return "for as long as requests are kept"
	}
	return "for " + noun.LongAge(now.Sub(last))
}

// users are counted in words.
func users(c model.DirectoryCounts) string {
	text := fmt.Sprintf("%d active", c.Active)
	if c.Inactive > 0 {
		text += fmt.Sprintf(", %d inactive", c.Inactive)
	}
	if c.Unpublished > 0 {
		text += fmt.Sprintf(", %d deactivated, of whom apps do not know", c.Unpublished)
	}
	return text
}

// addMapping says how far users follow a change of the attribute map, and what is left to map.
func addMapping(p *widget.Paragraphs, m model.MappingStatus) {
	if words := m.Recompute.Words(); words != "" {
		p.Inked("Attributes", p.Style.Accent, words)
	}
	if len(m.Unmapped) > 0 {
		p.Inked("Attributes", p.Style.Warn, p.Style.Glyph.Warning+" map "+strings.Join(m.Unmapped, ", ")+
			", required of each user: 4 leads there")
	}
}

func addTokens(p *widget.Paragraphs, good []model.DirectoryToken, now time.Time) {
	p.Heading("Tokens")
	p.Hint("a", "makes one, ", "x", "revokes one")
	for _, t := range good {
		p.Inked(hinted(t), lipgloss.NewStyle(), useOf(t, now))
	}
	if len(good) == 0 {
		p.Text(p.Style.Warn, "None.", 0)
	}
}

// hinted is a token as it is told from others.
func hinted(t model.DirectoryToken) string { return "…" + t.Hint }

// useOf says when a token was made, and when it was used last.
func useOf(t model.DirectoryToken, now time.Time) string {
	text := "made " + widget.Ago(now.Sub(t.Created)) + ", "
	switch {
	case t.Used.IsZero():
		return text + "never used"
	case t.Used.Before(t.Created): // it is noted to the minute
		return text + "used already"
	}
	return text + "last used " + widget.Ago(now.Sub(t.Used))
}
