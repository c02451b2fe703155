package model

import (
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
	if zone := Registered(x.Domain); zone != x.Domain {
		host = strings.TrimSuffix(x.Domain, "."+zone)
	}
	return DNSRecord{Type: "TXT", Host: host, Name: x.Domain, Value: x.Prefix + "=" + x.Token}
}

// Registered is the part of a domain that was registered: its DNS zone.
func Registered(domain string) string {
	if zone, err := publicsuffix.EffectiveTLDPlusOne(domain); err == nil {
		return zone
	}
	return domain
}

func (o Organization) DomainNamed(name string) (Domain, bool) {
	for _, x := range o.Domains {
		if x.Domain == name {
			return x, true
		}
	}
	return Domain{}, false
}
