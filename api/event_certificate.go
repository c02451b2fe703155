package api

import (
	"math"
	"time"

	"gatehouse/model"
)

// EventConnection names the connection of an event.
type EventConnection struct {
	ID             model.ID `json:"id"`
	OrganizationID model.ID `json:"organization_id"`
}

// EventCertificate is a certificate with which an identity provider signs.
type EventCertificate struct {
	Type    string    `json:"certificate_type"` // "ResponseSigning"
	Expires time.Time `json:"expiry_date"`
	Expired bool      `json:"is_expired"`
}

// RenewedCertificate is a certificate that a connection trusts beside, or instead of, those
// that it trusted before.
type RenewedCertificate struct {
	Connection  EventConnection  `json:"connection"`
	Certificate EventCertificate `json:"certificate"`
	RenewedAt   time.Time        `json:"renewed_at"`
}

// DueCertificate is a certificate that has to be renewed.
type DueCertificate struct {
	Connection  EventConnection  `json:"connection"`
	Certificate EventCertificate `json:"certificate"`
	Days        int              `json:"days_until_expiry"` // days that began; negative once it has expired
}

func renewedCertificateOf(x model.CertificateEvent, at time.Time) RenewedCertificate {
	return RenewedCertificate{EventConnection{x.ConnectionID, x.OrganizationID}, eventCertificateOf(x, at), at}
}

func dueCertificateOf(x model.CertificateEvent, at time.Time) DueCertificate {
	return DueCertificate{EventConnection{x.ConnectionID, x.OrganizationID}, eventCertificateOf(x, at),
		int(math.Ceil(x.Expires.Sub(at).Hours() / 24))}
}

func eventCertificateOf(x model.CertificateEvent, at time.Time) EventCertificate {
	return EventCertificate{"ResponseSigning", x.Expires, !at.Before(x.Expires)}
}
