package configuration

import (
	"cmp"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// roles are what users of directories can be in apps, by the groups that they are in. A change recomputes them.
func (c *configuration) roles() []setting {
	const section = "Roles in apps, the highest first: groups of directories give them to their users"
	e := c.about.environment
	var rows []setting
	for i, r := range e.Roles {
		rows = append(rows, c.role(section, r, i+1))
	}
	rows = append(rows, setting{section: section, label: "+ add one", ink: c.Style.Faint,
		add: func() tea.Cmd { return c.Stack.Push(c.roleForm(model.EnvironmentRole{})) }})
	if len(e.Roles) == 0 {
		return rows
	}
	several := setting{section: section, label: "In several groups", value: "the highest role counts",
		change: func() tea.Cmd {
			return c.altered("change what counts", model.SetMultipleRoles(!e.MultipleRoles))
		}}
	if e.MultipleRoles {
		several.value = "a user has all roles"
	}
	portal := setting{section: section, label: "In the Admin Portal", value: "IT admins give no roles",
		ink: c.Style.Faint,
		change: func() tea.Cmd {
			return c.altered("change who gives roles", model.SetPortalRoles(!e.PortalRoles))
		}}
	if e.PortalRoles {
		portal.value, portal.ink = "IT admins give roles to their groups", c.Style.Good
	}
	return append(rows, several, portal)
}

// role is the row of the n-th role.
func (c *configuration) role(section string, r model.EnvironmentRole, n int) setting {
	e, off := c.about.environment, c.CannotDo(model.ActChangeSettings)
	row := setting{section: section, label: r.Slug, value: r.Name, note: r.Description,
		copies: c.copying("slug", r.Slug),
		change: func() tea.Cmd { return c.Stack.Push(c.roleForm(r)) },
		remove: func() tea.Cmd {
			return c.Stack.Open(screen.NewConfirm(c.World,
				"Users who are "+r.Slug+" by their groups have another role from then on, or none.", "Remove it?",
				func() tea.Cmd { return c.altered("remove the role", model.RemoveRole(r.Slug)) }))
		}}
	move := func(text string, to int) {
		row.more = append(row.more, screen.Item{Text: text, Off: off,
			Do: func() tea.Cmd { return c.altered("rank the role", model.RankRole(r.Slug, to)) }})
	}
	if n > 1 {
		move("rank it higher", n-1)
	}
	if n < len(e.Roles) {
		move("rank it lower", n+1)
	}
	standard := screen.Item{Text: "make it the default", Off: off,
		Do: func() tea.Cmd { return c.altered("make it the default", model.SetDefaultRole(r.Slug)) }}
	if r.Slug == e.DefaultRole {
		row.note = strings.TrimSpace("default: of who has no other  " + r.Description)
		standard.Text = "have no default"
		standard.Do = func() tea.Cmd { return c.altered("have no default", model.SetDefaultRole("")) }
	}
	row.more = append(row.more, standard)
	return row
}

func (c *configuration) roleForm(r model.EnvironmentRole) *screen.Form {
	heading := "New role"
	fields := []*widget.Field{
		{Name: "role", Label: "Slug",
			Help: "by which apps know it: lower-case letters, digits, - and _, such as org-admin"},
		{Name: "name", Label: "Name", Initial: r.Name, Help: "for people; empty makes it of the slug"},
		{Name: "description", Label: "Description", Initial: r.Description,
			Help: "what it may do, for whoever gives it"}}
	if r.Slug != "" {
		heading, fields = "Role "+r.Slug, fields[1:]
	}
	return c.alteration(heading, []string{"role"}, fields, func(v map[string]string) model.EnvironmentChange {
		return model.SetRole(model.EnvironmentRole{Slug: cmp.Or(r.Slug, v["role"]), Name: v["name"],
			Description: v["description"]})
	})
}
