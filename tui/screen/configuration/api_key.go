package configuration

import (
	"context"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

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
	return &screen.Form{
		World: c.World, Heading: "New API key", Required: []string{"name"},
		Fields: []*widget.Field{{Name: "name", Label: "Name", Help: "who uses it, such as backend"}},
		Save: func(ctx context.Context, v map[string]string) (any, error) {
			k, secret, err := services.CreateKey(ctx, id, v["name"])
			return madeKey{k, secret}, err
		},
		Saved: c.showKey,
	}
}

func (c *configuration) showKey(result any) (string, tea.Cmd) {
	k := result.(madeKey)
	again := "It is not kept: this is the only time that it is shown."
	if len(k.key.Sealed) > 0 {
		again = "Keys of Staging can be shown again; those of Production cannot."
	}
	return "made the key " + k.key.Name, c.Nav.ValueAlone("API key "+k.key.Name, again, k.secret)
}

// How long a key that is rotated out still works.
var overlaps = []struct {
	text string
	d    time.Duration
}{{"not at all", 0}, {"one hour", time.Hour}, {"one day", 24 * time.Hour}, {"a week", 7 * 24 * time.Hour}}

func (c *configuration) rotateForm(k model.APIKey) *screen.Form {
	services := c.services
	var choices []string
	for _, o := range overlaps {
		choices = append(choices, o.text)
	}
	return &screen.Form{
		World: c.World, Heading: "Rotate " + k.Name,
		Fields: []*widget.Field{{Name: "overlap", Label: "Old key works", Choices: choices, Initial: "one day",
			Help: "long enough to bring the new one to every app"}},
		Save: func(ctx context.Context, v map[string]string) (any, error) {
			var overlap time.Duration
			for _, o := range overlaps {
				if o.text == v["overlap"] {
					overlap = o.d
				}
			}
			next, secret, err := services.RotateKey(ctx, k.ID, overlap)
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
