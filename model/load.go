package model

import (
	"context"
	"sync/atomic"
	"time"
)

// Load counts what the listener had to turn away, because more came than it can
// hold, since the process began.
type Load struct {
	count atomic.Int64
	last  atomic.Int64 // Unix nanoseconds
}

// TurnedAway counts one.
func (l *Load) TurnedAway(now time.Time) {
	l.count.Add(1)
	l.last.Store(now.UnixNano())
}

// Refused is how many were turned away, and when the last one was.
func (l *Load) Refused() (count int64, last time.Time) {
	if count = l.count.Load(); count == 0 {
		return 0, time.Time{}
	}
	return count, time.Unix(0, l.last.Load()).UTC()
}

// Facts are what the store says of itself, with what the listener had to turn
// away.
func (d *Desk) Facts(ctx context.Context) (Facts, error) {
	public := d.principal.Kind == Stranger
	d, err := d.see(ctx, ActSeeFacts, nothing)
	if err != nil {
		return Facts{}, err
	}
	f, err := d.store.Facts(ctx)
	if public { // neither paths nor sizes: anybody can ask
		f = Facts{Refuses: f.Refuses}
	}
	f.TurnedAway, f.TurnedAwayAt = d.load.Refused()
	return f, err
}
