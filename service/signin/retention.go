package signin

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/dustin/go-humanize/english"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// mostForgotten is how many sessions of an environment one run of retention forgets:
// those of strangers wait for it.
const mostForgotten = 5000

// forgotten counts what retention forgot since the process began.
type forgotten struct {
	mu       sync.Mutex
	sessions int64
	at       time.Time
}

func (x *forgotten) add(n int, at time.Time) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.sessions, x.at = x.sessions+int64(n), at
}

func (x *forgotten) sofar() (sessions int64, at time.Time) {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.sessions, x.at
}

// ApplyRetention forgets the oldest sessions beyond what their environment keeps, some
// thousand at most of each, and reports how many. The audit log has each run that
// forgot something.
func (s Service) ApplyRetention(ctx context.Context) (total int, err error) {
	s, err = s.pass(s.core.Do(ctx, model.ActMaintain, core.Everything))
	if err != nil {
		return 0, err
	}
	all, err := core.Select[model.Environment](ctx, s.core.Store, storage.Selection{Kind: model.KindEnvironment})
	for _, e := range all {
		if err != nil {
			break
		}
		var n int
		n, err = s.expire(ctx, e)
		total += n
	}
	return total, err
}

// expire forgets what one environment does not keep. What was forgotten is told also if
// it ends half-way.
func (s Service) expire(ctx context.Context, e model.Environment) (int, error) {
	if e.KeepDays == 0 && e.KeepMiB == 0 {
		return 0, nil
	}
	now := s.core.Now()
	n, err := s.core.Store.Expire(ctx, storage.Keeping{
		Environment: e.ID, Age: time.Duration(e.KeepDays) * 24 * time.Hour, Bytes: int64(e.KeepMiB) << 20,
	}, mostForgotten, now)
	if n == 0 {
		return 0, err
	}
	s.state.forgotten.add(n, now)
	s.core.Log.InfoContext(ctx, "old sessions were forgotten", "environment", e.Name, "sessions", n)
	told := s.core.Apply(context.WithoutCancel(ctx), fmt.Sprintf("forgot %s of %s (kept: %s)",
		english.Plural(n, "session", ""), e.Name, e.Kept()))
	return n, errors.Join(err, told)
}

// RunRetention deletes unverified sessions and applies retention, every hour and
// whenever there is more to do, until ctx ends.
func (s Service) RunRetention(ctx context.Context) error {
	s, err := s.pass(s.core.Do(ctx, model.ActMaintain, core.Everything))
	if err != nil {
		return err
	}
	for {
		n, err := s.DeleteUnverified(ctx)
		if n > 0 {
			s.core.Log.Info("unverified sessions were deleted", "sessions", n)
		}
		s.tellRetention(ctx, "unverified sessions were not deleted", err)
		n, err = s.ApplyRetention(ctx)
		s.tellRetention(ctx, "old sessions were not forgotten", err)
		wait := time.Hour
		if n >= mostForgotten && err == nil {
			wait = 0 // there is more
		}
		select {
		case <-ctx.Done():
			return nil
		case <-s.state.strangers.many:
		case <-time.After(wait):
		}
	}
}

func (s Service) tellRetention(ctx context.Context, what string, err error) {
	if err != nil && ctx.Err() == nil && !errors.Is(err, storage.ErrNoSpace) { // a full disk is told elsewhere
		s.core.Log.Warn(what, "error", err)
	}
}
