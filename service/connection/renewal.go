package connection

import (
	"cmp"
	"context"
	"time"

	"gatehouse/model"
	"gatehouse/service/core"
)

// signedLately is how many sessions are looked at for who signed.
const signedLately = 50

// LastSigned tells by fingerprint when each certificate last signed a message of
// a connection that was verified, as far as the last sign-ins tell.
func (s Service) LastSigned(ctx context.Context, connection model.ID) (map[string]time.Time, error) {
	s, err := pass(s.core.See(ctx, model.ActSeeConnections, core.OfConnection(connection)))
	if err != nil {
		return nil, err
	}
	receipts, err := VerifiedReceipts(ctx, s.core, connection, signedLately)
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
func (s Service) Renewal(ctx context.Context, c model.Connection) (model.Renewal, error) {
	s, err := pass(s.core.See(ctx, model.ActSeeConnections, core.OfConnection(c.ID)))
	if err != nil {
		return model.Renewal{}, err
	}
	used, err := s.LastSigned(ctx, c.ID)
	if err != nil {
		return model.Renewal{}, err
	}
	var r model.Renewal
	for _, x := range c.Certificates {
		i := x.Info(s.core.Now())
		later := cmp.Or(i.Added.Compare(r.Next.Added), i.NotAfter.Compare(r.Next.NotAfter)) > 0
		if later && i.State != model.CertificateExpired && i.State != model.CertificateBroken {
			r.Next = i
		}
		if at := used[i.SHA256]; !at.IsZero() && at.After(used[r.Other.SHA256]) {
			r.Other = i
		}
	}
	r.Signed = used[r.Next.SHA256]
	return r, nil
}
