package connection

import (
	"context"
	"slices"

	"gatehouse/model"
	"gatehouse/service/core"
)

// maxReceipts bounds what one look at the last messages reads.
const maxReceipts = 100

// receiptScan is how many sessions are passed over in search of messages.
const receiptScan = 5000

// lastReceipts gives the last messages of a connection that fit, newest first: at
// most n, out of its last n sessions that have any.
func (svc Service) lastReceipts(ctx context.Context, connection model.ID, n int,
	fits func(model.Receipt) bool) ([]model.Receipt, error) {
	n = min(max(n, 1), maxReceipts)
	page, err := svc.core.Store.Sessions(ctx,
		model.Query{Connection: connection, Limit: n, Scan: receiptScan, Filter: model.Answered()})
	if err != nil {
		return nil, err
	}
	var all []model.Receipt
	for _, s := range page.Sessions {
		receipts, err := svc.core.Store.Receipts(ctx, s.ID)
		if err != nil {
			return nil, err
		}
		for _, r := range slices.Backward(receipts) {
			if fits(r) && len(all) < n {
				all = append(all, r)
			}
		}
	}
	return all, nil
}

// VerifiedReceipts gives the last messages that a configured key signed: what
// anybody can post must not lead to a mapping.
func VerifiedReceipts(ctx context.Context, passed *core.Core, connection model.ID, n int) ([]model.Receipt, error) {
	s := On(passed)
	return s.lastReceipts(ctx, connection, n, func(r model.Receipt) bool { return r.Verdict.Verified && r.Whole() })
}

// receivedLately is how many sessions are searched for the last attributes.
const receivedLately = 10

// LastReceived is the last verified message of a connection that brought
// attributes; ok is false if none of its last ones did.
func (s Service) LastReceived(ctx context.Context, connection model.ID) (r model.Receipt, ok bool, err error) {
	s, err = pass(s.core.See(ctx, model.ActSeeSessions, core.OfConnection(connection)))
	if err != nil {
		return model.Receipt{}, false, err
	}
	all, err := s.lastReceipts(ctx, connection, receivedLately, func(r model.Receipt) bool {
		return r.Verdict.Verified && len(r.Verdict.Seen.Attributes) > 0
	})
	if err != nil || len(all) == 0 {
		return model.Receipt{}, false, err
	}
	x, err := s.Connection(ctx, connection)
	if err != nil {
		return model.Receipt{}, false, err
	}
	err = s.core.Shown(ctx, model.View{
		Subject: all[0].SessionID, Right: model.ActSeeSessions,
		EnvironmentID: x.EnvironmentID, OrganizationID: x.OrganizationID,
	}, "looked at the last attributes that "+x.Name+" sent")
	if err != nil {
		return model.Receipt{}, false, err
	}
	return all[0], true, nil
}
