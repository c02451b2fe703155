package model

import (
	"bytes"
	"maps"
	"time"
)

// Tells lists what apps are told when a noun becomes another; nil stands for none, before
// it is created or after it is deleted. Of most nouns they are told nothing.
func Tells(before, after Noun) []Telling {
	if was, is, ok := both[Organization](before, after); ok {
		return tellsOfOrganization(was, is)
	}
	if was, is, ok := both[Connection](before, after); ok {
		return tellsOfConnection(was, is)
	}
	if was, is, ok := both[Directory](before, after); ok {
		return tellsOfDirectory(was, is)
	}
	if was, is, ok := both[DirectoryToken](before, after); ok {
		return tellsOfToken(was, is)
	}
	return nil
}

// both are a noun before and after a change, the zero one where there is none; ok says whether it is of this type.
func both[T Noun](before, after Noun) (was, is T, ok bool) {
	was, had := before.(T)
	is, has := after.(T)
	return was, is, had || has
}

// tellsOfOrganization tells of an organization and of each of its domains; a zero one
// is none.
func tellsOfOrganization(was, is Organization) (all []Telling) {
	tell := func(name EventName, of Organization, data any) {
		all = append(all, Telling{name, of.EnvironmentID, of.ID, data})
	}
	switch {
	case was.ID == "":
		tell(OrganizationCreated, is, is)
	case is.ID != "" && (was.Name != is.Name || was.ExternalID != is.ExternalID ||
		was.AllowOutside != is.AllowOutside ||
		!maps.Equal(was.Metadata, is.Metadata)):
		tell(OrganizationUpdated, is, is)
	}
	for _, x := range is.Domains {
		old, err := was.Domain(x.ID)
		for _, name := range tellsOfDomain(old, x, err == nil) {
			tell(name, is, DomainEvent{is.ID, x})
		}
	}
	for _, x := range was.Domains {
		if _, err := is.Domain(x.ID); err != nil {
			tell(DomainDeleted, was, DomainEvent{was.ID, x})
		}
	}
	if is.ID == "" {
		tell(OrganizationDeleted, was, was)
	}
	return all
}

// tellsOfDomain: one that somebody vouches for is verified as it is created. That its DNS
// record was looked for is told to nobody.
func tellsOfDomain(was, is Domain, there bool) (names []EventName) {
	if !there {
		names = append(names, DomainCreated)
	}
	switch {
	case is.State == DomainVerified && was.State != DomainVerified:
		return append(names, DomainWasVerified)
	case is.State == DomainFailed && was.State != DomainFailed:
		return append(names, DomainVerificationFailed)
	case there && (was.State != is.State || was.Domain != is.Domain || was.Prefix != is.Prefix ||
		was.Token != is.Token):
		return append(names, DomainUpdated)
	}
	return names
}

// tellsOfConnection: what counts is the state that the API shows.
func tellsOfConnection(was, is Connection) (all []Telling) {
	tell := func(name EventName, of Connection, data any) {
		all = append(all, Telling{name, of.EnvironmentID, of.OrganizationID, data})
	}
	if is.ID == "" {
		tell(ConnectionDeleted, was, eventOf(was))
		return all
	}
	for _, x := range is.Certificates {
		name := CertificateRenewalDue
		told, trusted := was.toldOf(x.DER)
		if !trusted {
			name = CertificateRenewed
		}
		if len(was.Certificates) == 0 || trusted && !x.Told.After(told) {
			continue
		}
		if expires, ok := x.Expires(); ok {
			tell(name, is, CertificateEvent{is.ID, is.OrganizationID, expires})
		}
	}
	switch {
	case is.State == Active && was.State != Active:
		tell(ConnectionActivated, is, eventOf(is))
	case is.State != Active && was.State == Active:
		tell(ConnectionDeactivated, is, eventOf(is))
	}
	return all
}

func eventOf(c Connection) ConnectionEvent {
	return ConnectionEvent{ID: c.ID, OrganizationID: c.OrganizationID, Key: c.Key, Type: c.Type, Name: c.Name,
		State: c.State, Created: c.Created, Updated: c.Updated}
}

// toldOf is when apps were last told that a certificate has to be renewed, and whether
// the connection trusts it.
func (c Connection) toldOf(der []byte) (at time.Time, trusted bool) {
	for _, x := range c.Certificates {
		if bytes.Equal(x.DER, der) {
			return x.Told, true
		}
	}
	return time.Time{}, false
}

// Expires is when the certificate ends; ok is false for one that cannot be read.
func (c Certificate) Expires() (at time.Time, ok bool) {
	i := c.Info(time.Time{})
	return i.NotAfter, i.State != CertificateBroken
}
