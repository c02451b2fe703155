package directory

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// giving lets choose the role that a group of the list gives its users.
func giving(l *live[model.DirectoryGroup], services Services) widget.Action {
	return widget.Action{Name: "role", Keys: widget.Keys("c"), Word: "role",
		Help: "choose the role that its users have in apps", Needs: string(model.ActGiveRoles),
		Why: widget.Reasons(l.Empties, l.CannotChange), Do: func() tea.Cmd {
			g, _ := l.List.Current()
			return l.Stack.Open(screen.NewMenu(l.World, "Role of the users of "+g.Name,
				func() ([]screen.Item, error) { return roleItems(l, services, g) }))
		}}
}

// roleItems are the roles that a group can have.
func roleItems(l *live[model.DirectoryGroup], services Services, g model.DirectoryGroup) ([]screen.Item, error) {
	all, err := services.DirectoryRoles(l.Context, g.DirectoryID)
	if err != nil {
		return nil, err
	}
	var items []screen.Item
	add := func(slug, text, note string) {
		if slug == g.Role {
			text += " " + l.Style.Glyph.Good
		}
		items = append(items, screen.Item{Text: text, Note: note,
			Do: func() tea.Cmd { return giveRole(l, services, g, slug) }})
	}
	for _, r := range all.Roles {
		add(r.Slug, r.Slug, r.Name)
	}
	if len(items) == 0 {
		return []screen.Item{{Text: "no roles", Off: "the configuration of the environment adds roles"}}, nil
	}
	note := ""
	if all.Default != "" {
		note = "its users are " + all.Default + ", unless another group gives them a role"
	}
	add("", "none", note)
	return items, nil
}

func giveRole(l *live[model.DirectoryGroup], services Services, g model.DirectoryGroup, slug string) tea.Cmd {
	return l.Change("give "+g.Name+" a role", func(ctx context.Context) (string, error) {
		_, err := services.GiveRoles(ctx, g.DirectoryID, map[model.ID]string{g.ID: slug})
		if slug == "" {
			return g.Name + " gives no role any more: its users are recomputed", err
		}
		return "users of " + g.Name + " are " + slug + ": they are recomputed", err
	}, l.Reload)
}
