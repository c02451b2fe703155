package model

import (
	"slices"
	"strings"
	"time"
)

// environment plans one. The built-in demo's callback stays among its redirects.
func (p *plan) environment(s SeedEnvironment) error {
	before, ok := p.environments[s.Kind]
	if !ok {
		return refuse("kind", "use staging or production", "there is no environment of kind %q", short(string(s.Kind)))
	}
	after, err := clone(before)
	if err != nil {
		return err
	}
	set(&after.Name, s.Name)
	set(&after.ClientID, s.ClientID)
	set(&after.PortalReturnURI, s.PortalReturnURI)
	if s.RedirectURIs != nil {
		after.RedirectURIs = append(demoRedirects(before), s.RedirectURIs...)
	}
	set(&after.DefaultRedirect, s.DefaultRedirect)
	if !slices.Contains(after.RedirectURIs, after.DefaultRedirect) && s.DefaultRedirect == nil {
		after.DefaultRedirect = ""
	}
	if s.SuccessURIs != nil {
		after.SuccessURIs = s.SuccessURIs
	}
	if s.CustomAttributes != nil {
		after.CustomAttributes = nil
		for _, a := range s.CustomAttributes {
			after.CustomAttributes = append(after.CustomAttributes, CustomAttribute(a))
		}
	}
	if s.SessionTimeout != nil {
		if after.SessionTimeout, err = time.ParseDuration(*s.SessionTimeout); err != nil {
			return refuse("session_timeout", "write it like 5m", "%q is no duration", short(*s.SessionTimeout))
		}
	}
	if after.Name, err = cleanName("name", after.Name); err != nil {
		return err
	}
	if err := checkGivenID(PrefixClient, ID(after.ClientID)); err != nil {
		return err
	}
	if err := after.check(before.RedirectURIs); err != nil {
		return err
	}
	p.environments[s.Kind] = after
	return p.keep("environment "+after.Name, before, after)
}

func demoRedirects(e Environment) []string {
	return slices.DeleteFunc(slices.Clone(e.RedirectURIs), func(u string) bool { return !strings.HasSuffix(u, DemoCallback) })
}

// organization plans one.
func (p *plan) organization(s SeedOrganization) error {
	if s.Environment == "" {
		s.Environment = Staging
	}
	env, ok := p.environments[s.Environment]
	if !ok {
		return refuse("environment", "use staging or production", "there is no environment %q", short(string(s.Environment)))
	}
	at, err := p.findOrganization(env, s)
	if err != nil {
		return err
	}
	var before noun
	o := Organization{ID: s.ID, EnvironmentID: env.ID, Created: p.now(), Updated: p.now()}
	if at >= 0 {
		before = p.organizations[at]
		if o, err = clone(p.organizations[at]); err != nil {
			return err
		}
	} else if o.ID == "" {
		o.ID = stableID(PrefixOrganization, string(env.Kind), s.Name, orEmpty(s.ExternalID))
	} else if err := checkGivenID(PrefixOrganization, o.ID); err != nil {
		return err
	}
	o.Name = s.Name
	set(&o.ExternalID, s.ExternalID)
	set(&o.AllowOutside, s.AllowOutside)
	if s.Metadata != nil {
		o.Metadata = s.Metadata
	}
	if s.Domains != nil {
		if err := p.domains(&o, s.Domains); err != nil {
			return err
		}
	}
	if err := o.check(); err != nil {
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
func (p *plan) findOrganization(env Environment, s SeedOrganization) (int, error) {
	find := func(is func(Organization) bool) []int {
		var found []int
		for i, o := range p.organizations {
			if o.EnvironmentID == env.ID && is(o) {
				found = append(found, i)
			}
		}
		return found
	}
	if s.ID != "" {
		if i := slices.IndexFunc(p.organizations, func(o Organization) bool { return o.ID == s.ID }); i < 0 || p.organizations[i].EnvironmentID == env.ID {
			return i, nil
		}
		return -1, refuse("environment", "leave out the id", "%q is an organization of the other environment", s.ID)
	}
	found := find(func(o Organization) bool {
		return s.ExternalID != nil && *s.ExternalID != "" && o.ExternalID == *s.ExternalID
	})
	if len(found) == 0 {
		found = find(func(o Organization) bool { return o.Name == strings.TrimSpace(s.Name) })
	}
	switch len(found) {
	case 0:
		return -1, nil
	case 1:
		return found[0], nil
	}
	return -1, refuse("name", "give its id or external id", "%d organizations are named %q", len(found), short(s.Name))
}

// domains plans those of an organization. What is there already keeps its id,
// its record and its proof.
func (p *plan) domains(o *Organization, want []SeedDomain) error {
	before := o.Domains
	var names []NewDomain
	for _, s := range want {
		if s.State == "" || s.State == DomainFailed {
			s.State = DomainPending
		}
		names = append(names, NewDomain{s.Domain, s.State})
	}
	if err := p.setDomains(o, names); err != nil {
		return err
	}
	for i := range o.Domains {
		x, s := &o.Domains[i], want[i]
		if slices.ContainsFunc(before, func(old Domain) bool { return old.ID == x.ID }) {
			continue
		}
		x.ID = stableID(PrefixDomain, string(o.ID), x.Domain)
		if s.ID != "" {
			if err := checkGivenID(PrefixDomain, s.ID); err != nil {
				return err
			}
			x.ID = s.ID
		}
		if s.Token != "" && s.Prefix != "" {
			if err := checkText("verification_token", s.Prefix+s.Token, 200); err != nil {
				return err
			}
			x.Prefix, x.Token = s.Prefix, s.Token
		}
		if s.Since != "" {
			since, err := time.Parse(time.RFC3339, s.Since)
			if err != nil {
				return refuse("verification_since", "write it like 2026-01-31T12:00:00Z", "%q is no time", short(s.Since))
			}
			x.Since = since.UTC()
		}
		if s.State == DomainFailed {
			x.State = DomainFailed
		}
	}
	return nil
}
