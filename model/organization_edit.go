package model

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// OutsideWarning is what to tell an operator before they allow profiles from
// outside the organization's domains.
const OutsideWarning = "By default only profiles whose email domain is among the organization's domains can sign in. " +
	"With this option any email address can. Your code can then no longer trust the email of a profile to be verified: " +
	"use its organization_id or connection_id to tell whose it is."

// NewOrganization is what an organization starts with.
type NewOrganization struct {
	Environment  ID
	Name         string
	ExternalID   string
	Domains      []NewDomain
	AllowOutside bool
	Metadata     map[string]string
}

// NewDomain is a domain to add. One that an operator vouches for is
// [DomainVerified], one that its owner has to prove [DomainPending].
type NewDomain struct {
	Domain string
	State  DomainState
}

// CreateOrganization makes an organization with all that it starts with, or
// nothing.
func (d *Desk) CreateOrganization(ctx context.Context, n NewOrganization) (Organization, error) {
	d, err := d.do(ctx, ActCreateOrganization, ofEnvironment(n.Environment))
	if err != nil {
		return Organization{}, err
	}
	o, err := d.newOrganization(ctx, n)
	if err == nil {
		err = d.mayRelax(nil, o)
	}
	if err != nil {
		return Organization{}, err
	}
	if err := d.apply(ctx, "created organization "+o.Name, created(o)); err != nil {
		return Organization{}, err
	}
	return o.at(1).(Organization), nil
}

// Namesakes are the organizations of an environment that are called the same,
// without regard to case: a name may be given twice, and then names neither.
func (d *Desk) Namesakes(ctx context.Context, environment ID, name string) ([]Organization, error) {
	d, err := d.see(ctx, ActSeeOrganizations, within(&environment, nil))
	if err != nil {
		return nil, err
	}
	name = strings.TrimSpace(name)
	all, err := d.Organizations(ctx, OrganizationQuery{Environment: environment, Text: name})
	return slices.DeleteFunc(all, func(o Organization) bool { return !strings.EqualFold(o.Name, name) }), err
}

// newOrganization checks everything and stores nothing.
func (d *Desk) newOrganization(ctx context.Context, n NewOrganization) (Organization, error) {
	if _, err := d.Environment(ctx, n.Environment); err != nil {
		return Organization{}, err
	}
	now := d.now()
	o := Organization{
		ID: NewID(PrefixOrganization, now), EnvironmentID: n.Environment, Name: n.Name, ExternalID: n.ExternalID,
		AllowOutside: n.AllowOutside, Metadata: maps.Clone(n.Metadata), Created: now, Updated: now,
	}
	if err := d.setDomains(&o, n.Domains); err != nil {
		return o, err
	}
	if err := d.checkClaims(ctx, Organization{}, o); err != nil {
		return o, err
	}
	return o, o.check()
}

// check cleans the fields and refuses what cannot be stored.
func (o *Organization) check() (err error) {
	if o.Name, err = cleanName("name", o.Name); err != nil {
		return err
	}
	if err := checkText("external_id", o.ExternalID, 128); err != nil {
		return err
	}
	if len(o.Domains) > maxDomains {
		return refuse("domain", "remove some", "%d are more than the %d that an organization can have", len(o.Domains), maxDomains)
	}
	return checkMetadata(o.Metadata)
}

// maxDomains bounds the domains of an organization.
const maxDomains = 100

func checkMetadata(m map[string]string) error {
	if len(m) > 50 {
		return refuse("metadata", "remove some", "has %d pairs, more than 50", len(m))
	}
	for _, key := range slices.Sorted(maps.Keys(m)) {
		if key == "" {
			return refuse("metadata", "name it", "has an empty key")
		}
		if err := checkText("metadata", key, 40); err != nil {
			return refuse("metadata", "use at most 40 visible characters", "the key %q cannot be stored", short(key))
		}
		if err := checkText("metadata", m[key], 600); err != nil {
			return refuse("metadata", "use at most 600 visible characters", "the value of %q cannot be stored", key)
		}
	}
	return nil
}

// OrganizationPatch changes the fields that are set.
type OrganizationPatch struct {
	Name         *string
	ExternalID   *string
	AllowOutside *bool
	Metadata     map[string]*string // nil deletes the pair
	Domains      []NewDomain        // if not nil, all that it has from now on
}

// UpdateOrganization changes some fields of an organization, all or none.
func (d *Desk) UpdateOrganization(ctx context.Context, id ID, p OrganizationPatch) (Organization, error) {
	d, err := d.do(ctx, ActChangeOrganization, ofOrganization(id))
	if err != nil {
		return Organization{}, err
	}
	return d.reviseOrganization(ctx, id, "changed organization %s", func(o *Organization) error {
		before := *o
		before.Domains = slices.Clone(o.Domains)
		if err := d.patch(o, p); err != nil {
			return err
		}
		return d.mayRelax(before, *o)
	})
}

func (d *Desk) patch(o *Organization, p OrganizationPatch) error {
	set(&o.Name, p.Name)
	set(&o.ExternalID, p.ExternalID)
	set(&o.AllowOutside, p.AllowOutside)
	for key, value := range p.Metadata {
		if value == nil {
			delete(o.Metadata, key)
			continue
		}
		if o.Metadata == nil {
			o.Metadata = map[string]string{}
		}
		o.Metadata[key] = *value
	}
	if p.Domains != nil {
		return d.setDomains(o, p.Domains)
	}
	return nil
}

// reviseOrganization changes one; the action names it by %s.
func (d *Desk) reviseOrganization(ctx context.Context, id ID, action string, change func(*Organization) error) (Organization, error) {
	get := func() (Organization, error) { return d.Organization(ctx, id) }
	return revise(ctx, d, get, func(o *Organization) (string, error) {
		before := *o
		before.Domains = slices.Clone(o.Domains)
		if err := change(o); err != nil {
			return "", err
		}
		if err := d.checkClaims(ctx, before, *o); err != nil {
			return "", err
		}
		err := o.check()
		return fmt.Sprintf(action, o.Name), err
	})
}

// setDomains makes these the organization's domains. One that it has already
// stays what it is, except that a pending one can become verified.
func (d *Desk) setDomains(o *Organization, want []NewDomain) error {
	var domains []Domain
	for _, n := range want {
		name, err := o.domainToSet(n.Domain)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(domains, func(x Domain) bool { return x.Domain == name }) {
			return refuse("domain", "name it once", "%q is there twice", name)
		}
		if n.State != DomainVerified && n.State != DomainPending {
			return refuse("state", "use pending or verified", "%q is no state that a domain can be given", n.State)
		}
		x := d.newDomain(*o, name, n.State)
		if i := slices.IndexFunc(o.Domains, func(x Domain) bool { return x.Domain == name }); i >= 0 {
			x = o.Domains[i]
			if n.State == DomainVerified && x.State != DomainVerified {
				x = x.verified(d.now())
			}
		}
		domains = append(domains, x)
	}
	o.Domains = domains
	return nil
}

// domainToSet is a domain that an organization is to have. What it has already
// stays, also if it would be refused today.
func (o Organization) domainToSet(text string) (string, error) {
	if o.has(text) {
		return text, nil
	}
	name, err := NormalizeDomain(text)
	if err != nil || o.has(name) {
		return name, err
	}
	return name, checkOwnable(name)
}

// verified is the domain with its ownership proved.
func (x Domain) verified(now time.Time) Domain {
	x.State, x.Problem, x.Updated = DomainVerified, "", now
	return x
}
