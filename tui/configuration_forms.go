package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
)

// alteration is a form with one save: a change of the environment.
func (c *configuration) alteration(heading string, required []string, fields []*field, change func(v map[string]string) model.EnvironmentChange) *form {
	desk, id := c.desk, c.about.environment.ID
	return &form{
		world: c.world, heading: heading, required: required, fields: fields,
		save: func(ctx context.Context, v map[string]string) (any, error) {
			return desk.UpdateEnvironment(ctx, id, change(v))
		},
		saved: func(any) (string, tea.Cmd) { return "", nil },
	}
}

func (c *configuration) redirectForm() *form {
	kind := c.about.environment.Kind
	return c.alteration("New redirect URI", []string{"redirect_uri"}, []*field{
		{name: "redirect_uri", label: "Redirect URI", check: func(v string) error { return reasonOf(model.CheckRedirectURI(kind, v)) },
			help: "https://app.example.com/callback; one * may stand for the left-most label of the host"},
	}, func(v map[string]string) model.EnvironmentChange { return model.AddRedirect(v["redirect_uri"]) })
}

func (c *configuration) uriForm(label, value string, set func(string) model.EnvironmentChange) *form {
	kind := c.about.environment.Kind
	f := c.alteration(label, nil, []*field{
		{name: "uri", label: "URI", initial: value, check: func(v string) error { return reasonOf(model.CheckPortalURI(kind, "uri", v)) }, help: "https://…; empty for none"},
	}, func(v map[string]string) model.EnvironmentChange { return set(v["uri"]) })
	return f
}

func (c *configuration) timeoutForm(now time.Duration) *form {
	return c.alteration("Session timeout", []string{"session_timeout"}, []*field{
		{name: "session_timeout", label: "Timeout", initial: now.String(), check: checkBetween(time.Minute, time.Hour), help: "one minute to one hour, like 5m"},
	}, func(v map[string]string) model.EnvironmentChange {
		d, _ := time.ParseDuration(v["session_timeout"]) // checked while it was typed
		return model.SetSessionTimeout(d)
	})
}

func (c *configuration) attributeForm(a model.CustomAttribute) *form {
	heading := "New custom attribute"
	fields := []*field{{name: "custom_attribute", label: "Name", help: "lower-case letters, digits and _, such as cost_center"}, {name: "description", label: "Description", initial: a.Description, help: "what it means, for whoever maps it"}}
	if a.Name != "" {
		heading, fields = "Custom attribute "+a.Name, fields[1:]
	}
	return c.alteration(heading, []string{"custom_attribute"}, fields, func(v map[string]string) model.EnvironmentChange {
		return model.SetCustomAttribute(model.CustomAttribute{Name: firstOf(a.Name, v["custom_attribute"]), Description: v["description"]})
	})
}

func (c *configuration) oauthForm(name, clientID string) *form {
	desk, id := c.desk, c.about.environment.ID
	return &form{
		world: c.world, heading: providerName(name) + " OAuth", required: []string{"client_id", "client_secret"},
		intro: "The secret is sealed and never shown again.",
		fields: []*field{
			{name: "client_id", label: "Client id", initial: clientID, help: "from the provider's console"},
			{name: "client_secret", label: "Client secret", secret: true, help: "from the provider's console"},
		},
		save: func(ctx context.Context, v map[string]string) (any, error) {
			return desk.SetOAuth(ctx, id, name, v["client_id"], v["client_secret"])
		},
		saved: func(any) (string, tea.Cmd) { return "", nil },
	}
}

// reasonOf leaves the name of the field out: it stands beside it.
func reasonOf(err error) error {
	refusal, ok := err.(*model.FieldError)
	if !ok {
		return err
	}
	return plainRefusal{refusal}
}

// plainRefusal is a refusal as its own field shows it.
type plainRefusal struct{ *model.FieldError }

func (r plainRefusal) Error() string {
	if r.Remedy == "" {
		return r.Reason
	}
	return r.Reason + ": " + r.Remedy
}
