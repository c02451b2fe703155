package connection

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// NewForm makes a connection for an organization. What the identity
// provider says of itself is shown before it is trusted.
func NewForm(w *screen.World, services Services, o model.Organization) *screen.Form {
	types := typeChoices()
	if w.Options.TestIdPOff != "" || w.Environment.Kind == model.Production {
		types = customerTypes()
	}
	needsSetup := func(value func(string) string) bool {
		return typeOf(value("type")) != model.TestIdPType && !openID(value)
	}
	f := &screen.Form{World: w, Heading: "New connection for " + o.Name,
		Required: slices.Concat([]string{"type"}, neededSetup, neededOpenID)}
	f.Fields = slices.Concat([]*widget.Field{
		{Name: "type", Label: "Provider", Choices: types, Initial: model.TypeLabel("OktaSAML"),
			Help: "type a part of its name, or left and right"},
		{Name: "name", Label: "Name", Help: "empty takes the organization's: " + o.Name},
	}, openIDFields(model.OIDC{}, openID), setupFields(w, append(sources(w), fromNone), needsSetup))
	f.Save = func(ctx context.Context, v map[string]string) (any, error) {
		n := model.NewConnection{Organization: o.ID, Type: typeOf(v["type"]), Name: v["name"]}
		var err error
		if model.IsOIDC(n.Type) {
			n.OIDC, err = readOpenID(ctx, services, model.OIDC{}, v)
		} else if n.Type != model.TestIdPType {
			n.IdP, err = readSetup(ctx, services, w.Options.Dir, v)
		}
		if err != nil {
			return nil, err
		}
		if n.IdP == nil {
			c, _, err := services.CreateConnection(ctx, n)
			return c, err
		}
		c, lints, err := services.PreviewConnection(ctx, n)
		return proposal{c, lints, func(ctx context.Context) (model.Connection, error) {
			c, _, err := services.CreateConnection(ctx, n)
			return c, err
		}}, err
	}
	previewed(f)
	return f
}

// NewImportForm gives a connection the identity provider's settings, or others
// in the place of those it has.
func NewImportForm(w *screen.World, services Services, c model.Connection) *screen.Form {
	f := &screen.Form{World: w, Heading: "Settings of " + c.Name, Required: neededSetup}
	f.Fields = setupFields(w, sources(w), func(func(string) string) bool { return true })
	for _, x := range f.Fields {
		switch x.Name {
		case "metadata_url":
			x.Initial = c.MetadataURL
		case "idp_entity_id":
			x.Initial = c.IdPEntityID
		case "sso_url":
			x.Initial = c.SSOURL
		case "sso_binding":
			x.Initial = string(c.SSOBinding)
		case "reach":
			if c.MetadataPrivate {
				x.Initial = privateToo
			}
		}
	}
	f.Save = func(ctx context.Context, v map[string]string) (any, error) {
		s, err := readSetup(ctx, services, w.Options.Dir, v)
		if err != nil {
			return nil, err
		}
		after, lints, err := services.PreviewConfigure(ctx, c.ID, *s)
		return proposal{after, lints, func(ctx context.Context) (model.Connection, error) {
			c, _, err := services.Configure(ctx, c.ID, *s)
			return c, err
		}}, err
	}
	previewed(f)
	return f
}

// previewed lets the form show what it would do before it does it.
func previewed(f *screen.Form) {
	f.Instead = func(err error, values map[string]string) (tea.Cmd, bool) { return chooseProvider(f, err, values) }
	f.Keep = func(result any) bool { _, yes := result.(proposal); return yes }
	f.Saved = func(result any) (string, tea.Cmd) {
		if p, yes := result.(proposal); yes {
			return "", f.Stack.Push(newReview(f, p))
		}
		return "made " + result.(model.Connection).Name, arrive(f.World, result.(model.Connection))
	}
}

// arrive goes to a connection's page, unless it is there below already.
func arrive(w *screen.World, c model.Connection) tea.Cmd {
	if top, ok := w.Stack.Top().(*connection); ok && top.ID == c.ID {
		return nil
	}
	w.Stack.DropTransient()
	return w.Nav.Connection(c.ID)
}

// typeChoices are the types as people call them. Two of the same name are told
// apart by the type itself.
func typeChoices() []string {
	seen := map[string]int{}
	for _, t := range model.ConnectionTypes() {
		seen[model.TypeLabel(t)]++
	}
	var all []string
	for _, t := range model.ConnectionTypes() {
		label := model.TypeLabel(t)
		if seen[label] > 1 {
			label += " (" + t + ")"
		}
		all = append(all, label)
	}
	return all
}

// customerTypes are the types without that of the test identity provider.
func customerTypes() []string {
	return slices.DeleteFunc(typeChoices(),
		func(label string) bool { return label == model.TypeLabel(model.TestIdPType) })
}

// samlTypes are those of them by SAML: a connection by it stays one.
func samlTypes() []string {
	return slices.DeleteFunc(customerTypes(), func(label string) bool { return model.IsOIDC(typeOf(label)) })
}

func typeOf(choice string) string {
	i := slices.Index(typeChoices(), choice)
	if i < 0 {
		return choice // refused by the services, which say so
	}
	return model.ConnectionTypes()[i]
}

func choiceOf(connectionType string) string {
	i := slices.Index(model.ConnectionTypes(), connectionType)
	if i < 0 {
		return connectionType
	}
	return typeChoices()[i]
}
