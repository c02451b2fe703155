package model

import (
	"cmp"
	"context"
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

// signedLately is how many sessions are looked at for who signed.
const signedLately = 50

// LastSigned tells by fingerprint when each certificate last signed a message of
// a connection that was verified, as far as the last sign-ins tell.
func (d *Desk) LastSigned(ctx context.Context, connection ID) (map[string]time.Time, error) {
	d, err := d.see(ctx, ActSeeConnections, ofConnection(connection))
	if err != nil {
		return nil, err
	}
	receipts, err := d.verifiedReceipts(ctx, connection, signedLately)
	if err != nil {
		return nil, err
	}
	used := map[string]time.Time{}
	for _, r := range receipts {
		if by := r.Verdict.Seen.SignedBy; used[by].Before(r.At) {
			used[by] = r.At
		}
	}
	return used, nil
}

// Renewal tells how far a connection's renewal came.
func (d *Desk) Renewal(ctx context.Context, c Connection) (Renewal, error) {
	d, err := d.see(ctx, ActSeeConnections, ofConnection(c.ID))
	if err != nil {
		return Renewal{}, err
	}
	used, err := d.LastSigned(ctx, c.ID)
	if err != nil {
		return Renewal{}, err
	}
	var r Renewal
	for _, x := range c.Certificates {
		i := x.Info(d.now())
		later := cmp.Or(i.Added.Compare(r.Next.Added), i.NotAfter.Compare(r.Next.NotAfter)) > 0
		if later && i.State != CertificateExpired && i.State != CertificateBroken {
			r.Next = i
		}
		if at := used[i.SHA256]; !at.IsZero() && at.After(used[r.Other.SHA256]) {
			r.Other = i
		}
	}
	r.Signed = used[r.Next.SHA256]
	return r, nil
}

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
