package model

import (
	"context"
	"slices"
	"time"
)

// DoneSince lists what was done from a time on, newest first: [Desk.History]
// without reading all that went before.
func (d *Desk) DoneSince(ctx context.Context, since time.Time) ([]AuditEntry, error) {
	asker := d
	d, err := d.see(ctx, ActSeeHistory, nothing)
	if err != nil {
		return nil, err
	}
	after := NewID(PrefixAudit, since.Add(-time.Millisecond)) // within its millisecond an id is not to be foreseen
	all, err := readAll[AuditEntry](ctx, d.store, KindAudit, "", after, 0)
	all = slices.DeleteFunc(all, func(a AuditEntry) bool { return !asker.mayRead(ctx, a) })
	slices.Reverse(all)
	return all, err
}
