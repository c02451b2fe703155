package developer

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// events are what apps were told of the environment, newest first.
type events struct {
	*screen.Records[model.AppEvent]
}

// NewEvents lists the events of the environment.
func NewEvents(w *screen.World, services Services) screen.Screen {
	l := &events{}
	ctx, env := w.Context, w.Environment.ID
	l.Records = &screen.Records[model.AppEvent]{
		World: w, Heading: "Events", Own: l.own,
		Columns: func() []widget.Column[model.AppEvent] { return eventColumns(w) },
		Page: func(text string, behind model.Listed, limit int) ([]model.AppEvent, error) {
			q := model.EventQuery{Environment: env, Names: named(text), After: behind.ID, Newest: true}
			return findEvents(ctx, services, q, text, limit)
		},
		Listed: func(e model.AppEvent) model.Listed { return model.Listed{ID: e.ID} },
		Opened: func(e model.AppEvent) tea.Cmd { return w.Nav.Event(e.Environment, e.ID) },
		Copies: func(e model.AppEvent) []screen.Copyable { return eventCopies(e) },
		Needs: func(e model.AppEvent) (organization, connection model.ID) {
			return e.Organization, e.Subject().Connection
		},
		Empty: "Nothing happened yet that apps are told of: an organization changes, or somebody signs in.",
		About: "What apps were told in the last 90 days",
	}
	l.List.ID = func(e model.AppEvent) model.ID { return e.ID }
	return l
}

// named are the names of events with a text in them.
func named(text string) (names []model.EventName) {
	if text = strings.ToLower(strings.TrimSpace(text)); text == "" {
		return nil
	}
	for _, n := range model.EventNames {
		if strings.Contains(string(n), text) {
			names = append(names, n)
		}
	}
	return names
}

// searched is how many events are searched for a text that is in no name.
const searched = 5000

// findEvents reads on until there are as many as asked for: a filter that few fit makes pages with
// room in them.
func findEvents(ctx context.Context, services Services, q model.EventQuery, text string,
	limit int) (all []model.AppEvent, err error) {
	byWords := text != "" && len(q.Names) == 0
	for looked := 0; ; {
		q.Limit = min(limit-len(all), model.MaxPaging)
		if byWords {
			q.Limit = model.MaxPaging
		}
		page, err := services.AppEvents(ctx, q)
		if err != nil {
			return nil, err
		}
		looked += len(page.Items)
		if byWords {
			page.Items = screen.Matching(page.Items, text, eventWords)
		}
		all, q.After = append(all, page.Items...), page.After
		if q.After == "" || len(all) >= limit || byWords && looked >= searched {
			return all[:min(limit, len(all))], nil
		}
	}
}

// eventWords are what an event is found by beside its name.
func eventWords(e model.AppEvent) []string {
	of := e.Subject()
	return []string{of.Name, string(e.ID), string(of.Session), string(of.Connection), string(of.Organization)}
}

// Update reads the list again at any change: an event is written in the step that changes what it
// tells of.
func (l *events) Update(msg tea.Msg) tea.Cmd {
	if _, ok := msg.(screen.Changes); ok {
		return tea.Batch(l.Records.Update(msg), l.Reload())
	}
	return l.Records.Update(msg)
}

func (l *events) own() widget.Group {
	of := func() model.EventSubject { e, _ := l.List.Current(); return e.Subject() }
	return widget.Group{Name: "Events", Actions: []widget.Action{
		toSession(l.World, func() model.ID { return of().Session }, l.Empties),
		toOrganization(l.World, func() model.ID { return of().Organization }, l.Empties),
		l.Searching("search names like sso_failed; or, among the newest, what they are of, and ids"),
		l.Copying("copy the event, its name or an id"),
	}}
}

func eventColumns(w *screen.World) []widget.Column[model.AppEvent] {
	st, now := w.Style, w.Now
	return []widget.Column[model.AppEvent]{
		{Title: "TIME " + widget.ZoneName(now), Min: 8, Want: 14,
			Cell: func(e model.AppEvent) widget.Cell { return widget.ClockCell(e.Created, now) }},
		{Title: "EVENT", Min: 29, Want: 30, Grow: true,
			Cell: func(e model.AppEvent) widget.Cell { return widget.Cell{Text: string(e.Name), Keep: true} }},
		{Title: "OF", Min: 17, Want: 28, Grow: true, Cell: func(e model.AppEvent) widget.Cell {
			of := e.Subject()
			if of.Name == "" {
				return widget.Cell{Text: w.Names.Of(of.Connection), Ink: st.Faint}
			}
			return widget.Cell{Text: of.Name}
		}},
		{Title: "ORGANIZATION", Min: 12, Want: 24, Grow: true, Rank: 1, Cell: func(e model.AppEvent) widget.Cell {
			if e.Organization == "" {
				return widget.Cell{Text: "-", Ink: st.Faint}
			}
			return widget.Cell{Text: w.Names.Of(e.Organization)}
		}},
		{Title: "AGE", Min: 4, Want: 4, Right: true, Rank: 2, Cell: func(e model.AppEvent) widget.Cell {
			return widget.Cell{Text: widget.Age(now.Sub(e.Created)), Ink: st.Faint}
		}},
		{Title: "ID", Min: 32, Want: 32, Rank: 4, Spare: true, Cell: func(e model.AppEvent) widget.Cell {
			return widget.Cell{Text: string(e.ID), Ink: st.Faint, Keep: true}
		}},
	}
}

func eventCopies(e model.AppEvent) []screen.Copyable {
	of := e.Subject()
	return []screen.Copyable{
		{What: "event", Value: payload(e), Command: "events show --json " + string(e.ID)},
		{What: "event id", Value: string(e.ID)}, {What: "name", Value: string(e.Name)},
		{What: "session id", Value: string(of.Session)}, {What: "connection id", Value: string(of.Connection)},
		{What: "organization id", Value: string(of.Organization)}, {What: "what it is of", Value: of.Name},
	}
}
