package tenant

import (
	"context"
	"fmt"
	"slices"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// AddDomain gives an organization an email domain: at once if an operator
// vouches for it ([model.DomainVerified]), else when its owner has proved it.
func (s Service) AddDomain(ctx context.Context, organization model.ID, domain string,
	state model.DomainState) (model.Organization, model.Domain, error) {
	s, err := pass(s.core.Do(ctx, model.ActChangeDomains, core.OfOrganization(organization)))
	if err != nil {
		return model.Organization{}, model.Domain{}, err
	}
	name, err := model.OwnableDomain(domain)
	if err != nil {
		return model.Organization{}, model.Domain{}, err
	}
	o, err := s.reviseOrganization(ctx, organization, "added the domain "+name+" to %s",
		func(o *model.Organization) error {
			if o.Has(name) {
				return &model.FieldError{Field: "domain", Remedy: "nothing is left to do", Err: model.ErrHasDomain,
					Reason: fmt.Sprintf("%q belongs to %s already", name, o.Name)}
			}
			before := *o
			all := append(o.Wanted(), model.NewDomain{Domain: name, State: state})
			if err := SetDomains(s.core, o, all); err != nil {
				return err
			}
			return s.core.MayRelax(before, *o)
		})
	if err != nil {
		return o, model.Domain{}, err
	}
	return o, o.Domains[len(o.Domains)-1], nil
}

// checkClaims refuses a domain to prove that another organization has proved
// already. Two that have not can both wait for it.
func (s Service) checkClaims(ctx context.Context, before, after model.Organization) error {
	for _, x := range after.Domains {
		if x.State == model.DomainVerified || before.Has(x.Domain) {
			continue // the store decides who holds a verified one
		}
		holder, err := s.holder(ctx, after.EnvironmentID, x.Domain)
		if none, err := core.Missing(err); err != nil {
			return err
		} else if none || holder.Organization.ID == after.ID {
			continue
		}
		return s.core.ExplainTaken(ctx, &storage.NameTaken{Name: model.NameDomain.In(after.EnvironmentID, x.Domain),
			By: holder.Organization.ID})
	}
	return nil
}

// RemoveDomain takes a domain from its organization: users with such an address
// can no longer sign in.
func (s Service) RemoveDomain(ctx context.Context, id model.ID) (model.Organization, error) {
	s, err := pass(s.core.Do(ctx, model.ActChangeDomains, core.OfNamed(model.NameDomainID.Of(string(id)))))
	if err != nil {
		return model.Organization{}, err
	}
	o, x, err := s.Domain(ctx, id)
	if err != nil {
		return o, err
	}
	return s.reviseOrganization(ctx, o.ID, "removed the domain "+x.Domain+" from %s",
		func(o *model.Organization) error {
			if _, err := o.Domain(id); err != nil {
				return err
			}
			o.Domains = slices.DeleteFunc(o.Domains, func(x model.Domain) bool { return x.ID == id })
			return nil
		})
}
