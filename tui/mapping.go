package tui

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/tui/widget"
)

// recommendFrom is how many of the last receipts a recommendation looks at.
const recommendFrom = 50

// lastMessages are how many are looked through for one with attributes: an error
// of the identity provider has none.
const lastMessages = 20

// mapping is the page of a connection's attributes: received, mapped, profile;
// and the mapping that suits what is received better.
type mapping struct{ detail[mappingAbout] }

// mappingAbout is all that the page shows.
type mappingAbout struct {
	connection model.Connection
	advice     model.Recommendation
	received   []saml.Attribute // of the last message with any, nil if there is none
	from       model.Session    // that it came in
}

func newMapping(w *world, connection model.ID) *mapping {
	m, desk := &mapping{newDetail[mappingAbout](w, connection)}, w.desk
	m.heading, m.task = "Attributes", "looking at what was received"
	m.read = func(ctx context.Context) (mappingAbout, error) { return readMapping(ctx, desk, connection) }
	m.render = func(a mappingAbout, cells int) []string { return mappingLines(w.style, a, cells) }
	return m
}

func readMapping(ctx context.Context, desk Desk, id model.ID) (a mappingAbout, err error) {
	if a.connection, err = desk.Connection(ctx, id); err != nil {
		return a, err
	}
	if a.advice, err = desk.Recommend(ctx, id, recommendFrom); err != nil {
		return a, err
	}
	page, err := desk.Sessions(ctx, model.Query{Connection: id, Limit: lastMessages, Scan: 1000, Filter: model.Readable()})
	if err != nil {
		return a, err
	}
	for _, s := range page.Sessions {
		story, err := desk.Story(ctx, s.ID)
		if err != nil {
			return a, err
		}
		if v := story.Verdict(); v != nil && len(v.Seen.Attributes) > 0 {
			a.received, a.from = v.Seen.Attributes, story.Session
			break
		}
	}
	return a, nil
}

func (m *mapping) actions() []widget.Group {
	unadvised := func() string {
		if len(m.about.advice.Changes) == 0 {
			return "no other mapping is recommended; e changes it by hand"
		}
		return ""
	}
	return []widget.Group{
		{Name: "Attributes of a connection", Actions: []widget.Action{
			{Name: "apply the recommended mapping", Keys: widget.Keys("a"), Word: "apply",
				Help: "use the recommended mapping from the next sign-in on; it asks first",
				Why:  widget.Reasons(m.unread, unadvised, m.cannotChange),
				Do:   func() tea.Cmd { return applyMapping(m.world, m.about.advice) }},
			{Name: "edit", Keys: widget.Keys("e"), Word: "edit", Help: "change the mapping by hand",
				Why: widget.Reasons(m.unread, m.cannotChange),
				Do:  m.pushed(func() screen { return newMappingForm(m.world, m.about.connection) })},
			{Name: "copy", Keys: widget.Keys("y"), Word: "copy", Help: "copy a received name", Do: m.copyName},
		}},
		m.document.Group(),
	}
}

func (m *mapping) copyName() tea.Cmd {
	var values []copyable
	for _, x := range m.about.received {
		values = append(values, copyable{"name of " + widget.Clean(x.Name), x.Name})
	}
	return m.copyFrom(values)
}

func applyMapping(w *world, r model.Recommendation) tea.Cmd {
	return w.stack.open(newConfirm(w, mappingQuestion(r), "Change the mapping of the connection?", func() tea.Cmd {
		return w.change("apply the mapping", func(ctx context.Context) (string, error) {
			_, err := w.desk.ApplyMapping(ctx, r.Connection, r.Mapping)
			return "the recommended mapping is used from the next sign-in on", err
		}, nil)
	}))
}

// mappingQuestion says what a recommended mapping changes, and for how many.
func mappingQuestion(r model.Recommendation) string {
	var lines []string
	for _, c := range r.Changes {
		line := fmt.Sprintf("%s is filled from %s", c.Field, c.To)
		if c.From != "" {
			line += ", no longer first from " + c.From
		}
		lines = append(lines, line+".")
	}
	lines = append(lines, "It counts for everybody who signs in through this connection, from their next sign-in on.", "", outlook(r))
	return strings.Join(lines, "\n")
}

// outlook is the count that speaks for a recommendation.
func outlook(r model.Recommendation) string {
	if r.Works == r.Before {
		return fmt.Sprintf("Of the last %d verified messages it puts everything into its place in %d; the present mapping does in %d.", r.Receipts, r.Suits, r.SuitsBefore)
	}
	return fmt.Sprintf("It would work on %d of the last %d verified messages; the present one works on %d.", r.Works, r.Receipts, r.Before)
}

// mappingLines show the recommendation first: it is what there is to decide.
func mappingLines(st *widget.Style, a mappingAbout, cells int) []string {
	p := &widget.Paragraphs{Style: st, Width: cells}
	p.Add(st.Strong.Render(widget.Clean(a.connection.Name)))
	addRecommendation(p, a.advice, "a")
	p.Heading("Received, and the profile field that it fills")
	if len(a.received) == 0 {
		p.Text(st.Faint, "No message with attributes has arrived through this connection yet: t on the connection tests a sign-in.", 0)
	} else {
		p.Text(st.Faint, "The last message with attributes, session "+a.from.Trace()+":", 0)
		fields, taken := mappedFields(a.connection.Mapping), map[string]string{}
		for _, x := range a.received {
			addAttribute(p, x, fields[x.Name], taken)
		}
	}
	p.Heading("Mapping")
	p.Hint("e", "changes it")
	for _, f := range mappingFields {
		names, usual := *f.names(&a.connection.Mapping), "own"
		if names == nil {
			d := saml.DefaultMapping()
			names, usual = *f.names(&d), "the usual names"
		}
		p.Field(f.field, strings.Join(names, ", "))
		p.Inked("", st.Faint, usual)
	}
	for _, name := range widget.SortedKeys(a.connection.Mapping.Custom) {
		p.Field(name, a.connection.Mapping.Custom[name])
	}
	p.Field("required", strings.Join(append([]string{"id", "email"}, a.connection.Mapping.Required...), ", "))
	return p.Lines
}

// addRecommendation shows what would change, and on how many receipts it works.
func addRecommendation(p *widget.Paragraphs, r model.Recommendation, key string) {
	st := p.Style
	switch {
	case r.Receipts == 0:
		return
	case len(r.Changes) == 0:
		p.Heading("Recommended mapping")
		p.Text(st.Good, fmt.Sprintf("%s The present one works on %d of the last %d verified messages; no other suits them better.", st.Glyph.Good, r.Before, r.Receipts), 0)
		return
	}
	p.Heading("Recommended mapping")
	p.Hint(key, "applies it")
	for _, c := range r.Changes {
		p.Add(st.Accent.Render(widget.Clean(c.To)) + " " + st.Faint.Render(widget.Arrow(st)) + " " + st.Strong.Render(widget.Clean(c.Field)) + "  " + st.Faint.Render(widget.Clean(c.Reason+", as in "+c.Sample)))
		p.Text(st.Faint, widget.Prefixed("instead of ", c.From), 4)
	}
	p.Text(lipgloss.NewStyle(), outlook(r), 0)
}
