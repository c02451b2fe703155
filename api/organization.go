package api

import (
	"time"

	"gatehouse/model"
)

// Organization is an organization with its domains.
type Organization struct {
	ID            model.ID          `json:"id"`
	EnvironmentID model.ID          `json:"environment_id"`
	Name          string            `json:"name"`
	ExternalID    string            `json:"external_id,omitempty"`
	Domains       []Domain          `json:"domains"`
	AllowOutside  bool              `json:"allow_profiles_outside_organization"`
	Metadata      map[string]string `json:"metadata,omitempty"`
	CreatedAt     time.Time         `json:"created_at"`
	UpdatedAt     time.Time         `json:"updated_at"`
}

// OrganizationOf tells of an organization as it is at a time.
func OrganizationOf(o model.Organization, now time.Time) Organization {
	told := Organization{o.ID, o.EnvironmentID, o.Name, o.ExternalID, []Domain{}, o.AllowOutside, o.Metadata,
		o.Created, o.Updated}
	for _, x := range o.Domains {
		told.Domains = append(told.Domains, DomainOf(o, x, now))
	}
	return told
}

// Domain is an email domain of an organization.
type Domain struct {
	ID             model.ID          `json:"id"`
	OrganizationID model.ID          `json:"organization_id"`
	Domain         string            `json:"domain"`
	State          model.DomainState `json:"state"`
	Record         *model.DNSRecord  `json:"record,omitempty"`   // that proves it
	DNSHost        string            `json:"dns_host,omitempty"` // where its zone is hosted, if somebody looked
	Checked        time.Time         `json:"checked_at,omitzero"`
	Problem        string            `json:"problem,omitempty"`
}

// DomainOf tells of a domain as it is at a time.
func DomainOf(o model.Organization, x model.Domain, now time.Time) Domain {
	told := Domain{ID: x.ID, OrganizationID: o.ID, Domain: x.Domain, State: x.StateAt(now), Checked: x.Checked,
		Problem: x.Problem}
	if x.Token != "" {
		told.Record = new(x.Record())
	}
	return told
}
