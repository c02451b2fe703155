package organization

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// NewList lists the organizations of the environment, those first that a
// search finds.
func NewList(w *screen.World, services Services, search string) *screen.Records[model.Organization] {
	ctx, env := w.Context, w.Environment.ID
	c := &screen.Records[model.Organization]{
		World: w, Heading: screen.PlaceNames[screen.PlaceOrganizations], Text: search, Kind: model.KindOrganization,
		Columns: func() []widget.Column[model.Organization] { return organizationColumns(w) },
		Page: func(text string, behind model.Listed, limit int) ([]model.Organization, error) {
			return services.Organizations(ctx, model.OrganizationQuery{Environment: env, Text: text, Behind: behind,
				Limit: limit})
		},
		Listed: model.Organization.Listed,
		Opened: func(o model.Organization) tea.Cmd { return w.Nav.Organization(o.ID) },
		Copies: organizationCopies,
		Create: func() tea.Cmd { return w.Stack.Push(newOrganizationForm(w, services)) },
	}
	c.Own = func() widget.Group {
		return widget.Group{Name: "Organizations", Actions: []widget.Action{
			c.Making("make an organization", model.ActCreateOrganization), c.Searching("search names, domains and ids"),
			c.Copying("copy the id, the name or the domains"),
		}}
	}
	c.List.ID = func(o model.Organization) model.ID { return o.ID }
	return c
}

func organizationColumns(w *screen.World) []widget.Column[model.Organization] {
	st, now := w.Style, w.Now
	return []widget.Column[model.Organization]{
		{Title: "NAME", Min: 16, Want: 32, Grow: true, Rank: 0,
			Cell: func(o model.Organization) widget.Cell { return widget.Cell{Text: o.Name} }},
		{Title: "DOMAINS", Min: 16, Want: 40, Grow: true, Rank: 1,
			Cell: func(o model.Organization) widget.Cell { return domainsCell(st, o) }},
		{Title: "EXTERNAL ID", Min: 12, Want: 20, Rank: 4, Spare: true,
			Cell: func(o model.Organization) widget.Cell { return widget.Cell{Text: o.ExternalID, Ink: st.Faint} }},
		{Title: "ID", Min: 16, Want: 30, Rank: 3, Cell: func(o model.Organization) widget.Cell {
			return widget.Cell{Text: string(o.ID), Ink: st.Faint, Keep: true}
		}},
		{Title: "AGE", Min: 4, Want: 4, Rank: 2, Right: true, Cell: func(o model.Organization) widget.Cell {
			return widget.Cell{Text: widget.Age(now.Sub(o.Created)), Ink: st.Faint}
		}},
	}
}

// domainsCell names the domains, those first that do not count yet.
func domainsCell(st *widget.Style, o model.Organization) widget.Cell {
	var names []string
	in := lipgloss.NewStyle()
	for _, d := range o.Domains {
		if d.State != model.DomainVerified {
			in = st.Warn
			names = append([]string{d.Domain + " (" + string(d.State) + ")"}, names...)
			continue
		}
		names = append(names, d.Domain)
	}
	if len(names) == 0 {
		return widget.Cell{Text: "none", Ink: st.Faint}
	}
	return widget.Cell{Text: strings.Join(names, ", "), Ink: in}
}

func organizationCopies(o model.Organization) []screen.Copyable {
	values := []screen.Copyable{{What: "organization id", Value: string(o.ID)}, {What: "name", Value: o.Name},
		{What: "external id", Value: o.ExternalID}}
	for _, d := range o.Domains {
		values = append(values, screen.Copyable{What: "domain", Value: d.Domain})
		if d.State != model.DomainVerified {
			values = append(values, screen.Copyable{What: "TXT record of " + d.Domain, Value: d.Record().Value})
		}
	}
	return values
}

// picker chooses the organization that something new is for.
type picker struct {
	*screen.Records[model.Organization]
}

// NewPicker chooses an organization.
func NewPicker(w *screen.World, services Services, heading string,
	chosen func(model.Organization) tea.Cmd) screen.Screen {
	p := &picker{NewList(w, services, "")}
	p.Opened = chosen
	p.Heading = heading + ": for which organization?"
	return p
}

func (p *picker) Actions() []widget.Group {
	choose := widget.Action{Name: "open", Keys: widget.Keys("enter"), Word: "choose",
		Help:   "make it for this organization",
		Hidden: true, Why: p.Empties, Do: p.OpenRow}
	return []widget.Group{
		{Name: "Choose an organization", Actions: []widget.Action{choose,
			p.Searching("search names, domains and ids")}},
		p.ListGroup(p.Step, choose, widget.Action{Do: p.Reload}),
	}
}

// transient: it has served once there is something for the organization.
func (p *picker) Transient() {}

func (p *picker) Aside() string { return "" }
