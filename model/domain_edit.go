package model

import (
	"context"
	"fmt"
	"slices"
)

// AddDomain gives an organization an email domain: at once if an operator
// vouches for it ([DomainVerified]), else when its owner has proved it.
func (d *Desk) AddDomain(ctx context.Context, organization ID, domain string, state DomainState) (Organization, Domain, error) {
	d, err := d.do(ctx, ActChangeDomains, ofOrganization(organization))
	if err != nil {
		return Organization{}, Domain{}, err
	}
	name, err := OwnableDomain(domain)
	if err != nil {
		return Organization{}, Domain{}, err
	}
	o, err := d.reviseOrganization(ctx, organization, "added the domain "+name+" to %s", func(o *Organization) error {
		if o.has(name) {
			return refuse("domain", "nothing is left to do", "%q belongs to %s already", name, o.Name)
		}
		before := *o
		all := append(o.wanted(), NewDomain{name, state})
		if err := d.setDomains(o, all); err != nil {
			return err
		}
		return d.mayRelax(before, *o)
	})
	if err != nil {
		return o, Domain{}, err
	}
	return o, o.Domains[len(o.Domains)-1], nil
}

func (o Organization) has(name string) bool {
	_, ok := o.domainNamed(name)
	return ok
}

// checkClaims refuses a domain to prove that another organization has proved
// already. Two that have not can both wait for it.
func (d *Desk) checkClaims(ctx context.Context, before, after Organization) error {
	for _, x := range after.Domains {
		if x.State == DomainVerified || before.has(x.Domain) {
			continue // the store decides who holds a verified one
		}
		holder, err := d.holder(ctx, after.EnvironmentID, x.Domain)
		if none, err := missing(err); err != nil {
			return err
		} else if none || holder.Organization.ID == after.ID {
			continue
		}
		return d.explainTaken(ctx, &NameTaken{Name: nameDomain.in(after.EnvironmentID, x.Domain), By: holder.Organization.ID})
	}
	return nil
}

// wanted lists the domains as [Desk.setDomains] takes them.
func (o Organization) wanted() []NewDomain {
	var all []NewDomain
	for _, x := range o.Domains {
		state := x.State
		if state == DomainFailed {
			state = DomainPending
		}
		all = append(all, NewDomain{x.Domain, state})
	}
	return all
}

// domain finds one by its id.
func (o Organization) domain(id ID) (Domain, error) {
	for _, x := range o.Domains {
		if x.ID == id {
			return x, nil
		}
	}
	return Domain{}, fmt.Errorf("domain %q: %w", id, ErrNotFound)
}

// RemoveDomain takes a domain from its organization: users with such an address
// can no longer sign in.
func (d *Desk) RemoveDomain(ctx context.Context, id ID) (Organization, error) {
	d, err := d.do(ctx, ActChangeDomains, ofNamed(nameDomainID.of(string(id))))
	if err != nil {
		return Organization{}, err
	}
	o, x, err := d.Domain(ctx, id)
	if err != nil {
		return o, err
	}
	return d.reviseOrganization(ctx, o.ID, "removed the domain "+x.Domain+" from %s", func(o *Organization) error {
		if _, err := o.domain(id); err != nil {
			return err
		}
		o.Domains = slices.DeleteFunc(o.Domains, func(x Domain) bool { return x.ID == id })
		return nil
	})
}
