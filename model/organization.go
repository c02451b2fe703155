package model

import (
	"slices"
	"strings"
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

func (o Organization) RecordKey() (Kind, ID) { return KindOrganization, o.ID }

func (o Organization) RecordParent() ID { return o.EnvironmentID }

// names: only a verified domain is held. Several organizations can claim one; the
// first to prove it gets it.
func (o Organization) RecordNames() []string {
	var names []string
	for _, x := range o.Domains {
		names = append(names, NameDomainID.Of(string(x.ID)))
		if x.State == DomainVerified {
			names = append(names, NameDomain.In(o.EnvironmentID, x.Domain))
		}
	}
	if o.ExternalID != "" {
		names = append(names, NameExternal.In(o.EnvironmentID, o.ExternalID))
	}
	return names
}

func (o Organization) RecordRevision() uint64 { return o.Revision }

func (o Organization) AtRevision(r uint64) Noun { o.Revision = r; return o }

func (o Organization) Touched(now time.Time) Noun { o.Updated = now; return o }

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

// Owns reports whether an email address is in a verified domain of the organization.
func (o Organization) Owns(address string) bool {
	at := strings.LastIndex(address, "@")
	return at >= 0 && slices.Contains(o.VerifiedDomains(), strings.ToLower(address[at+1:]))
}

// OrganizationQuery selects organizations of an environment.
type OrganizationQuery struct {
	Environment ID
	Text        string // found in name, domain, external id or id, without regard to case
	Behind      Listed // only those behind this one, by name; zero for all
	Limit       int    // 0 means all
}
