package connection

import (
	"cmp"
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// What a profile cannot do without, beyond id and email.
var requirements = map[string][]string{
	"id and email": nil, "first and last name too": {"first_name", "last_name"}, "the whole name too": {"name"},
}

// newMappingForm changes by hand which received attributes fill the profile.
func newMappingForm(w *screen.World, services Services, c model.Connection) *screen.Form {
	m := c.Mapping
	f := &screen.Form{World: w, Heading: "Mapping of " + c.Name}
	for _, x := range saml.ProfileFields() {
		f.Fields = append(f.Fields, &widget.Field{Name: x.Key, Label: x.Key, Initial: strings.Join(x.Names(m), ", "),
			Help: "received names, the first that arrives wins; empty: the usual ones"})
	}
	for _, a := range w.Environment.CustomAttributes {
		f.Fields = append(f.Fields, &widget.Field{Name: "=" + a.Name, Label: a.Name, Initial: m.Custom[a.Name],
			Help: cmp.Or(a.Description, "a custom attribute of the environment") + "; one received name"})
	}
	f.Fields = append(f.Fields, &widget.Field{Name: "required", Label: "Required",
		Choices: widget.SortedKeys(requirements), Initial: requirementOf(m), Help: "what a profile cannot do without"})
	f.Save = func(ctx context.Context, v map[string]string) (any, error) {
		return services.ApplyMapping(ctx, c.ID, mappingOf(m, v))
	}
	f.Sure = func(v map[string]string) (string, string) {
		after := c
		after.Mapping = mappingOf(m, v)
		return sureOf(c, after), "Change the mapping?"
	}
	f.Saved = func(any) (string, tea.Cmd) { return "", nil }
	return f
}

func requirementOf(m saml.Mapping) string {
	for name, fields := range requirements {
		if strings.Join(fields, " ") == strings.Join(m.Required, " ") {
			return name
		}
	}
	return "id and email"
}

// mappingOf is what the form says; custom attributes that it did not ask for
// stay.
func mappingOf(m saml.Mapping, v map[string]string) saml.Mapping {
	for _, x := range saml.ProfileFields() {
		var names []string
		for _, name := range strings.Split(v[x.Key], ",") {
			if name = strings.TrimSpace(name); name != "" {
				names = append(names, name)
			}
		}
		x.SetNames(&m, names)
	}
	custom := map[string]string{}
	for name, received := range m.Custom {
		custom[name] = received
	}
	for name, received := range v {
		if own, yes := strings.CutPrefix(name, "="); yes {
			delete(custom, own)
			if received != "" {
				custom[own] = received
			}
		}
	}
	m.Custom, m.Required = nil, requirements[v["required"]]
	if len(custom) > 0 {
		m.Custom = custom
	}
	return m
}
