package configuration

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// madeKey is a key with the secret that is shown once.
type madeKey struct {
	key    model.APIKey
	secret string
}

func (c *configuration) keyForm() *screen.Form {
	services, id := c.services, c.about.environment.ID
	fields := []*widget.Field{{Name: "name", Label: "Name", Help: "who uses it, such as backend"},
		{Name: "permissions", Label: "May do", Choices: []string{everything, chosen}, Initial: everything}}
	for _, p := range model.KeyPermissions() {
		fields = append(fields, &widget.Field{Name: string(p), Label: string(p), Help: permissionHelp[p], Box: true,
			When: func(value func(string) string) bool { return value("permissions") == chosen }})
	}
	return &screen.Form{
		World: c.World, Heading: "New API key", Required: []string{"name"}, Fields: fields,
		Save: func(ctx context.Context, v map[string]string) (any, error) {
			permissions, err := ticked(v)
			if err != nil {
				return nil, err
			}
			k, secret, err := services.CreateKey(ctx, id, v["name"], permissions...)
			return madeKey{k, secret}, err
		},
		Saved: c.showKey,
	}
}

// What a new key may do.
const (
	everything = "everything"
	chosen     = "what is ticked below"
)

// permissionHelp says what a permission is good for.
var permissionHelp = map[model.KeyPermission]string{
	model.KeyReads:         "look at everything, change nothing",
	model.KeySSO:           "exchange the codes of sign-ins for profiles",
	model.KeyOrganizations: "look at and change organizations and their domains",
	model.KeyConnections:   "look at and delete connections",
	model.KeyDirectories:   "look at and delete directories, with their users and groups",
	model.KeyPortal:        "make and revoke links into the Admin Portal",
	model.KeyEvents:        "read what happened",
	model.KeyWebhooks:      "look at and change webhook endpoints",
	model.KeyNotes:         "read and write notes",
	model.KeySessions:      "look at sign-ins, their messages and verdicts",
	model.KeyAudit:         "look at who changed and who saw what",
}

// ticked are the permissions that a form gives.
func ticked(v map[string]string) (all []model.KeyPermission, err error) {
	if v["permissions"] != chosen {
		return nil, nil
	}
	for _, p := range model.KeyPermissions() {
		if v[string(p)] != "" {
			all = append(all, p)
		}
	}
	if len(all) == 0 {
		return nil, model.Refuse("permissions", "tick at least one", "would be none")
	}
	return all, nil
}

func (c *configuration) showKey(result any) (string, tea.Cmd) {
	k := result.(madeKey)
	again := "It is not kept: this is the only time that it is shown."
	if len(k.key.Sealed) > 0 {
		again = "Keys of Staging can be shown again; those of Production cannot."
	}
	return "made the key " + k.key.Name, c.Nav.ValueAlone("API key "+k.key.Name, again, k.secret)
}

func (c *configuration) rotateForm(k model.APIKey) *screen.Form {
	services := c.services
	return &screen.Form{
		World: c.World, Heading: "Rotate " + k.Name,
		Fields: []*widget.Field{screen.OverlapField("Old key works", "long enough to bring the new one to every app")},
		Save: func(ctx context.Context, v map[string]string) (any, error) {
			next, secret, err := services.RotateKey(ctx, k.ID, screen.Overlap(v))
			return madeKey{next, secret}, err
		},
		Saved: c.showKey,
	}
}

// reveal shows a key of Staging again.
func (c *configuration) reveal(k model.APIKey) tea.Cmd {
	ctx, services := c.Context, c.services
	read := func() (string, error) { return services.RevealKey(ctx, k.ID) }
	return screen.Ask(read, func(secret string, err error) tea.Cmd {
		if err != nil {
			c.Fail("show the key", err)
			return nil
		}
		return tea.Batch(c.Nav.ValueAlone("API key "+k.Name, "", secret), c.Copy("the API key "+k.Name, secret))
	})
}

func (c *configuration) revoke(k model.APIKey) tea.Cmd {
	what := fmt.Sprintf("Apps that use %s (%s) are refused at once.", k.Name, k.Hint)
	return c.Stack.Open(screen.NewConfirm(c.World, what, "Revoke the key?", func() tea.Cmd {
		return c.Change("revoke the key", func(ctx context.Context) (string, error) {
			return "", c.services.RevokeKey(ctx, k.ID)
		}, nil)
	}))
}

// keyRows are the API keys, each with who used it last.
func (c *configuration) keyRows() []setting {
	const section = "API keys"
	var rows []setting
	for _, k := range c.about.keys {
		row := setting{section: section, label: k.Name, value: k.Hint, copyWord: "show and copy", removeWord: "revoke",
			needs: model.ActChangeKeys, copyNeeds: model.ActRevealKey,
			remove: func() tea.Cmd { return c.revoke(k.APIKey) }}
		row.note, row.ink = c.keyNote(k)
		if len(k.Sealed) > 0 {
			row.copies = func() tea.Cmd { return c.reveal(k.APIKey) }
		}
		if k.Expires.IsZero() {
			row.more = []screen.Item{{Text: "rotate", Note: "a new key; this one works for a while more",
				Off: c.CannotDo(model.ActChangeKeys),
				Do:  func() tea.Cmd { return c.Stack.Push(c.rotateForm(k.APIKey)) }}}
		}
		row.more = append(row.more, screen.Item{Text: "last use",
			Do: func() tea.Cmd { return c.Nav.ValueAlone("API key "+k.Name, c.keyAbout(k), k.Hint) }})
		rows = append(rows, row)
	}
	return append(rows, setting{section: section, label: "+ add one", ink: c.Style.Faint,
		needs: model.ActChangeKeys, add: func() tea.Cmd { return c.Stack.Push(c.keyForm()) }})
}

// keyNote is what stands beside a key in the list.
func (c *configuration) keyNote(k model.KeyInUse) (string, lipgloss.Style) {
	var note string
	ink := lipgloss.NewStyle()
	switch {
	case k.Ended(c.Now):
		return "rotated out", c.Style.Faint
	case !k.Expires.IsZero():
		note, ink = fmt.Sprintf("rotated out: works for %s more", widget.Age(k.Expires.Sub(c.Now))), c.Style.Warn
	case k.Idle(c.Now):
		note, ink = "not used for 90 days", c.Style.Warn
	case k.Use.At.IsZero():
		note = "made " + widget.Day(k.Created)
	default:
		note = "used " + widget.Ago(c.Now.Sub(k.Use.At))
	}
	if len(k.Permissions) > 0 {
		note += "; " + model.PermissionWords(k.Permissions)
	}
	return note, ink
}

// keyAbout is all that is known of a key, in sentences.
func (c *configuration) keyAbout(k model.KeyInUse) string {
	lines := []string{"Made " + widget.Moment(k.Created, c.Now) + ".",
		"May do: " + model.PermissionWords(k.Permissions) + "."}
	if k.Use.At.IsZero() {
		lines = append(lines, "No use of it was seen.")
	} else {
		lines = append(lines, "Last used "+widget.Moment(k.Use.At, c.Now)+",",
			"from "+widget.Clean(k.Use.Peer)+", by "+
				widget.Clean(cmp.Or(k.Use.UserAgent, "a program that does not say")))
	}
	if !k.Expires.IsZero() {
		lines = append(lines, "Rotated out: it works until "+widget.Moment(k.Expires, c.Now)+".")
	}
	return strings.Join(lines, "\n")
}
