package model

import (
	"maps"
	"slices"
	"time"
)

// OutsideWarning is what to tell an operator before they allow profiles from
// outside the organization's domains.
const OutsideWarning = "By default only profiles whose email domain is among the organization's domains can sign in. " +
	"With this option any email address can. Your code can then no longer trust the email of a profile to be " +
	"verified: use its organization_id or connection_id to tell whose it is."

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

// Check cleans the fields and refuses what cannot be stored.
func (o *Organization) Check() (err error) {
	if o.Name, err = CleanName("name", o.Name); err != nil {
		return err
	}
	if err := CheckText("external_id", o.ExternalID, 128); err != nil {
		return err
	}
	if len(o.Domains) > maxDomains {
		return Refuse("domain", "remove some", "%d are more than the %d that an organization can have", len(o.Domains),
			maxDomains)
	}
	return checkMetadata(o.Metadata)
}

// maxDomains bounds the domains of an organization.
const maxDomains = 100

func checkMetadata(m map[string]string) error {
	if len(m) > 50 {
		return Refuse("metadata", "remove some", "has %d pairs, more than 50", len(m))
	}
	for _, key := range slices.Sorted(maps.Keys(m)) {
		if key == "" {
			return Refuse("metadata", "name it", "has an empty key")
		}
		if err := CheckText("metadata", key, 40); err != nil {
			return Refuse("metadata", "use at most 40 visible characters", "the key %q cannot be stored", Short(key))
		}
		if err := CheckText("metadata", m[key], 600); err != nil {
			return Refuse("metadata", "use at most 600 visible characters", "the value of %q cannot be stored", key)
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

// DomainToSet is a domain that an organization is to have. What it has already
// stays, also if it would be refused today.
func (o Organization) DomainToSet(text string) (string, error) {
	if o.Has(text) {
		return text, nil
	}
	name, err := NormalizeDomain(text)
	if err != nil || o.Has(name) {
		return name, err
	}
	return name, checkOwnable(name)
}

// Verified is the domain with its ownership proved.
func (x Domain) Verified(now time.Time) Domain {
	x.State, x.Problem, x.Updated = DomainVerified, "", now
	return x
}
