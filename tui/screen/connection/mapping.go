package connection

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/tui/noun"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// lastMessages are how many are looked through for one with attributes: an error
// of the identity provider has none.
const lastMessages = 20

// mapping is the page of a connection's attributes: received, mapped, profile;
// and the mapping that suits what is received better.
type mapping struct {
	screen.Detail[mappingAbout]
	services Services
}

// mappingAbout is all that the page shows.
type mappingAbout struct {
	connection model.Connection
	advice     model.Recommendation
	received   []saml.Attribute // of the last message with any, nil if there is none
	from       model.Session    // that it came in
}

// NewMapping is the page of a connection's attribute mapping.
func NewMapping(w *screen.World, services Services, connection model.ID) screen.Screen {
	m := &mapping{screen.NewDetail[mappingAbout](w, connection), services}
	m.Heading, m.Task = "Attributes", "looking at what was received"
	m.Read = func(ctx context.Context) (mappingAbout, error) { return readMapping(ctx, services, connection) }
	m.Render = func(a mappingAbout, cells int) []string { return mappingLines(w.Style, a, cells) }
	return m
}

func readMapping(ctx context.Context, services Services, id model.ID) (a mappingAbout, err error) {
	if a.connection, err = services.Connection(ctx, id); err != nil {
		return a, err
	}
	if a.advice, err = services.Recommend(ctx, id, screen.RecommendFrom); err != nil {
		return a, err
	}
	page, err := services.Sessions(ctx, model.Query{Connection: id, Limit: lastMessages, Scan: 1000,
		Filter: model.Readable()})
	if err != nil {
		return a, err
	}
	for _, s := range page.Sessions {
		detail, err := services.SessionDetail(ctx, s.ID)
		if err != nil {
			return a, err
		}
		if v := detail.Verdict(); v != nil && len(v.Seen.Attributes) > 0 {
			a.received, a.from = v.Seen.Attributes, detail.Session
			break
		}
	}
	return a, nil
}

func (m *mapping) Actions() []widget.Group {
	unadvised := func() string {
		if len(m.About.advice.Changes) == 0 {
			return "no other mapping is recommended; e changes it by hand"
		}
		return ""
	}
	return []widget.Group{
		{Name: "Attributes of a connection", Actions: []widget.Action{
			{Name: "apply the recommended mapping", Keys: widget.Keys("a"), Word: "apply",
				Help:  "use the recommended mapping from the next sign-in on; it asks first",
				Why:   widget.Reasons(m.Unread, unadvised, m.CannotChange),
				Needs: string(model.ActChangeConnection),
				Do:    func() tea.Cmd { return ApplyMapping(m.World, m.services, m.About.advice) }},
			{Name: "edit", Keys: widget.Keys("e"), Word: "edit", Help: "change the mapping by hand",
				Why:   widget.Reasons(m.Unread, m.CannotChange),
				Needs: string(model.ActChangeConnection),
				Do: m.Pushed(func() screen.Screen {
					return newMappingForm(m.World, m.services, m.About.connection)
				})},
			{Name: "copy", Keys: widget.Keys("y"), Word: "copy", Help: "copy a received name", Do: m.copyName},
		}},
		m.Document.Group(),
	}
}

func (m *mapping) copyName() tea.Cmd {
	var values []screen.Copyable
	for _, x := range m.About.received {
		values = append(values, screen.Copyable{What: "name of " + widget.Clean(x.Name), Value: x.Name})
	}
	return m.CopyFrom(values)
}

// ApplyMapping asks whether to use a recommended mapping.
func ApplyMapping(w *screen.World, services Services, r model.Recommendation) tea.Cmd {
	return w.Stack.Open(screen.NewConfirm(w, mappingQuestion(r), "Change the mapping of the connection?",
		func() tea.Cmd {
			return w.Change("apply the mapping", func(ctx context.Context) (string, error) {
				_, err := services.ApplyMapping(ctx, r.Connection, r.Mapping)
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
	lines = append(lines, "It counts for everybody who signs in through this connection, from their next sign-in on.",
		"", noun.Outlook(r))
	return strings.Join(lines, "\n")
}

// mappingLines show the recommendation first: it is what there is to decide.
func mappingLines(st *widget.Style, a mappingAbout, cells int) []string {
	p := &widget.Paragraphs{Style: st, Width: cells}
	p.Add(st.Strong.Render(widget.Clean(a.connection.Name)))
	noun.AddRecommendation(p, a.advice, "a")
	p.Heading("Received, and the profile field that it fills")
	if len(a.received) == 0 {
		p.Text(st.Faint,
			"No message with attributes has arrived through this connection yet: t on the connection tests a sign-in.",
			0)
	} else {
		p.Text(st.Faint, "The last message with attributes, session "+a.from.Trace()+":", 0)
		fields, taken := noun.MappedFields(a.connection.Type, a.connection.Mapping), map[string]string{}
		for _, x := range a.received {
			noun.AddAttribute(p, x, fields[x.Name], taken)
		}
	}
	p.Heading("Mapping")
	p.Hint("e", "changes it")
	for _, f := range saml.ProfileFields() {
		usual := "own"
		if f.Names(a.connection.Mapping) == nil {
			usual = "the usual names"
		}
		p.Field(f.Key, strings.Join(f.Sources(a.connection.Mapping), ", "))
		p.Inked("", st.Faint, usual)
	}
	for _, name := range widget.SortedKeys(a.connection.Mapping.Custom) {
		p.Field(name, a.connection.Mapping.Custom[name])
	}
	p.Field("required", strings.Join(a.connection.Mapping.RequiredFields(), ", "))
	return p.Lines
}
