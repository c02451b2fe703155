package connection

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// roleMenu lists the groups that sign-ins bring, each with the role that it gives its people in apps.
func (c *connection) roleMenu(x model.Connection) tea.Cmd {
	return c.Stack.Open(screen.NewMenu(c.World, "Roles by the groups of "+x.Name, func() ([]screen.Item, error) {
		all, err := c.services.ConnectionRoles(c.Context, x.ID)
		if err != nil {
			return nil, err
		}
		if len(all.Roles) == 0 {
			return screen.NoRoles(), nil
		}
		cannot := c.CannotDo(model.ActGiveRoles)
		var items []screen.Item
		for _, g := range all.Groups {
			note := g.Role
			if !g.Came {
				note += ", not in the last sign-ins"
			}
			items = append(items, screen.Item{Text: widget.Clean(g.Name), Note: note, Off: cannot,
				Do: func() tea.Cmd { return c.chooseRole(x, all.AppRoles, g) }})
		}
		return append(items, screen.Item{Text: "another group", Note: "that no sign-in has brought yet",
			Off: cannot,
			Do:  func() tea.Cmd { return c.Stack.Push(newGroupRoleForm(c.World, c.services, x)) }}), nil
	}))
}

// chooseRole lets choose the role of a group.
func (c *connection) chooseRole(x model.Connection, all model.AppRoles, g model.SignedGroup) tea.Cmd {
	name := widget.Clean(g.Name)
	there := func() (model.AppRoles, error) { return all, nil }
	give := func(slug string) tea.Cmd {
		return c.Change("give "+name+" a role", func(ctx context.Context) (string, error) {
			_, err := c.services.GiveConnectionRoles(ctx, x.ID, map[string]string{g.Name: slug})
			return roleGiven(name, slug), err
		}, c.Reload)
	}
	return c.Stack.Open(screen.NewRoleMenu(c.World, "Role of the people of "+name, g.Role, there, give))
}

// roleGiven says what follows from the role of a group.
func roleGiven(group, slug string) string {
	if slug == "" {
		return group + " gives no role any more, from the next sign-in on"
	}
	return "people of " + group + " are " + slug + " from their next sign-in on"
}

// newGroupRoleForm gives a role to a group by its name.
func newGroupRoleForm(w *screen.World, services Services, x model.Connection) *screen.Form {
	return &screen.Form{
		World: w, Heading: "Role of a group", Required: []string{"group", "role"},
		Fields: []*widget.Field{
			{Name: "group", Label: "Group", Help: "as the identity provider sends it: a name, or an id"},
			{Name: "role", Label: "Role", Help: "the slug of a role of the environment"},
		},
		Save: func(ctx context.Context, v map[string]string) (any, error) {
			_, err := services.GiveConnectionRoles(ctx, x.ID, map[string]string{v["group"]: v["role"]})
			return roleGiven(v["group"], v["role"]), err
		},
		Saved: func(done any) (string, tea.Cmd) { return done.(string), nil },
	}
}
