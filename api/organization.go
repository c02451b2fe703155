package api

import (
	"time"

	"gatehouse/model"
)

// Organization is an organization with its domains.
type Organization struct {
	Object        string            `json:"object"` // "organization"
	ID            model.ID          `json:"id"`
	EnvironmentID model.ID          `json:"environment_id"`
	Name          string            `json:"name"`
	ExternalID    *string           `json:"external_id"`
	Domains       []Domain          `json:"domains"`
	AllowOutside  bool              `json:"allow_profiles_outside_organization"`
	Metadata      map[string]string `json:"metadata"`
	CreatedAt     time.Time         `json:"created_at"`
	UpdatedAt     time.Time         `json:"updated_at"`
}

// OrganizationOf tells of an organization as it is at a time.
func OrganizationOf(o model.Organization, now time.Time) Organization {
	told := Organization{"organization", o.ID, o.EnvironmentID, o.Name, nil, []Domain{}, o.AllowOutside, o.Metadata,
		o.Created, o.Updated}
	if o.ExternalID != "" {
		told.ExternalID = &o.ExternalID
	}
	if told.Metadata == nil {
		told.Metadata = map[string]string{}
	}
	for _, x := range o.Domains {
		told.Domains = append(told.Domains, DomainOf(o, x, now))
	}
	return told
}

// Domain is an email domain of an organization.
type Domain struct {
	Object         string            `json:"object"` // "organization_domain"
	ID             model.ID          `json:"id"`
	OrganizationID model.ID          `json:"organization_id"`
	Domain         string            `json:"domain"`
	State          model.DomainState `json:"state"`
	Strategy       string            `json:"verification_strategy"` // "dns", or "manual": somebody vouched for it
	Prefix         string            `json:"verification_prefix,omitempty"`
	Token          string            `json:"verification_token,omitempty"`
	Record         *model.DNSRecord  `json:"record,omitempty"`   // that proves it
	DNSHost        string            `json:"dns_host,omitempty"` // where its zone is hosted, if somebody looked
	Checked        time.Time         `json:"checked_at,omitzero"`
	Problem        string            `json:"problem,omitempty"`
	CreatedAt      time.Time         `json:"created_at"`
	UpdatedAt      time.Time         `json:"updated_at"`
}

// DomainOf tells of a domain as it is at a time.
func DomainOf(o model.Organization, x model.Domain, now time.Time) Domain {
	told := Domain{Object: "organization_domain", ID: x.ID, OrganizationID: o.ID, Domain: x.Domain,
		State: x.StateAt(now), Strategy: "manual", Prefix: x.Prefix, Token: x.Token, Checked: x.Checked,
		Problem: x.Problem, CreatedAt: x.Created, UpdatedAt: x.Updated}
	if x.Token != "" {
		told.Strategy, told.Record = "dns", new(x.Record())
	}
	return told
}
