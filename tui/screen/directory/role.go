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
			return l.Stack.Open(screen.NewRoleMenu(l.World, "Role of the users of "+g.Name, g.Role,
				func() (model.AppRoles, error) {
					all, err := services.DirectoryRoles(l.Context, g.DirectoryID)
					return all.AppRoles, err
				}, func(slug string) tea.Cmd { return giveRole(l, services, g, slug) }))
		}}
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
