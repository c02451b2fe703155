package directory

import (
	"context"
	"sync"
	"time"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// remapAgain is how long the job waits after a failure, such as a full disk.
const remapAgain = time.Minute

// RunAttributeMaps recomputes directories whenever their attribute map changes, whoever changed it and of what it is
// made, until ctx ends. It begins with what was left to do when it ended last.
func (s Service) RunAttributeMaps(ctx context.Context) error {
	s, err := s.pass(s.core.Do(ctx, model.ActMaintain, core.Everything))
	if err != nil {
		return err
	}
	from, err := s.core.Store.Now(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	heard := newRemaps()
	ended := make(chan error, 1)
	go func() {
		ended <- s.core.Store.Tail(ctx, from, storage.RecordChanges, func(c storage.Changed) error {
			heard.hear(c.Kind, c.ID)
			return nil
		})
	}()
	for {
		again := (<-chan time.Time)(nil)
		if all, some := heard.take(); all || len(some) > 0 {
			if err := s.remap(ctx, all, some); err != nil && ctx.Err() == nil {
				s.core.Log.WarnContext(ctx, "directories were not recomputed", "error", err)
				heard.hear(model.KindEnvironment, "")
				again = time.After(remapAgain)
			}
		}
		bell := heard.bell
		if again != nil {
			bell = nil
		}
		select {
		case <-bell:
		case <-again:
		case err := <-ended:
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
	}
}

func (s Service) remap(ctx context.Context, all bool, some []model.ID) error {
	if all {
		return s.RecomputeDirectories(ctx)
	}
	return s.RecomputeDirectories(ctx, some...)
}

// remaps are the directories whose map may have changed.
type remaps struct {
	bell chan struct{}

	mu   sync.Mutex
	all  bool
	some map[model.ID]bool
}

// newRemaps are all of them, at first.
func newRemaps() *remaps {
	return &remaps{bell: make(chan struct{}, 1), all: true, some: map[model.ID]bool{}}
}

func (r *remaps) hear(k model.Kind, id model.ID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch k {
	case model.KindEnvironment:
		r.all = true
	case model.KindDirectory, model.KindRecompute:
		r.some[id] = true
	default:
		return
	}
	select {
	case r.bell <- struct{}{}:
	default: // it rings already
	}
}

func (r *remaps) take() (all bool, some []model.ID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	all = r.all
	for id := range r.some {
		some = append(some, id)
	}
	r.all, r.some = false, map[model.ID]bool{}
	return all, some
}
