package tenant

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"gatehouse/model"
	"gatehouse/service/core"
)

// newDomain makes a domain of an organization; a pending one gets its record.
func (s Service) newDomain(o model.Organization, name string, state model.DomainState) model.Domain {
	now := s.core.Now()
	x := model.Domain{ID: model.NewID(model.PrefixDomain, now), Domain: name, State: state, Created: now, Updated: now}
	if state != model.DomainVerified {
		id := string(o.ID)
		x.Prefix = "gatehouse-domain-verification-" + strings.ToLower(id[max(0, len(id)-6):])
		x.Token, x.Since = rand.Text()[:25], now
	}
	return x
}

// Domain gives a domain by its id, with the organization that it belongs to.
func (s Service) Domain(ctx context.Context, id model.ID) (model.Organization, model.Domain, error) {
	s, err := pass(s.core.See(ctx, model.ActSeeOrganizations, core.OfNamed(model.NameDomainID.Of(string(id)))))
	if err != nil {
		return model.Organization{}, model.Domain{}, err
	}
	o, err := core.ReadNamed[model.Organization](ctx, s.core.Store, model.NameDomainID.Of(string(id)))
	if err != nil {
		return o, model.Domain{}, err
	}
	x, err := o.Domain(id)
	return o, x, err
}

// DomainNamed gives a domain of an environment by its name: the verified one, or
// the one that waits to be. Of several that wait none is meant more than the
// others: the error names their organizations.
func (s Service) DomainNamed(ctx context.Context, environment model.ID,
	name string) (model.Organization, model.Domain, error) {
	s, err := pass(s.core.See(ctx, model.ActSeeOrganizations, core.Within(&environment, nil)))
	if err != nil {
		return model.Organization{}, model.Domain{}, err
	}
	if name, err = model.NormalizeDomain(name); err != nil {
		return model.Organization{}, model.Domain{}, err
	}
	all, err := s.claims(ctx, environment, name)
	if err != nil {
		return model.Organization{}, model.Domain{}, err
	}
	switch len(all) {
	case 0:
		return model.Organization{}, model.Domain{}, fmt.Errorf("domain %q: %w", name, model.ErrNotFound)
	case 1:
		return all[0].Organization, all[0].Domain, nil
	}
	var ids []string
	for _, c := range all {
		ids = append(ids, fmt.Sprintf("%s (%s)", c.Domain.ID, c.Organization.Name))
	}
	return model.Organization{}, model.Domain{}, model.Refuse("domain", "give the id of one: "+strings.Join(ids, ", "),
		"several organizations claim %q", name)
}

// claim is a domain with the organization whose it is, or that says so.
type claim struct {
	Organization model.Organization
	Domain       model.Domain
}

// claims lists who has a domain: its one holder if it is verified, else all that
// wait for it.
func (s Service) claims(ctx context.Context, environment model.ID, name string) ([]claim, error) {
	holder, err := s.holder(ctx, environment, name)
	if none, err := core.Missing(err); err != nil {
		return nil, err
	} else if !none {
		return []claim{holder}, nil
	}
	organizations, err := s.Organizations(ctx, model.OrganizationQuery{Environment: environment, Text: name})
	if err != nil {
		return nil, err
	}
	var all []claim
	for _, o := range organizations {
		if x, ok := o.DomainNamed(name); ok {
			all = append(all, claim{o, x})
		}
	}
	return all, nil
}

// holder is who has verified a domain. ErrNotFound if nobody has.
func (s Service) holder(ctx context.Context, environment model.ID, name string) (claim, error) {
	o, err := core.ReadNamed[model.Organization](ctx, s.core.Store, model.NameDomain.In(environment, name))
	if err != nil {
		return claim{}, err
	}
	if x, ok := o.DomainNamed(name); ok && x.State == model.DomainVerified {
		return claim{o, x}, nil
	}
	return claim{}, fmt.Errorf("domain %q: %w", name, model.ErrNotFound)
}
