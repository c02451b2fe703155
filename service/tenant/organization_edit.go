package tenant

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gatehouse/model"
	"gatehouse/service/core"
)

// CreateOrganization makes an organization with all that it starts with, or
// nothing.
func (s Service) CreateOrganization(ctx context.Context, n model.NewOrganization) (model.Organization, error) {
	s, err := pass(s.core.Do(ctx, model.ActCreateOrganization, core.OfEnvironment(n.Environment)))
	if err != nil {
		return model.Organization{}, err
	}
	o, err := NewOrganization(ctx, s.core, n)
	if err == nil {
		err = s.core.MayRelax(nil, o)
	}
	if err != nil {
		return model.Organization{}, err
	}
	if err := s.core.Apply(ctx, "created organization "+o.Name, core.Created(o)); err != nil {
		return model.Organization{}, err
	}
	return o.AtRevision(1).(model.Organization), nil
}

// Namesakes are the organizations of an environment that are called the same,
// without regard to case: a name may be given twice, and then names neither.
func (s Service) Namesakes(ctx context.Context, environment model.ID, name string) ([]model.Organization, error) {
	s, err := pass(s.core.See(ctx, model.ActSeeOrganizations, core.Within(&environment, nil)))
	if err != nil {
		return nil, err
	}
	name = strings.TrimSpace(name)
	all, err := s.Organizations(ctx, model.OrganizationQuery{Environment: environment, Text: name})
	return slices.DeleteFunc(all, func(o model.Organization) bool { return !strings.EqualFold(o.Name, name) }), err
}

// NewOrganization checks everything and stores nothing.
func NewOrganization(ctx context.Context, passed *core.Core, n model.NewOrganization) (model.Organization, error) {
	s := On(passed)
	if _, err := s.Environment(ctx, n.Environment); err != nil {
		return model.Organization{}, err
	}
	now := s.core.Now()
	o := model.Organization{
		ID: s.core.NewID(model.PrefixOrganization, now), EnvironmentID: n.Environment, Name: n.Name,
		ExternalID:   n.ExternalID,
		AllowOutside: n.AllowOutside, Metadata: maps.Clone(n.Metadata), Created: now, Updated: now,
	}
	if err := SetDomains(s.core, &o, n.Domains); err != nil {
		return o, err
	}
	if err := s.checkClaims(ctx, model.Organization{}, o); err != nil {
		return o, err
	}
	return o, o.Check()
}

// UpdateOrganization changes some fields of an organization, all or none.
func (s Service) UpdateOrganization(ctx context.Context, id model.ID,
	p model.OrganizationPatch) (model.Organization, error) {
	s, err := pass(s.core.Do(ctx, model.ActChangeOrganization, core.OfOrganization(id)))
	if err != nil {
		return model.Organization{}, err
	}
	return s.reviseOrganization(ctx, id, "changed organization %s", func(o *model.Organization) error {
		before := *o
		before.Domains = slices.Clone(o.Domains)
		if err := s.patch(o, p); err != nil {
			return err
		}
		return s.core.MayRelax(before, *o)
	})
}

func (s Service) patch(o *model.Organization, p model.OrganizationPatch) error {
	model.SetIf(&o.Name, p.Name)
	model.SetIf(&o.ExternalID, p.ExternalID)
	model.SetIf(&o.AllowOutside, p.AllowOutside)
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
		return SetDomains(s.core, o, p.Domains)
	}
	return nil
}

// reviseOrganization changes one; the action names it by %s.
func (s Service) reviseOrganization(ctx context.Context, id model.ID, action string,
	change func(*model.Organization) error) (model.Organization, error) {
	get := func() (model.Organization, error) { return s.Organization(ctx, id) }
	return core.Revise(ctx, s.core, get, func(o *model.Organization) (string, error) {
		before := *o
		before.Domains = slices.Clone(o.Domains)
		if err := change(o); err != nil {
			return "", err
		}
		if err := s.checkClaims(ctx, before, *o); err != nil {
			return "", err
		}
		err := o.Check()
		return fmt.Sprintf(action, o.Name), err
	})
}

// SetDomains makes these the organization's domains. One that it has already
// stays what it is, except that a pending one can become verified.
func SetDomains(passed *core.Core, o *model.Organization, want []model.NewDomain) error {
	s := On(passed)
	var domains []model.Domain
	for _, n := range want {
		name, err := o.DomainToSet(n.Domain)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(domains, func(x model.Domain) bool { return x.Domain == name }) {
			return model.Refuse("domain", "name it once", "%q is there twice", name)
		}
		if n.State != model.DomainVerified && n.State != model.DomainPending {
			return model.Refuse("state", "use pending or verified", "%q is no state that a domain can be given",
				n.State)
		}
		x := s.newDomain(*o, name, n.State)
		if i := slices.IndexFunc(o.Domains, func(x model.Domain) bool { return x.Domain == name }); i >= 0 {
			x = o.Domains[i]
			if n.State == model.DomainVerified && x.State != model.DomainVerified {
				x = x.Verified(s.core.Now())
			}
		}
		domains = append(domains, x)
	}
	o.Domains = domains
	return nil
}
