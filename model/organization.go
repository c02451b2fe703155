package model

import (
	"context"
	"time"
)

// Organization is one customer.
type Organization struct {
	ID            ID                `json:"id"`
	EnvironmentID ID                `json:"environment_id"`
	Name          string            `json:"name"`
	ExternalID    string            `json:"external_id,omitempty"`
	Domains       []Domain          `json:"domains,omitempty"`
	AllowOutside  bool              `json:"allow_profiles_outside_organization,omitempty"`
	Metadata      map[string]string `json:"metadata,omitempty"`
	Sample        string            `json:"sample,omitempty"` // what a demonstration organization is for
	Created       time.Time         `json:"created_at"`
	Updated       time.Time         `json:"updated_at"`

	Revision uint64 `json:"-"`
}

func (o Organization) key() (Kind, ID) { return KindOrganization, o.ID }
func (o Organization) parent() ID      { return o.EnvironmentID }

// names: only a verified domain is held. Several organizations can claim one; the
// first to prove it gets it.
func (o Organization) names() []string {
	var names []string
	for _, x := range o.Domains {
		names = append(names, nameDomainID.of(string(x.ID)))
		if x.State == DomainVerified {
			names = append(names, nameDomain.in(o.EnvironmentID, x.Domain))
		}
	}
	if o.ExternalID != "" {
		names = append(names, nameExternal.in(o.EnvironmentID, o.ExternalID))
	}
	return names
}
func (o Organization) revision() uint64 { return o.Revision }
func (o Organization) at(r uint64) noun { o.Revision = r; return o }

func (o Organization) touched(now time.Time) noun { o.Updated = now; return o }

// VerifiedDomains are those that a profile's email may come from.
func (o Organization) VerifiedDomains() []string {
	var names []string
	for _, x := range o.Domains {
		if x.State == DomainVerified {
			names = append(names, x.Domain)
		}
	}
	return names
}

// Organization gives one by its id.
func (d *Desk) Organization(ctx context.Context, id ID) (Organization, error) {
	d, err := d.see(ctx, ActSeeOrganizations, ofOrganization(id))
	if err != nil {
		return Organization{}, err
	}
	return read[Organization](ctx, d.store, KindOrganization, id)
}

// OrganizationByExternalID gives the one that an app knows by its own id.
func (d *Desk) OrganizationByExternalID(ctx context.Context, environment ID, external string) (Organization, error) {
	d, err := d.see(ctx, ActSeeOrganizations, within(&environment, nil))
	if err != nil {
		return Organization{}, err
	}
	return readNamed[Organization](ctx, d.store, nameExternal.in(environment, external))
}

// OrganizationQuery selects organizations of an environment.
type OrganizationQuery struct {
	Environment ID
	Text        string // found in name, domain, external id or id, without regard to case
	Limit       int    // 0 means all
}
