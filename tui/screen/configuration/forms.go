package configuration

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// alteration is a form with one save: a change of the environment.
func (c *configuration) alteration(heading string, required []string, fields []*widget.Field,
	change func(v map[string]string) model.EnvironmentChange) *screen.Form {
	services, id := c.services, c.about.environment.ID
	return &screen.Form{
		World: c.World, Heading: heading, Required: required, Fields: fields,
		Save: func(ctx context.Context, v map[string]string) (any, error) {
			return services.UpdateEnvironment(ctx, id, change(v))
		},
		Saved: func(any) (string, tea.Cmd) { return "", nil },
	}
}

func (c *configuration) redirectForm() *screen.Form {
	kind := c.about.environment.Kind
	return c.alteration("New redirect URI", []string{"redirect_uri"}, []*widget.Field{
		{Name: "redirect_uri", Label: "Redirect URI",
			Check: func(v string) error { return screen.ReasonOf(model.CheckRedirectURI(kind, v)) },
			Help:  "https://app.example.com/callback; one * may stand for the left-most label of the host"},
	}, func(v map[string]string) model.EnvironmentChange { return model.AddRedirect(v["redirect_uri"]) })
}

func (c *configuration) uriForm(label, value string, set func(string) model.EnvironmentChange) *screen.Form {
	kind := c.about.environment.Kind
	f := c.alteration(label, nil, []*widget.Field{
		{Name: "uri", Label: "URI", Initial: value,
			Check: func(v string) error { return screen.ReasonOf(model.CheckPortalURI(kind, "uri", v)) },
			Help:  "https://…; empty for none"},
	}, func(v map[string]string) model.EnvironmentChange { return set(v["uri"]) })
	return f
}

func (c *configuration) timeoutForm(now time.Duration) *screen.Form {
	return c.alteration("Session timeout", []string{"session_timeout"}, []*widget.Field{
		{Name: "session_timeout", Label: "Timeout", Initial: now.String(),
			Check: widget.CheckBetween(time.Minute, time.Hour), Help: "one minute to one hour, like 5m"},
	}, func(v map[string]string) model.EnvironmentChange {
		d, _ := time.ParseDuration(v["session_timeout"]) // checked while it was typed
		return model.SetSessionTimeout(d)
	})
}

// retentionForm sets how long and how much of sessions is kept.
func (c *configuration) retentionForm() *screen.Form {
	services, e := c.services, c.about.environment
	return &screen.Form{
		World: c.World, Heading: "Sessions kept",
		Intro: "What is beyond is forgotten within the hour, the oldest first, with requests and responses. It does " +
			"not come back.",
		Fields: []*widget.Field{
			{Name: "keep_days", Label: "Days", Initial: strconv.Itoa(e.KeepDays), Check: checkNumber,
				Help: "sessions that are older are forgotten; 0 keeps them for ever"},
			{Name: "keep_mib", Label: "MiB", Initial: strconv.Itoa(e.KeepMiB), Check: checkNumber,
				Help: "so much of messages, before compression, of the newest sessions; 0 is no bound"},
		},
		Save: func(ctx context.Context, v map[string]string) (any, error) {
			days, _ := strconv.Atoi(v["keep_days"]) // checked while it was typed
			mib, _ := strconv.Atoi(v["keep_mib"])
			return services.UpdateEnvironment(ctx, e.ID, model.SetKeepDays(days), model.SetKeepMiB(mib))
		},
		Saved: func(any) (string, tea.Cmd) { return "", nil },
	}
}

func checkNumber(text string) error {
	if n, err := strconv.Atoi(text); err != nil || n < 0 {
		return errors.New("a whole number, or 0")
	}
	return nil
}

func (c *configuration) attributeForm(a model.CustomAttribute) *screen.Form {
	heading := "New custom attribute"
	fields := []*widget.Field{{Name: "custom_attribute", Label: "Name",
		Help: "lower-case letters, digits and _, such as cost_center"},
		{Name: "description", Label: "Description", Initial: a.Description, Help: "what it means, for whoever maps it"},
		{Name: "required", Label: "Required", Box: true, Ticked: a.Required,
			Help: "of users of directories: the log warns of those without it"}}
	if a.Name != "" {
		heading, fields = "Custom attribute "+a.Name, fields[1:]
	}
	return c.alteration(heading, []string{"custom_attribute"}, fields,
		func(v map[string]string) model.EnvironmentChange {
			return model.SetCustomAttribute(model.CustomAttribute{Name: cmp.Or(a.Name, v["custom_attribute"]),
				Description: v["description"], Required: v["required"] == "yes"})
		})
}

func (c *configuration) oauthForm(name string, app model.OAuthApp) *screen.Form {
	services, id := c.services, c.about.environment.ID
	issuer := &widget.Field{Name: "issuer", Label: "Issuer", Initial: app.Issuer,
		Help: "only of a tenant or a server of your own, like https://github.acme.example"}
	f := &screen.Form{
		World: c.World, Heading: model.OAuthTitle(name), Required: []string{"client_id", "client_secret"},
		Intro: "Enter " + c.services.OAuthRedirectURI() + " as a redirect URI at the provider. The secret is sealed " +
			"and never shown again.",
		Fields: []*widget.Field{
			{Name: "client_id", Label: "Client id", Initial: app.ClientID, Help: "from the provider's console"},
			{Name: "client_secret", Label: "Client secret", Secret: true, Help: "from the provider's console"},
			issuer,
		},
		Save: func(ctx context.Context, v map[string]string) (any, error) {
			return services.SetOAuth(ctx, id, name, model.OAuthSetup{ClientID: v["client_id"],
				Secret: v["client_secret"], Issuer: v["issuer"], TeamID: v["team_id"], KeyID: v["key_id"]})
		},
		Saved: func(any) (string, tea.Cmd) { return "", nil },
	}
	if name == model.AppleProvider {
		f.Intro = "Enter " + c.services.OAuthRedirectURI() + " as a return URL at developer.apple.com. The key is " +
			"sealed and never shown again."
		f.Required = append(f.Required, "team_id", "key_id")
		f.Fields = []*widget.Field{
			{Name: "client_id", Label: "Services ID", Initial: app.ClientID, Help: "the client id, like com.acme.app"},
			{Name: "team_id", Label: "Team ID", Initial: app.TeamID,
				Help: "ten characters, under your membership details"},
			{Name: "key_id", Label: "Key ID", Initial: app.KeyID, Help: "ten characters, in the name AuthKey_KEYID.p8"},
			{Name: "client_secret", Label: "Private key", Secret: true,
				Help: "paste the whole content of AuthKey_….p8"},
			issuer,
		}
	}
	return f
}
