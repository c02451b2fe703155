package model

import (
	"errors"
	"fmt"
)

// ErrHasDomain refuses a domain that the organization has already.
var ErrHasDomain = errors.New("the organization has this domain already")

func (o Organization) Has(name string) bool {
	_, ok := o.DomainNamed(name)
	return ok
}

// Wanted lists the domains as [tenant.Service.SetDomains] takes them.
func (o Organization) Wanted() []NewDomain {
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

// Domain finds one by its id.
func (o Organization) Domain(id ID) (Domain, error) {
	for _, x := range o.Domains {
		if x.ID == id {
			return x, nil
		}
	}
	return Domain{}, fmt.Errorf("domain %q: %w", id, ErrNotFound)
}
