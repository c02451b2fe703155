package signin

import (
	"context"

	"gatehouse/model"
	"gatehouse/service/core"
)

// OutwardSession is what the detail of a session tells of it outside.
func OutwardSession(ctx context.Context, passed *core.Core, s model.Session) (model.Session, error) {

	if s.State != model.Failed || !s.Unverified {
		return s, nil
	}
	receipts, err := passed.Store.Receipts(ctx, s.ID)
	if err != nil || len(receipts) == 0 {
		return s, err
	}
	if verdict := &receipts[len(receipts)-1].Verdict; verdict.Outside() != verdict {
		return s.Outward(), nil
	}
	return s, nil
}
