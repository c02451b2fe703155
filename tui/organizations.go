package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"gatehouse/model"
)

func newOrganizations(w *world) *catalogue[model.Organization] {
	ctx, desk, env := w.ctx, w.desk, w.environment.ID
	c := &catalogue[model.Organization]{
		world: w, heading: placeNames[placeOrganizations], kind: model.KindOrganization,
		columns: w.organizationColumns,
		read: func(text string) ([]model.Organization, error) {
			return desk.Organizations(ctx, model.OrganizationQuery{Environment: env, Text: text})
		},
		opened: func(o model.Organization) tea.Cmd { return w.nav.organization(o.ID) },
		copies: organizationCopies,
		create: func() tea.Cmd { return w.stack.push(newOrganizationForm(w)) },
	}
	c.own = func() group {
		return group{"Organizations", []action{
			c.making("make an organization"), c.searching("search names, domains and ids"),
			c.copying("copy the id, the name or the domains"),
		}}
	}
	c.list.id = func(o model.Organization) model.ID { return o.ID }
	return c
}

func (w *world) organizationColumns() []column[model.Organization] {
	st, now := w.style, w.now
	return []column[model.Organization]{
		{title: "NAME", min: 16, want: 32, grow: true, rank: 0, cell: func(o model.Organization) cell { return cell{text: o.Name} }},
		{title: "DOMAINS", min: 16, want: 40, grow: true, rank: 1, cell: func(o model.Organization) cell { return domainsCell(st, o) }},
		{title: "EXTERNAL ID", min: 12, want: 20, rank: 4, spare: true, cell: func(o model.Organization) cell { return cell{text: o.ExternalID, ink: st.faint} }},
		{title: "ID", min: 16, want: 30, rank: 3, cell: func(o model.Organization) cell { return cell{text: string(o.ID), ink: st.faint, keep: true} }},
		{title: "AGE", min: 4, want: 4, rank: 2, right: true, cell: func(o model.Organization) cell { return cell{text: age(now.Sub(o.Created)), ink: st.faint} }},
	}
}

// domainsCell names the domains, those first that do not count yet.
func domainsCell(st *style, o model.Organization) cell {
	var names []string
	in := lipgloss.NewStyle()
	for _, d := range o.Domains {
		if d.State != model.DomainVerified {
			in = st.warn
			names = append([]string{d.Domain + " (" + string(d.State) + ")"}, names...)
			continue
		}
		names = append(names, d.Domain)
	}
	if len(names) == 0 {
		return cell{text: "none", ink: st.faint}
	}
	return cell{text: strings.Join(names, ", "), ink: in}
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

func (p *picker) actions() []group {
	choose := action{Name: "open", Keys: keys("enter"), Word: "choose", Help: "make it for this organization",
		Hidden: true, Why: p.empties, Do: p.openRow}
	return []group{
		{"Choose an organization", []action{choose, p.searching("search names, domains and ids")}},
		p.listGroup(p.step, choose, action{Do: p.reload}),
	}
}

func (p *picker) aside() string { return "" }
