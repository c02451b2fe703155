package directory

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// What becomes of users who are deactivated.
const (
	deleted  = "are deleted"
	inactive = "stay, as inactive"
)

// made is a directory with its token.
type made struct {
	model.Directory
	token string
}

// NewForm makes a directory of an organization.
func NewForm(w *screen.World, services Services, o model.Organization) *screen.Form {
	return &screen.Form{
		World: w, Heading: "New directory for " + o.Name, Required: []string{"type"},
		Intro: "You get an endpoint and a token to paste into the identity provider, which then tells of users " +
			"and groups.",
		Fields: []*widget.Field{
			typeField(model.DirectoryTypes[0].Name),
			{Name: "name", Label: "Name", Help: "empty takes the organization's: " + o.Name},
		},
		Save: func(ctx context.Context, v map[string]string) (any, error) {
			d, token, err := services.CreateDirectory(ctx, model.NewDirectory{Organization: o.ID, Type: v["type"],
				Name: v["name"]})
			return made{d, token}, err
		},
		Saved: func(result any) (string, tea.Cmd) {
			x := result.(made)
			w.Stack.DropTransient()
			said := "made " + x.Name + ": y copies its endpoint and its token"
			if x.ByFile() {
				said = "made " + x.Name + ": it waits for a file"
			}
			return said, w.Stack.Push(newPage(w, services, x.ID, x.token))
		},
	}
}

func typeField(initial string) *widget.Field {
	f := &widget.Field{Name: "type", Label: "Type", Initial: initial,
		Help: "the identity provider: type a part of its name, or left and right"}
	for _, t := range model.DirectoryTypes {
		f.Choices = append(f.Choices, t.Name)
	}
	return f
}

// editForm changes what a directory is called, what it is, and what apps see of who is deactivated.
func editForm(w *screen.World, services Services, d model.DirectoryStatus) *screen.Form {
	keeps := deleted
	if d.KeepInactive {
		keeps = inactive
	}
	return &screen.Form{
		World: w, Heading: "Edit " + d.Name, Required: []string{"name"},
		Fields: []*widget.Field{
			{Name: "name", Label: "Name", Initial: d.Name, Help: "as you tell it from others"},
			typeField(d.TypeName()),
			{Name: "inactive", Label: "Deactivated", Initial: keeps, Choices: []string{deleted, inactive},
				Help: "what apps see of users who are deactivated from now on"},
		},
		Save: func(ctx context.Context, v map[string]string) (any, error) {
			name, kind, keep := v["name"], v["type"], v["inactive"] == inactive
			return services.UpdateDirectory(ctx, d.ID, model.DirectoryPatch{Name: &name, Type: &kind,
				KeepInactive: &keep})
		},
		Saved: func(any) (string, tea.Cmd) { return "", nil },
	}
}
