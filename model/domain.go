package model

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"golang.org/x/net/publicsuffix"
)

// DomainState is how far the proof of ownership came.
type DomainState string

// The states of a domain. One that an operator adds counts as verified.
const (
	DomainPending  DomainState = "pending"
	DomainVerified DomainState = "verified"
	DomainFailed   DomainState = "failed"
)

// Domain is an email domain of an organization.
type Domain struct {
	ID      ID          `json:"id"`
	Domain  string      `json:"domain"` // lower case, A-labels
	State   DomainState `json:"state"`
	Prefix  string      `json:"verification_prefix,omitempty"`
	Token   string      `json:"verification_token,omitempty"`
	Since   time.Time   `json:"since,omitzero"` // when verification was last started
	Checked time.Time   `json:"checked,omitzero"`
	Problem string      `json:"problem,omitempty"` // what the last look-up saw instead
	Created time.Time   `json:"created_at"`
	Updated time.Time   `json:"updated_at"`
}

// VerificationLife is how long a pending domain waits for its DNS record.
const VerificationLife = 30 * 24 * time.Hour

// StateAt is the state at a time: what waited too long has failed, whether or
// not anybody has looked since.
func (x Domain) StateAt(now time.Time) DomainState {
	if x.State == DomainPending && !now.Before(x.Since.Add(VerificationLife)) {
		return DomainFailed
	}
	return x.State
}

// DNSRecord is what the owner of a domain puts into its zone to prove it.
type DNSRecord struct {
	Type  string `json:"type"`  // "TXT"
	Host  string `json:"host"`  // as DNS hosts ask for it: "@", or the part in front of the registered domain
	Name  string `json:"name"`  // in full
	Value string `json:"value"` // "prefix=token"
}

// Record is what proves the domain, zero if an operator added it.
func (x Domain) Record() DNSRecord {
	if x.Token == "" {
		return DNSRecord{}
	}
	host := "@"
	if zone := registered(x.Domain); zone != x.Domain {
		host = strings.TrimSuffix(x.Domain, "."+zone)
	}
	return DNSRecord{Type: "TXT", Host: host, Name: x.Domain, Value: x.Prefix + "=" + x.Token}
}

// registered is the part of a domain that was registered: its DNS zone.
func registered(domain string) string {
	if zone, err := publicsuffix.EffectiveTLDPlusOne(domain); err == nil {
		return zone
	}
	return domain
}

// newDomain makes a domain of an organization; a pending one gets its record.
func (d *Desk) newDomain(o Organization, name string, state DomainState) Domain {
	now := d.now()
	x := Domain{ID: NewID(PrefixDomain, now), Domain: name, State: state, Created: now, Updated: now}
	if state != DomainVerified {
		id := string(o.ID)
		x.Prefix = "gatehouse-domain-verification-" + strings.ToLower(id[max(0, len(id)-6):])
		x.Token, x.Since = rand.Text()[:25], now
	}
	return x
}

// Domain gives a domain by its id, with the organization that it belongs to.
func (d *Desk) Domain(ctx context.Context, id ID) (Organization, Domain, error) {
	d, err := d.see(ctx, ActSeeOrganizations, ofNamed(nameDomainID.of(string(id))))
	if err != nil {
		return Organization{}, Domain{}, err
	}
	o, err := readNamed[Organization](ctx, d.store, nameDomainID.of(string(id)))
	if err != nil {
		return o, Domain{}, err
	}
	x, err := o.domain(id)
	return o, x, err
}

// DomainNamed gives a domain of an environment by its name: the verified one, or
// the one that waits to be. Of several that wait none is meant more than the
// others: the error names their organizations.
func (d *Desk) DomainNamed(ctx context.Context, environment ID, name string) (Organization, Domain, error) {
	d, err := d.see(ctx, ActSeeOrganizations, within(&environment, nil))
	if err != nil {
		return Organization{}, Domain{}, err
	}
	if name, err = NormalizeDomain(name); err != nil {
		return Organization{}, Domain{}, err
	}
	all, err := d.claims(ctx, environment, name)
	if err != nil {
		return Organization{}, Domain{}, err
	}
	switch len(all) {
	case 0:
		return Organization{}, Domain{}, fmt.Errorf("domain %q: %w", name, ErrNotFound)
	case 1:
		return all[0].Organization, all[0].Domain, nil
	}
	var ids []string
	for _, c := range all {
		ids = append(ids, fmt.Sprintf("%s (%s)", c.Domain.ID, c.Organization.Name))
	}
	return Organization{}, Domain{}, refuse("domain", "give the id of one: "+strings.Join(ids, ", "), "several organizations claim %q", name)
}

// claim is a domain with the organization whose it is, or that says so.
type claim struct {
	Organization Organization
	Domain       Domain
}

// claims lists who has a domain: its one holder if it is verified, else all that
// wait for it.
func (d *Desk) claims(ctx context.Context, environment ID, name string) ([]claim, error) {
	holder, err := d.holder(ctx, environment, name)
	if none, err := missing(err); err != nil {
		return nil, err
	} else if !none {
		return []claim{holder}, nil
	}
	organizations, err := d.Organizations(ctx, OrganizationQuery{Environment: environment})
	if err != nil {
		return nil, err
	}
	var all []claim
	for _, o := range organizations {
		if x, ok := o.domainNamed(name); ok {
			all = append(all, claim{o, x})
		}
	}
	return all, nil
}

// holder is who has verified a domain. ErrNotFound if nobody has.
func (d *Desk) holder(ctx context.Context, environment ID, name string) (claim, error) {
	o, err := readNamed[Organization](ctx, d.store, nameDomain.in(environment, name))
	if err != nil {
		return claim{}, err
	}
	if x, ok := o.domainNamed(name); ok && x.State == DomainVerified {
		return claim{o, x}, nil
	}
	return claim{}, fmt.Errorf("domain %q: %w", name, ErrNotFound)
}

func (o Organization) domainNamed(name string) (Domain, bool) {
	for _, x := range o.Domains {
		if x.Domain == name {
			return x, true
		}
	}
	return Domain{}, false
}
