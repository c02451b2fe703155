package model

import (
	"fmt"
	"slices"
	"time"

	"gatehouse/saml/protocol"
)

// CertificateState is where a certificate is in its life.
type CertificateState string

// The states of a certificate. Expiring is the last 90 days.
const (
	CertificateNext     CertificateState = "next" // not valid yet
	CertificateActive   CertificateState = "active"
	CertificateExpiring CertificateState = "expiring"
	CertificateExpired  CertificateState = "expired"
	CertificateBroken   CertificateState = "unreadable"
)

// expiryMarks are the days before the end at which a warning gets more urgent.
var expiryMarks = []int{1, 7, 30, 60, 90}

// CertificateInfo is a certificate as it is shown.
type CertificateInfo struct {
	State     CertificateState `json:"state"`
	Subject   string           `json:"subject"`
	NotBefore time.Time        `json:"not_before"`
	NotAfter  time.Time        `json:"not_after"`
	DaysLeft  int              `json:"days_left"` // whole days; negative once it has expired
	Key       string           `json:"key"`       // "RSA 2048"
	SHA256    string           `json:"sha256"`
	SHA1      string           `json:"sha1"`
	Added     time.Time        `json:"added,omitzero"`
	AddedBy   *Actor           `json:"added_by,omitempty"`
	DER       []byte           `json:"der"`
}

// Info describes a certificate at a time.
func (c Certificate) Info(now time.Time) CertificateInfo {
	i := CertificateInfo{State: CertificateBroken, SHA256: protocol.Fingerprint(c.DER),
		SHA1: protocol.SHA1Fingerprint(c.DER), Added: c.Added, AddedBy: c.AddedBy, DER: c.DER}
	x, err := protocol.ReadCertificate(c.DER)
	if err != nil {
		return i
	}
	i.Subject, i.NotBefore, i.NotAfter, i.Key = x.Subject, x.NotBefore, x.NotAfter, x.Key()
	left := x.NotAfter.Sub(now)
	i.DaysLeft = int(left / (24 * time.Hour))
	switch {
	case left <= 0:
		i.State = CertificateExpired
	case now.Before(x.NotBefore):
		i.State = CertificateNext
	case i.DaysLeft < expiryMarks[len(expiryMarks)-1]:
		i.State = CertificateExpiring
	default:
		i.State = CertificateActive
	}
	return i
}

func describeCertificate(der []byte) string {
	i := Certificate{DER: der}.Info(time.Time{})
	if i.State == CertificateBroken {
		return "unreadable, SHA-256 " + i.SHA256
	}
	return fmt.Sprintf("%s, %s, until %s, SHA-256 %s", i.Subject, i.Key, i.NotAfter.UTC().Format(time.DateOnly),
		i.SHA256)
}

// Expiry is a certificate that ends, or has ended, and the connection that
// trusts it.
type Expiry struct {
	Connection  Connection
	Certificate CertificateInfo
	Mark        int  // 90, 60, 30, 7, 1: the last mark that was passed; 0 once it has expired
	Covered     bool // another certificate of the connection lives on beyond the marks
}

func (c Connection) Expiries(now time.Time) []Expiry {
	var all []Expiry
	covered := false
	for _, x := range c.Certificates {
		i := x.Info(now)
		switch i.State {
		case CertificateActive:
			covered = true
		case CertificateExpired:
			all = append(all, Expiry{Connection: c, Certificate: i})
		case CertificateExpiring:
			mark := expiryMarks[slices.IndexFunc(expiryMarks, func(days int) bool { return i.DaysLeft < days })]
			all = append(all, Expiry{Connection: c, Certificate: i, Mark: mark})
		}
	}
	for i := range all {
		all[i].Covered = covered
	}
	return all
}
