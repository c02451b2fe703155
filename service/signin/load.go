package signin

import (
	"context"
	"sync/atomic"
	"time"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
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

// Load is what the listener had to turn away.
func (s Service) Load() *Load { return &s.state.load }

// Facts are what the store says of itself, with what the listener had to turn
// away.
func (s Service) Facts(ctx context.Context) (storage.Facts, error) {
	public := s.core.Principal.Kind == model.Stranger
	s, err := s.pass(s.core.See(ctx, model.ActSeeFacts, core.Nothing))
	if err != nil {
		return storage.Facts{}, err
	}
	f, err := s.core.Store.Facts(ctx)
	if public { // neither paths nor sizes: anybody can ask
		f = storage.Facts{Refuses: f.Refuses, ReadOnly: f.ReadOnly}
	}
	f.TurnedAway, f.TurnedAwayAt = s.state.load.Refused()
	if !public {
		f.Forgotten, f.ForgottenAt = s.state.forgotten.sofar()
	}
	return f, err
}
