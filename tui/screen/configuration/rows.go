package configuration

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
)

// settings are the rows of the screen.
func (c *configuration) settings() []setting {
	var all []setting
	all = append(all, c.app()...)
	all = append(all, c.keyRows()...)
	all = append(all, c.redirects()...)
	all = append(all, c.portal()...)
	all = append(all, c.attributes()...)
	all = append(all, c.directoryAttributes()...)
	all = append(all, c.roles()...)
	return append(all, c.providers()...)
}

func (c *configuration) copying(what, value string) func() tea.Cmd {
	if value == "" {
		return nil
	}
	return func() tea.Cmd { return c.Copy(what, value) }
}

// altered runs one change of the environment.
func (c *configuration) altered(doing string, change model.EnvironmentChange) tea.Cmd {
	id := c.about.environment.ID
	return c.Change(doing, func(ctx context.Context) (string, error) {
		_, err := c.services.UpdateEnvironment(ctx, id, change)
		return "", err
	}, nil)
}

// app is what an SDK reads from its environment, ready to paste.
func (c *configuration) app() []setting {
	const section = "For an app: the variables that SDKs read"
	var lines []string
	for _, v := range c.about.variables {
		if v.Value == "" {
			lines = append(lines, "# "+v.Name+" is shown only once, when a key is made")
			continue
		}
		lines = append(lines, "export "+v.Name+"="+v.Value)
	}
	rows := []setting{{section: section, label: "All of them", value: "ready to paste into a shell",
		ink: c.Style.Accent, copies: c.copying("the SDK's environment", strings.Join(lines, "\n")+"\n")}}
	for _, v := range c.about.variables {
		value, note := v.Value, ""
		switch {
		case value == "":
			value, note = "not shown again", "make or rotate a key below"
			if len(c.about.keys) == 0 {
				value, note = "none yet", "there is no API key: make one below"
			}
		case strings.HasPrefix(value, "sk_"):
			value = value[:min(8, len(value))] + c.Style.Glyph.More + value[max(0, len(value)-4):]
		}
		rows = append(rows, setting{section: section, label: v.Name, value: value, note: note,
			copies: c.copying(v.Name, v.Value)})
	}
	return rows
}

func (c *configuration) redirects() []setting {
	const section = "Redirect URIs: where an app can be called back, to the letter"
	e := c.about.environment
	var rows []setting
	for _, uri := range e.RedirectURIs {
		row := setting{section: section, label: "Redirect URI", value: uri, copies: c.copying("redirect URI", uri),
			remove: func() tea.Cmd {
				return c.Stack.Open(screen.NewConfirm(c.World,
					"Sign-ins that ask to return to\n"+uri+"\nare refused from then on.", "Remove it?", func() tea.Cmd {
						return c.altered("remove the redirect URI", model.RemoveRedirect(uri))
					}))
			}}
		if uri == e.DefaultRedirect {
			row.label, row.note = "Default", "where a sign-in goes that no app began"
		} else {
			row.more = []screen.Item{{Text: "make it the default", Off: c.CannotDo(model.ActChangeSettings),
				Do: func() tea.Cmd {
					return c.altered("make it the default", model.SetDefaultRedirect(uri))
				}}}
		}
		rows = append(rows, row)
	}
	return append(rows, setting{section: section, label: "+ add one", ink: c.Style.Faint,
		add: func() tea.Cmd { return c.Stack.Push(c.redirectForm()) }})
}

func (c *configuration) portal() []setting {
	const section = "Admin Portal and sign-ins"
	e := c.about.environment
	uri := func(label, value, otherwise string, set func(string) model.EnvironmentChange) setting {
		row := setting{section: section, label: label, value: value, note: otherwise, copies: c.copying(label, value)}
		if value != "" {
			row.note = ""
			row.remove = func() tea.Cmd { return c.altered("clear "+label, set("")) }
		}
		row.change = func() tea.Cmd { return c.Stack.Push(c.uriForm(label, value, set)) }
		return row
	}
	rows := []setting{uri("Return URI", e.PortalReturnURI, "none: the portal has no way back", model.SetPortalReturn)}
	for _, feature := range model.SuccessFeatures() {
		rows = append(rows, uri("Success URI, "+featureName(feature), e.SuccessURIs[feature],
			"none: the portal's own page", func(v string) model.EnvironmentChange {
				return model.SetSuccessURI(feature, v)
			}))
	}
	timeout := e.SessionTimeout
	if timeout == 0 {
		timeout = model.DefaultSessionTimeout
	}
	return append(rows, setting{section: section, label: "Session timeout", value: timeout.String(),
		note:   "how long a sign-in may be in progress",
		change: func() tea.Cmd { return c.Stack.Push(c.timeoutForm(timeout)) }},
		setting{section: section, label: "Sessions kept", value: e.Kept(), note: "what is beyond is forgotten",
			needs: model.ActForgetSessions, change: func() tea.Cmd { return c.Stack.Push(c.retentionForm()) }})
}

func featureName(feature string) string {
	switch feature {
	case "sso":
		return "SSO"
	case "dsync":
		return "directory"
	}
	return strings.ReplaceAll(feature, "_", " ")
}

func (c *configuration) attributes() []setting {
	const section = "Custom attributes of profiles, and of users of directories"
	var rows []setting
	for _, a := range c.about.environment.CustomAttributes {
		note := map[bool]string{true: "required of users of directories"}[a.Required]
		rows = append(rows, setting{section: section, label: a.Name, value: a.Description, note: note,
			copies: c.copying("attribute name", a.Name),
			change: func() tea.Cmd { return c.Stack.Push(c.attributeForm(a)) },
			remove: func() tea.Cmd {
				return c.altered("remove the attribute", model.RemoveCustomAttribute(a.Name))
			}})
	}
	return append(rows, setting{section: section, label: "+ add one", ink: c.Style.Faint,
		add: func() tea.Cmd { return c.Stack.Push(c.attributeForm(model.CustomAttribute{})) }})
}

// providers tell whether credentials are there; a secret is never shown again.
func (c *configuration) providers() []setting {
	const section = "OAuth providers"
	var rows []setting
	for _, name := range model.OAuthProviders() {
		app, configured := c.about.environment.OAuth[name]
		row := setting{section: section, label: model.OAuthLabel(name), value: "not configured", ink: c.Style.Faint,
			change: func() tea.Cmd { return c.Stack.Push(c.oauthForm(name, app)) }}
		if configured {
			row.value, row.ink = "configured", c.Style.Good
			row.note = strings.TrimSpace("client id " + app.ClientID + "  " + app.Issuer)
			row.copies = c.copying("client id", app.ClientID)
			row.remove = func() tea.Cmd {
				return c.Change("forget the credentials", func(ctx context.Context) (string, error) {
					_, err := c.services.RemoveOAuth(ctx, c.about.environment.ID, name)
					return "", err
				}, nil)
			}
		}
		rows = append(rows, row)
	}
	return rows
}
