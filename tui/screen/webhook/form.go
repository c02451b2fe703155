package webhook

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// made is an endpoint with a secret that it got.
type made struct {
	endpoint model.WebhookEndpoint
	secret   string
}

func fields(url string, events []string) []*widget.Field {
	return []*widget.Field{
		{Name: "endpoint_url", Label: "URL", Initial: url,
			Help: "https and public; in Staging also http, and this machine"},
		{Name: "events", Label: "Events", Initial: strings.Join(events, " "),
			Help: "names with blanks between, like connection.activated dsync.user.created"},
	}
}

func eventsIn(v map[string]string) []string {
	return strings.FieldsFunc(v["events"], func(r rune) bool { return strings.ContainsRune(" ,\n", r) })
}

func newForm(w *screen.World, services Services) *screen.Form {
	env := w.Environment.ID
	return &screen.Form{
		World: w, Heading: "New webhook endpoint", Required: []string{"endpoint_url", "events"},
		Intro:  "It is told of what happens from now on. What it gets is signed with a secret that you get.",
		Fields: fields("", nil),
		Save: func(ctx context.Context, v map[string]string) (any, error) {
			e, secret, err := services.CreateWebhookEndpoint(ctx, model.NewWebhookEndpoint{Environment: env,
				URL: v["endpoint_url"], Events: eventsIn(v)})
			return made{e, secret}, err
		},
		Saved: showMade(w, "It signs what the app gets; s shows it again."),
	}
}

func showMade(w *screen.World, note string) func(any) (string, tea.Cmd) {
	return func(result any) (string, tea.Cmd) {
		x := result.(made)
		return "", w.Nav.ValueAlone("Secret of "+x.endpoint.URL, note, x.secret)
	}
}

func editForm(w *screen.World, services Services, e model.WebhookStatus) *screen.Form {
	return &screen.Form{
		World: w, Heading: "Edit the webhook endpoint", Required: []string{"endpoint_url", "events"},
		Fields: fields(e.URL, e.Events),
		Save: func(ctx context.Context, v map[string]string) (any, error) {
			url := v["endpoint_url"]
			return services.UpdateWebhookEndpoint(ctx, e.ID, model.WebhookPatch{URL: &url, Events: eventsIn(v)})
		},
		Saved: func(any) (string, tea.Cmd) { return "", nil },
	}
}

func rotateForm(w *screen.World, services Services, e model.WebhookStatus) *screen.Form {
	return &screen.Form{
		World: w, Heading: "Rotate the secret",
		Intro: "Have the app take the old secret and the new one until the old one signs no more. What it refuses is " +
			"sent again later.",
		Fields: []*widget.Field{screen.OverlapField("Old secret signs", "long enough to bring the new one to the app")},
		Save: func(ctx context.Context, v map[string]string) (any, error) {
			after, secret, err := services.RotateWebhookSecret(ctx, e.ID, screen.Overlap(v))
			return made{after, secret}, err
		},
		Saved: showMade(w, "This is the new one; s shows both."),
	}
}
