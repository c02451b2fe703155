package connection

import (
	"cmp"
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gatehouse/fetch"
	"gatehouse/model"
	"gatehouse/saml/diagnose"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// openID says whether the type that a form has is one by OpenID Connect.
func openID(value func(string) string) bool { return model.IsOIDC(typeOf(value("type"))) }

// openIDFields ask for an OpenID provider, and who we are there.
func openIDFields(o model.OIDC, asked func(func(string) string) bool) []*widget.Field {
	reach, secret := publicOnly, "copy it from the application there"
	if o.Private {
		reach = privateToo
	}
	if o.Secret != nil {
		secret = "empty keeps the one that is stored; another issuer needs it again"
	}
	return []*widget.Field{
		{Name: "issuer", Label: "Issuer", Initial: o.Issuer, When: asked,
			Help: "to the letter, such as https://foo.okta.com"},
		{Name: "client_id", Label: "Client ID", Initial: o.ClientID, When: asked,
			Help: "ours, of the application there"},
		{Name: "client_secret", Label: "Client secret", Secret: true, When: asked, Help: secret},
		{Name: "scopes", Label: "Scopes", Initial: strings.Join(o.Asked(), " "), When: asked,
			Help: "that sign-ins ask for"},
		{Name: "oidc_reach", Label: "It may lead to", Initial: reach, When: asked,
			Choices: []string{publicOnly, privateToo}, Help: "left and right choose",
			Warn: func(v string) string { return map[string]string{privateToo: privateWarn}[v] }},
	}
}

// neededOpenID are those of them that nobody may leave empty.
var neededOpenID = []string{"issuer", "client_id"}

// providerReader finds out about an OpenID provider.
type providerReader interface {
	ReadProvider(ctx context.Context, x model.OIDCSetup) (model.OIDCSetup, error)
}

// readOpenID reads the fields; another issuer than before is looked at.
func readOpenID(ctx context.Context, services providerReader, was model.OIDC,
	v map[string]string) (*model.OIDCSetup, error) {
	x := model.OIDCSetup{
		Issuer: strings.TrimSpace(v["issuer"]), ClientID: v["client_id"], ClientSecret: v["client_secret"],
		Scopes: strings.Fields(v["scopes"]), Reach: fetch.PrivateToo(v["oidc_reach"] == privateToo),
	}
	if strings.Join(x.Scopes, " ") == strings.Join(model.OIDC{}.Asked(), " ") {
		x.Scopes = nil
	}
	if x.Issuer == was.Issuer && x.Issuer != "" {
		x.DiscoveryURL = was.DiscoveryURL
		return &x, nil
	}
	x, err := services.ReadProvider(ctx, x)
	return &x, err
}

// newOpenIDEdit changes a connection by OpenID Connect.
func newOpenIDEdit(w *screen.World, services Services, c model.Connection) *screen.Form {
	always := func(func(string) string) bool { return true }
	return &screen.Form{
		World: w, Heading: "Edit " + c.Name, Required: append([]string{"name"}, neededOpenID...),
		Fields: append([]*widget.Field{
			{Name: "name", Label: "Name", Initial: c.Name, Help: "as lists show it"},
			{Name: "type", Label: "Provider", Choices: openIDChoices(), Initial: choiceOf(c.Type),
				Help: "left and right choose; messages speak its language"},
		}, openIDFields(c.OIDC, always)...),
		Save: func(ctx context.Context, v map[string]string) (any, error) {
			name, kind := v["name"], typeOf(v["type"])
			x, err := readOpenID(ctx, services, c.OIDC, v)
			if err != nil {
				return nil, err
			}
			_, lints, err := services.UpdateConnection(ctx, c.ID,
				model.ConnectionPatch{Name: &name, Type: &kind, OIDC: x})
			return lints, err
		},
		Sure: func(v map[string]string) (string, string) {
			if v["issuer"] == c.OIDC.Issuer || c.OIDC.Issuer == "" {
				return "", ""
			}
			return "Another issuer then says who signs in through " + c.Name + ".", "Change it?"
		},
		Saved: changed(c),
	}
}

// openIDChoices are the types by OpenID Connect as people call them.
func openIDChoices() (all []string) {
	for _, t := range model.OIDCTypes() {
		all = append(all, choiceOf(t))
	}
	return all
}

// addOpenID is the page's part about an OpenID provider.
func addOpenID(p *widget.Paragraphs, a connectionAbout) {
	c := a.connection
	p.Heading("For the provider")
	p.Hint("y", "copies one, ", "Y", "a message with all")
	p.Field("Redirect URI", a.acsURL)
	p.Heading("From the provider")
	p.Hint("e", "changes them")
	p.Field("Issuer", cmp.Or(c.OIDC.Issuer, "not set"))
	p.Field("Discovery", c.OIDC.DiscoveryURL)
	p.Field("Client ID", cmp.Or(c.OIDC.ClientID, "not set"))
	if c.OIDC.Secret == nil {
		p.Inked("Client secret", p.Style.Warn, "not set")
	} else {
		p.Field("Client secret", "stored, and shown to nobody")
	}
	p.Field("Scopes", strings.Join(c.OIDC.Asked(), " "))
	if c.OIDC.Private {
		p.Inked("Reach", p.Style.Warn, "private addresses too")
	}
	p.Heading("Policy")
	p.Field("Clock skew", c.Policy.Skew.String())
}

// openIDCopies are the values that travel to an OpenID provider, and from it.
func openIDCopies(services Services, c model.Connection) []screen.Copyable {
	return []screen.Copyable{
		{What: "our redirect URI", Value: services.ACSURL(c),
			Command: "connection show " + string(c.ID) + " --acs-url"},
		{What: "connection id", Value: string(c.ID)}, {What: "name", Value: c.Name},
		{What: "issuer", Value: c.OIDC.Issuer}, {What: "client ID", Value: c.OIDC.ClientID},
	}
}

// notSAML is why an action about SAML cannot be done with a connection.
func (c *connection) notSAML() string {
	if c.About.connection.ByOIDC() {
		return "it signs people in by OpenID Connect, which has none"
	}
	return ""
}

// changed says what saving a connection came to.
func changed(c model.Connection) func(any) (string, tea.Cmd) {
	return func(result any) (string, tea.Cmd) {
		if n := len(result.([]diagnose.Lint)); n > 0 {
			return "changed " + c.Name + ", with " + widget.Count(n, "warning"), nil
		}
		return "changed " + c.Name, nil
	}
}
