package model

import (
	"context"
	"time"
)

// usesLooked is how many of the last messages are looked through for who signed
// them.
const usesLooked = 100

// CertificateUse tells, by SHA-256 fingerprint, when each certificate of a
// connection last verified a message, among the last messages that were looked
// at.
type CertificateUse struct {
	Last   map[string]time.Time
	Looked int // verified messages
}

// CertificateUse looks which certificates the identity provider signs with: the
// one that signs nothing any more can go.
func (d *Desk) CertificateUse(ctx context.Context, connection ID) (CertificateUse, error) {
	d, err := d.see(ctx, ActSeeConnections, ofConnection(connection))
	if err != nil {
		return CertificateUse{}, err
	}
	use := CertificateUse{Last: map[string]time.Time{}}
	receipts, err := d.verifiedReceipts(ctx, connection, usesLooked)
	if err != nil {
		return use, err
	}
	use.Looked = len(receipts)
	for _, r := range receipts {
		if by := r.Verdict.Seen.SignedBy; r.At.After(use.Last[by]) {
			use.Last[by] = r.At
		}
	}
	return use, nil
}
