package webhook

import (
	"context"
	"sync"
	"time"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/service/tenant"
)

// lookEach is how often the job looks whether endpoints have changed that nobody told it of.
const lookEach = time.Second

// Shape is an event as apps see it, byte for byte.
type Shape func(model.AppEvent) ([]byte, error)

// job has a worker for each endpoint that is enabled.
type job struct {
	core    *core.Core
	state   *State
	shape   Shape
	workers map[model.ID]*worker
	running sync.WaitGroup
	trimmed time.Time
}

// RunWebhooks delivers the events of all environments to their endpoints until ctx ends.
func (s Service) RunWebhooks(ctx context.Context, shape Shape) error {
	s, err := s.pass(s.core.Do(ctx, model.ActMaintain, core.Everything))
	if err != nil {
		return err
	}
	j := &job{core: s.core, state: s.state, shape: shape, workers: map[model.ID]*worker{}}
	defer j.running.Wait()
	defer j.stopAll()
	tick := time.NewTicker(lookEach)
	defer tick.Stop()
	for {
		if err := j.look(ctx); err != nil && ctx.Err() == nil {
			s.core.Log.ErrorContext(ctx, "webhook endpoints cannot be read", "error", err)
		}
		select {
		case <-tick.C:
		case <-s.state.bell:
		case <-ctx.Done():
			return nil
		}
	}
}

// look starts a worker for each endpoint that is new or enabled, and stops the others.
func (j *job) look(ctx context.Context) error {
	all, err := core.ReadAll[model.WebhookEndpoint](ctx, j.core.Store, model.KindWebhookEndpoint, "", "", 0)
	if err != nil {
		return err
	}
	wanted := map[model.ID]bool{}
	for _, e := range all {
		if e.Disabled {
			continue
		}
		wanted[e.ID] = true
		if w := j.workers[e.ID]; w != nil && w.endpoint.Load().Since.Equal(e.Since) {
			w.endpoint.Store(&e)
		} else if err := j.start(ctx, e); err != nil {
			return err
		}
	}
	for id, w := range j.workers {
		if !wanted[id] {
			w.stop()
			delete(j.workers, id)
		}
	}
	for _, r := range j.state.takeResent() {
		if w := j.workers[r.endpoint]; w != nil {
			w.ask(r.delivery)
		}
	}
	return j.trim(ctx, all)
}

// start makes the worker of an endpoint, in the place of one that began from another time.
func (j *job) start(ctx context.Context, e model.WebhookEndpoint) error {
	in, err := tenant.On(j.core).Environment(ctx, e.EnvironmentID)
	if err != nil {
		return err
	}
	if before := j.workers[e.ID]; before != nil {
		before.stop()
		<-before.ended
	}
	w := newWorker(j.core, j.shape, in.Kind, e)
	ctx, w.stop = context.WithCancel(ctx)
	j.workers[e.ID] = w
	j.running.Go(func() {
		defer close(w.ended)
		w.run(ctx)
	})
	return nil
}

func (j *job) stopAll() {
	for _, w := range j.workers {
		w.stop()
	}
}

// trim deletes, once an hour, what is kept no longer of endpoints that no worker looks after.
func (j *job) trim(ctx context.Context, all []model.WebhookEndpoint) error {
	if now := j.core.Now(); now.Sub(j.trimmed) < time.Hour {
		return nil
	}
	j.trimmed = j.core.Now()
	for _, e := range all {
		if j.workers[e.ID] != nil {
			continue
		}
		p, err := progressOf(ctx, j.core, e.ID)
		if err != nil {
			return err
		}
		if _, err := trim(ctx, j.core, p); err != nil {
			return err
		}
	}
	return nil
}
