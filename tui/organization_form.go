package tui

import (
	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
)

// newOrganizationForm makes an organization, with its first domain if it is
// known.
func newOrganizationForm(w *world) *form {
	ctx, desk, env := w.ctx, w.desk, w.environment.ID
	return &form{
		world: w, heading: "New organization", required: []string{"name"},
		fields: []*field{
			{name: "name", label: "Name", help: "as the customer calls itself"},
			{name: "domain", label: "Email domain", help: "acme.com; you vouch for it, more can be added later", check: checkDomain},
			{name: "external_id", label: "External id", help: "the id that your app has for it, if any"},
		},
		save: func(v map[string]string) (any, error) {
			n := model.NewOrganization{Environment: env, Name: v["name"], ExternalID: v["external_id"]}
			if v["domain"] != "" {
				n.Domains = []model.NewDomain{{Domain: v["domain"], State: model.DomainVerified}}
			}
			return desk.CreateOrganization(ctx, n)
		},
		saved: func(result any) tea.Cmd {
			o := result.(model.Organization)
			w.say(done, "made "+o.Name)
			return w.stack.push(newOrganization(w, o.ID))
		},
	}
}

// How a domain is added: by whose word.
const (
	vouched = "verified: we vouch for it"
	pending = "pending: its owner proves it by a DNS record"
)

// newDomainForm adds an email domain to an organization.
func newDomainForm(w *world, o model.Organization) *form {
	ctx, desk := w.ctx, w.desk
	return &form{
		world: w, heading: "Add a domain to " + o.Name, required: []string{"domain"},
		fields: []*field{
			{name: "domain", label: "Email domain", help: "acme.com, without @ and www", check: checkDomain},
			{name: "state", label: "State", help: "left and right choose", choices: []string{vouched, pending}},
		},
		save: func(v map[string]string) (any, error) {
			state := model.DomainVerified
			if v["state"] == pending {
				state = model.DomainPending
			}
			_, d, err := desk.AddDomain(ctx, o.ID, v["domain"], state)
			return d, err
		},
		saved: func(result any) tea.Cmd {
			w.say(done, "added "+result.(model.Domain).Domain)
			return nil
		},
	}
}

func checkDomain(name string) error {
	_, err := model.NormalizeDomain(name)
	return err
}
