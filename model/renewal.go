package model

import (
	"time"
)

// Renewal is how far the renewal of a connection's signing certificate came.
type Renewal struct {
	Next   CertificateInfo // the one that was added last; of several, that lasts longest
	Signed time.Time       // when it last signed a message that was verified; zero if it was not seen to
	Other  CertificateInfo // that signed last, while the next one has not
}

// Done reports whether the identity provider signs with the new certificate.
func (r Renewal) Done() bool { return !r.Signed.IsZero() }

// Renewable reports whether a connection has a certificate with which a renewal
// that began at a time can end: one that is not about to expire, or was added
// since. Some providers change theirs every few weeks.
func (c Connection) Renewable(since, now time.Time) bool {
	for _, x := range c.Certificates {
		switch x.Info(now).State {
		case CertificateActive, CertificateNext:
			return true
		case CertificateExpiring:
			if x.Added.After(since) {
				return true
			}
		}
	}
	return false
}
