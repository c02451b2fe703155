package model

import (
	"context"
	"slices"
)

// maxReceipts bounds what one look at the last messages reads.
const maxReceipts = 100

// receiptScan is how many sessions are passed over in search of messages.
const receiptScan = 5000

// lastReceipts gives the last messages of a connection that fit, newest first: at
// most n, out of its last n sessions that have any.
func (d *Desk) lastReceipts(ctx context.Context, connection ID, n int, fits func(Receipt) bool) ([]Receipt, error) {
	n = min(max(n, 1), maxReceipts)
	page, err := d.store.Sessions(ctx, Query{Connection: connection, Limit: n, Scan: receiptScan, Filter: Answered()})
	if err != nil {
		return nil, err
	}
	var all []Receipt
	for _, s := range page.Sessions {
		receipts, err := d.store.Receipts(ctx, s.ID)
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

// verifiedReceipts gives the last messages that a configured key signed: what
// anybody can post must not lead to a mapping.
func (d *Desk) verifiedReceipts(ctx context.Context, connection ID, n int) ([]Receipt, error) {
	return d.lastReceipts(ctx, connection, n, func(r Receipt) bool { return r.Verdict.Verified && r.Whole() })
}

// receivedLately is how many sessions are searched for the last attributes.
const receivedLately = 10

// LastReceived is the last verified message of a connection that brought
// attributes; ok is false if none of its last ones did.
func (d *Desk) LastReceived(ctx context.Context, connection ID) (r Receipt, ok bool, err error) {
	d, err = d.see(ctx, ActSeeSessions, ofConnection(connection))
	if err != nil {
		return Receipt{}, false, err
	}
	all, err := d.lastReceipts(ctx, connection, receivedLately, func(r Receipt) bool {
		return r.Verdict.Verified && len(r.Verdict.Seen.Attributes) > 0
	})
	if err != nil || len(all) == 0 {
		return Receipt{}, false, err
	}
	return all[0], true, nil
}
