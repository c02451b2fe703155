package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

func newOrganizations(w *world) *catalogue[model.Organization] {
	ctx, desk, env := w.ctx, w.desk, w.environment.ID
	c := &catalogue[model.Organization]{
		world: w, heading: placeNames[placeOrganizations], kind: model.KindOrganization,
		columns: func() []widget.Column[model.Organization] { return organizationColumns(w) },
		read: func(text string) ([]model.Organization, error) {
			return desk.Organizations(ctx, model.OrganizationQuery{Environment: env, Text: text})
		},
		opened: func(o model.Organization) tea.Cmd { return w.nav.organization(o.ID) },
		copies: organizationCopies,
		create: func() tea.Cmd { return w.stack.push(newOrganizationForm(w)) },
	}
	c.own = func() widget.Group {
		return widget.Group{Name: "Organizations", Actions: []widget.Action{
			c.making("make an organization"), c.searching("search names, domains and ids"),
			c.copying("copy the id, the name or the domains"),
		}}
	}
	c.list.Id = func(o model.Organization) model.ID { return o.ID }
	return c
}

func organizationColumns(w *world) []widget.Column[model.Organization] {
	st, now := w.style, w.now
	return []widget.Column[model.Organization]{
		{Title: "NAME", Min: 16, Want: 32, Grow: true, Rank: 0, Cell: func(o model.Organization) widget.Cell { return widget.Cell{Text: o.Name} }},
		{Title: "DOMAINS", Min: 16, Want: 40, Grow: true, Rank: 1, Cell: func(o model.Organization) widget.Cell { return domainsCell(st, o) }},
		{Title: "EXTERNAL ID", Min: 12, Want: 20, Rank: 4, Spare: true, Cell: func(o model.Organization) widget.Cell { return widget.Cell{Text: o.ExternalID, Ink: st.Faint} }},
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

func organizationCopies(o model.Organization) []copyable {
	values := []copyable{{"organization id", string(o.ID)}, {"name", o.Name}, {"external id", o.ExternalID}}
	for _, d := range o.Domains {
		values = append(values, copyable{"domain", d.Domain})
		if d.State != model.DomainVerified {
			values = append(values, copyable{"TXT record of " + d.Domain, d.Record().Value})
		}
	}
	return values
}

// picker chooses the organization that something new is for.
type picker struct {
	*catalogue[model.Organization]
}

func newPicker(w *world, heading string, chosen func(model.Organization) tea.Cmd) *picker {
	p := &picker{newOrganizations(w)}
	p.opened = chosen
	p.heading = heading + ": for which organization?"
	return p
}

func (p *picker) actions() []widget.Group {
	choose := widget.Action{Name: "open", Keys: widget.Keys("enter"), Word: "choose", Help: "make it for this organization",
		Hidden: true, Why: p.empties, Do: p.openRow}
	return []widget.Group{
		{Name: "Choose an organization", Actions: []widget.Action{choose, p.searching("search names, domains and ids")}},
		p.listGroup(p.step, choose, widget.Action{Do: p.reload}),
	}
}

// transient: it has served once there is something for the organization.
func (p *picker) transient() {}

func (p *picker) aside() string { return "" }
