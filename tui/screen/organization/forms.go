package organization

import (
	"context"
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// newOrganizationForm makes an organization, with its first domain if it is
// known.
func newOrganizationForm(w *screen.World, services Services) *screen.Form {
	env := w.Environment.ID
	return &screen.Form{
		World: w, Heading: "New organization", Required: []string{"name"},
		Fields: []*widget.Field{
			{Name: "name", Label: "Name", Help: "as the customer calls itself"},
			{Name: "domain", Label: "Email domain", Help: "acme.com; you vouch for it, more can be added later",
				Check: checkDomain},
			{Name: "external_id", Label: "External id", Help: "the id that your app has for it, if any"},
		},
		Save: func(ctx context.Context, v map[string]string) (any, error) {
			n := model.NewOrganization{Environment: env, Name: v["name"], ExternalID: v["external_id"]}
			if v["domain"] != "" {
				n.Domains = []model.NewDomain{{Domain: v["domain"], State: model.DomainVerified}}
			}
			others, err := services.Namesakes(ctx, env, n.Name)
			if err != nil {
				return nil, err
			}
			o, err := services.CreateOrganization(ctx, n)
			return madeOrganization{o, len(others) > 0}, err
		},
		Saved: func(result any) (string, tea.Cmd) {
			made := result.(madeOrganization)
			text := "made " + made.Name
			if made.ambiguous {
				text += "; another one has the same name: tell them apart by id"
			}
			return text, w.Nav.Organization(made.ID)
		},
	}
}

type madeOrganization struct {
	model.Organization
	ambiguous bool // there was one of its name
}

// Whose profiles an organization accepts.
const (
	insideOnly = "only those of its domains"
	anybody    = "any email address"
)

// newOrganizationEdit changes what an organization is called and whom it lets in.
func newOrganizationEdit(w *screen.World, services Services, o model.Organization) *screen.Form {
	profiles := insideOnly
	if o.AllowOutside {
		profiles = anybody
	}
	return &screen.Form{
		World: w, Heading: "Edit " + o.Name, Required: []string{"name"},
		Fields: []*widget.Field{
			{Name: "name", Label: "Name", Help: "as the customer calls itself", Initial: o.Name},
			{Name: "external_id", Label: "External id", Help: "the id that your app has for it; empty for none",
				Initial: o.ExternalID},
			{Name: "profiles", Label: "Profiles", Choices: []string{insideOnly, anybody}, Initial: profiles,
				Help: "left and right choose",
				Warn: func(v string) string {
					if v == anybody {
						return model.OutsideWarning
					}
					return ""
				}},
		},
		Save: func(ctx context.Context, v map[string]string) (any, error) {
			name, external, outside := v["name"], v["external_id"], v["profiles"] == anybody
			return services.UpdateOrganization(ctx, o.ID,
				model.OrganizationPatch{Name: &name, ExternalID: &external, AllowOutside: &outside})
		},
		Sure: func(v map[string]string) (string, string) {
			if o.AllowOutside || v["profiles"] != anybody {
				return "", ""
			}
			return o.Name + ": " + model.OutsideWarning, "Accept any email address?"
		},
		Saved: func(any) (string, tea.Cmd) { return "", nil },
	}
}

// newMetadataForm changes the metadata of an organization, a pair a field.
func newMetadataForm(w *screen.World, services Services, o model.Organization) *screen.Form {
	f := &screen.Form{World: w, Heading: "Metadata of " + o.Name, Saved: func(any) (string, tea.Cmd) { return "", nil }}
	for _, key := range slices.Sorted(maps.Keys(o.Metadata)) {
		f.Fields = append(f.Fields, &widget.Field{Name: "=" + key, Label: key, Initial: o.Metadata[key],
			Help: "empty removes it"})
	}
	f.Fields = append(f.Fields,
		&widget.Field{Name: "key", Label: "New key", Help: "such as tier; at most 40 characters"},
		&widget.Field{Name: "value", Label: "New value", Help: "at most 600 characters"})
	f.Save = func(ctx context.Context, v map[string]string) (any, error) {
		patch := map[string]*string{}
		for name, value := range v {
			key, own := strings.CutPrefix(name, "=")
			switch {
			case own && value == "":
				patch[key] = nil
			case own:
				patch[key] = &value
			}
		}
		if key, value := v["key"], v["value"]; key != "" {
			patch[key] = &value
		} else if value != "" {
			return nil, &model.FieldError{Field: "key", Reason: "is empty", Remedy: "name the value"}
		}
		return services.UpdateOrganization(ctx, o.ID, model.OrganizationPatch{Metadata: patch})
	}
	return f
}

// How a domain is added: by whose word.
const (
	vouched = "verified: we vouch for it"
	pending = "pending: its owner proves it by a DNS record"
)

// newDomainForm adds an email domain to an organization.
func newDomainForm(w *screen.World, services Services, o model.Organization) *screen.Form {
	return &screen.Form{
		World: w, Heading: "Add a domain to " + o.Name, Required: []string{"domain"},
		Fields: []*widget.Field{
			{Name: "domain", Label: "Email domain", Help: "acme.com, without @ and www", Check: checkDomain},
			{Name: "state", Label: "State", Help: "left and right choose", Choices: []string{vouched, pending}},
		},
		Save: func(ctx context.Context, v map[string]string) (any, error) {
			state := model.DomainVerified
			if v["state"] == pending {
				state = model.DomainPending
			}
			_, d, err := services.AddDomain(ctx, o.ID, v["domain"], state)
			return d, err
		},
		Saved: func(result any) (string, tea.Cmd) { return "added " + result.(model.Domain).Domain, nil },
	}
}

func checkDomain(name string) error {
	_, err := model.OwnableDomain(name)
	return err
}
