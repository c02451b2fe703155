package connection

import (
	"context"
	"time"

	"gatehouse/model"
	"gatehouse/service/core"
)

// usesLooked is how many of the last messages are looked through for who signed
// them.
const usesLooked = 100

// CertificateUse looks which certificates the identity provider signs with: the
// one that signs nothing any more can go.
func (s Service) CertificateUse(ctx context.Context, connection model.ID) (model.CertificateUse, error) {
	s, err := pass(s.core.See(ctx, model.ActSeeConnections, core.OfConnection(connection)))
	if err != nil {
		return model.CertificateUse{}, err
	}
	use := model.CertificateUse{Last: map[string]time.Time{}}
	receipts, err := VerifiedReceipts(ctx, s.core, connection, usesLooked)
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
