package memory

import (
	"bytes"
	"context"
	"slices"
	"sort"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/storage/internal/stored"
)

// appEvent is an event for apps at its position.
type appEvent struct {
	model.AppEvent
	pos storage.Pos
}

// tell appends events. They were checked before anything was changed.
func (s *Store) tell(events []model.AppEvent) {
	for _, e := range events {
		pos := s.next()
		e.ID, e.Created, e.Data = model.NewEventID(e.Created, uint64(pos)), moment(e.Created), bytes.Clone(e.Data)
		s.appEvents[e.Environment] = append(s.appEvents[e.Environment], appEvent{e, pos})
	}
}

// AppEvents implements [storage.Store].
func (s *Store) AppEvents(ctx context.Context, q storage.AppEventQuery) (storage.AppEventPage, error) {
	return do(ctx, s, func() (storage.AppEventPage, error) {
		page := stored.NewAppEventPage(q)
		all := s.appEvents[q.Environment]
		behind := sort.Search(len(all), func(i int) bool { return uint64(all[i].pos) > q.Behind })
		step := 1
		switch {
		case q.Newest && q.Behind == 0:
			behind, step = len(all)-1, -1
		case q.Newest:
			behind = sort.Search(len(all), func(i int) bool { return uint64(all[i].pos) >= q.Behind }) - 1
			step = -1
		}
		for i := behind; i >= 0 && i < len(all); i += step {
			e := all[i].AppEvent
			e.Data = bytes.Clone(e.Data)
			if !page.Look(e) {
				break
			}
		}
		return page.AppEventPage, nil
	})
}

// AwaitAppEvents implements [storage.Store].
func (s *Store) AwaitAppEvents(ctx context.Context, env model.ID, behind uint64) error {
	for {
		var more <-chan struct{}
		there, err := do(ctx, s, func() (bool, error) {
			more = s.changed
			all := s.appEvents[env]
			return len(all) > 0 && uint64(all[len(all)-1].pos) > behind, nil
		})
		if there || err != nil {
			return err
		}
		select {
		case <-more:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// ForgetAppEvents implements [storage.Store].
func (s *Store) ForgetAppEvents(ctx context.Context, k storage.AppEventsKept, most int, now time.Time) (int, error) {
	return do(ctx, s, func() (int, error) {
		all := s.appEvents[k.Environment]
		n := 0
		for n < min(len(all), most) {
			tooMany := k.Number > 0 && len(all)-n > k.Number
			tooOld := k.Age > 0 && now.Sub(all[n].Created) > k.Age
			if !tooMany && !tooOld {
				break
			}
			n++
		}
		s.appEvents[k.Environment] = slices.Clone(all[n:])
		return n, nil
	})
}

// Lapse implements [storage.Store].
func (s *Store) Lapse(ctx context.Context, now time.Time, sessions ...storage.Lapsed) error {
	for _, l := range sessions {
		if err := stored.CheckEvents(l.Tell); err != nil {
			return err
		}
	}
	return alter(ctx, s, func() error {
		for _, l := range sessions {
			old := s.sessions[l.Session]
			if old == nil || old.Lapsed || old.StateAt(now) != model.TimedOut {
				continue
			}
			n := *old
			n.Lapsed = true
			s.tell(l.Tell)
			s.put(n)
		}
		return nil
	})
}
