package seed

import (
	"slices"
	"strings"
	"time"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/service/signin"
	"gatehouse/service/tenant"
)

// environment plans one. The built-in demo's callback stays among its redirects.
func (p *plan) environment(s model.SeedEnvironment) error {
	before, ok := p.environments[s.Kind]
	if !ok {
		return model.Refuse("kind", "use staging or production", "there is no environment of kind %q",
			model.Short(string(s.Kind)))
	}
	after, err := core.Clone(before)
	if err != nil {
		return err
	}
	model.SetIf(&after.Name, s.Name)
	model.SetIf(&after.ClientID, s.ClientID)
	model.SetIf(&after.PortalReturnURI, s.PortalReturnURI)
	if s.RedirectURIs != nil {
		after.RedirectURIs = append(demoRedirects(before), s.RedirectURIs...)
	}
	model.SetIf(&after.DefaultRedirect, s.DefaultRedirect)
	if !slices.Contains(after.RedirectURIs, after.DefaultRedirect) && s.DefaultRedirect == nil {
		after.DefaultRedirect = ""
	}
	if s.SuccessURIs != nil {
		after.SuccessURIs = s.SuccessURIs
	}
	if s.CustomAttributes != nil {
		after.CustomAttributes = nil
		for _, a := range s.CustomAttributes {
			after.CustomAttributes = append(after.CustomAttributes, model.CustomAttribute(a))
		}
	}
	if s.DirectoryAttributes != nil {
		after.DirectoryAttributes = slices.Sorted(slices.Values(s.DirectoryAttributes))
	}
	model.SetIf(&after.HideRaw, s.HideRaw)
	if s.Roles != nil {
		after.Roles = nil
		for _, r := range s.Roles {
			after.Roles = append(after.Roles, r.Role(before))
		}
	}
	model.SetIf(&after.DefaultRole, s.DefaultRole)
	model.SetIf(&after.MultipleRoles, s.MultipleRoles)
	model.SetIf(&after.PortalRoles, s.PortalRoles)
	if s.SessionTimeout != nil {
		if after.SessionTimeout, err = time.ParseDuration(*s.SessionTimeout); err != nil {
			return model.Refuse("session_timeout", "write it like 5m", "%q is no duration",
				model.Short(*s.SessionTimeout))
		}
	}
	model.SetIf(&after.KeepDays, s.KeepDays)
	model.SetIf(&after.KeepMiB, s.KeepMiB)
	if after.Name, err = model.CleanName("name", after.Name); err != nil {
		return err
	}
	if err := checkGivenID(model.PrefixClient, model.ID(after.ClientID)); err != nil {
		return err
	}
	if err := after.Check(before.RedirectURIs); err != nil {
		return err
	}
	p.environments[s.Kind] = after
	return p.keep("environment "+after.Name, before, after)
}

func demoRedirects(e model.Environment) []string {
	return slices.DeleteFunc(slices.Clone(e.RedirectURIs),
		func(u string) bool { return !strings.HasSuffix(u, model.DemoCallback) })
}

// organization plans one.
func (p *plan) organization(s model.SeedOrganization) error {
	if s.Environment == "" {
		s.Environment = model.Staging
	}
	env, ok := p.environments[s.Environment]
	if !ok {
		return model.Refuse("environment", "use staging or production", "there is no environment %q",
			model.Short(string(s.Environment)))
	}
	at, err := p.findOrganization(env, s)
	if err != nil {
		return err
	}
	var before model.Noun
	o := model.Organization{ID: s.ID, EnvironmentID: env.ID, Created: p.core.Now(), Updated: p.core.Now()}
	if at >= 0 {
		before = p.organizations[at]
		if o, err = core.Clone(p.organizations[at]); err != nil {
			return err
		}
	} else if o.ID == "" {
		o.ID = model.StableID(model.PrefixOrganization, string(env.Kind), s.Name, signin.OrEmpty(s.ExternalID))
	} else if err := checkGivenID(model.PrefixOrganization, o.ID); err != nil {
		return err
	}
	o.Name = s.Name
	model.SetIf(&o.ExternalID, s.ExternalID)
	model.SetIf(&o.AllowOutside, s.AllowOutside)
	if s.Metadata != nil {
		o.Metadata = s.Metadata
	}
	if s.Domains != nil {
		if err := p.domains(&o, s.Domains); err != nil {
			return err
		}
	}
	if err := o.Check(); err != nil {
		return err
	}
	if at >= 0 {
		p.organizations[at] = o
	} else {
		p.organizations = append(p.organizations, o)
	}
	return p.keep("organization "+o.Name, before, o)
}

// findOrganization finds the one that is meant, -1 for none.
func (p *plan) findOrganization(env model.Environment, s model.SeedOrganization) (int, error) {
	find := func(is func(model.Organization) bool) []int {
		var found []int
		for i, o := range p.organizations {
			if o.EnvironmentID == env.ID && is(o) {
				found = append(found, i)
			}
		}
		return found
	}
	if s.ID != "" {
		if i := slices.IndexFunc(p.organizations, func(o model.Organization) bool { return o.ID == s.ID }); i < 0 ||
			p.organizations[i].EnvironmentID == env.ID {
			return i, nil
		}
		return -1, model.Refuse("environment", "leave out the id", "%q is an organization of the other environment",
			s.ID)
	}
	found := find(func(o model.Organization) bool {
		return s.ExternalID != nil && *s.ExternalID != "" && o.ExternalID == *s.ExternalID
	})
	if len(found) == 0 {
		found = find(func(o model.Organization) bool { return o.Name == strings.TrimSpace(s.Name) })
	}
	switch len(found) {
	case 0:
		return -1, nil
	case 1:
		return found[0], nil
	}
	return -1, model.Refuse("name", "give its id or external id", "%d organizations are named %q", len(found),
		model.Short(s.Name))
}

// domains plans those of an organization. What is there already keeps its id,
// its record and its proof.
func (p *plan) domains(o *model.Organization, want []model.SeedDomain) error {
	before := o.Domains
	var names []model.NewDomain
	for _, s := range want {
		if s.State == "" || s.State == model.DomainFailed {
			s.State = model.DomainPending
		}
		names = append(names, model.NewDomain{Domain: s.Domain, State: s.State})
	}
	if err := tenant.SetDomains(p.core, o, names); err != nil {
		return err
	}
	for i := range o.Domains {
		x, s := &o.Domains[i], want[i]
		if slices.ContainsFunc(before, func(old model.Domain) bool { return old.ID == x.ID }) {
			continue
		}
		x.ID = model.StableID(model.PrefixDomain, string(o.ID), x.Domain)
		if s.ID != "" {
			if err := checkGivenID(model.PrefixDomain, s.ID); err != nil {
				return err
			}
			x.ID = s.ID
		}
		if s.Token != "" && s.Prefix != "" {
			if err := model.CheckText("verification_token", s.Prefix+s.Token, 200); err != nil {
				return err
			}
			x.Prefix, x.Token = s.Prefix, s.Token
		}
		if s.Since != "" {
			since, err := time.Parse(time.RFC3339, s.Since)
			if err != nil {
				return model.Refuse("verification_since", "write it like 2026-01-31T12:00:00Z", "%q is no time",
					model.Short(s.Since))
			}
			x.Since = since.UTC()
		}
		if s.State == model.DomainFailed {
			x.State = model.DomainFailed
		}
	}
	return nil
}
