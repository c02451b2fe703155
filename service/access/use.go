package access

import (
	"context"
	"maps"
	"sync"
	"time"

	"gatehouse/model"
	"gatehouse/service/core"
)

// useLag is how often the last uses of keys are written: a request does not wait for it.
const useLag = time.Minute

// uses are the last uses of keys in this process that are not written yet.
type uses struct {
	mu  sync.Mutex
	all map[model.ID]model.KeyUse
}

// note remembers that a key is used.
func (x *uses) note(key model.ID, by model.Visitor, now time.Time) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.all == nil {
		x.all = map[model.ID]model.KeyUse{}
	}
	x.all[key] = model.KeyUse{Key: key, Since: now}.UsedBy(by, now)
}

// take gives what is not written, which is somebody's to write from then on.
func (x *uses) take() map[model.ID]model.KeyUse {
	x.mu.Lock()
	defer x.mu.Unlock()
	all := x.all
	x.all = nil
	return all
}

// giveBack takes a use again that could not be written, unless there is a later one.
func (x *uses) giveBack(u model.KeyUse) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.all == nil {
		x.all = map[model.ID]model.KeyUse{}
	}
	if _, later := x.all[u.Key]; !later {
		x.all[u.Key] = u
	}
}

// now are the uses that are not written yet.
func (x *uses) now() map[model.ID]model.KeyUse {
	x.mu.Lock()
	defer x.mu.Unlock()
	return maps.Clone(x.all)
}

// KeysInUse lists the keys of an environment with their last uses.
func (s Service) KeysInUse(ctx context.Context, environment model.ID) ([]model.KeyInUse, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeKeys, core.OfEnvironment(environment)))
	if err != nil {
		return nil, err
	}
	keys, err := s.Keys(ctx, environment)
	if err != nil {
		return nil, err
	}
	unwritten := s.state.uses.now()
	all := make([]model.KeyInUse, len(keys))
	for i, k := range keys {
		use, err := s.use(ctx, k.ID)
		if err != nil {
			return nil, err
		}
		if u, later := unwritten[k.ID]; later {
			use = merged(use, u)
		}
		all[i] = model.KeyInUse{APIKey: k, Use: use}
	}
	return all, nil
}

// use is the last use of a key that is written, the zero one if there is none.
func (s Service) use(ctx context.Context, key model.ID) (model.KeyUse, error) {
	u, err := core.Read[model.KeyUse](ctx, s.core.Store, model.KindKeyUse, key)
	_, err = core.Missing(err)
	return u, err
}

// merged is a written use with what came later.
func merged(written, later model.KeyUse) model.KeyUse {
	u := written
	u.Key, u.At, u.Peer, u.UserAgent = later.Key, later.At, later.Peer, later.UserAgent
	if u.Since.IsZero() {
		u.Since = later.Since
	}
	return u
}

// RunKeyUses writes the last uses of keys until ctx ends. From its beginning on they are noted of
// every key.
func (s Service) RunKeyUses(ctx context.Context) error {
	s, err := s.pass(s.core.Do(ctx, model.ActMaintain, core.Everything))
	if err != nil {
		return err
	}
	if err := s.beginUses(ctx); err != nil && ctx.Err() == nil {
		s.core.Log.WarnContext(ctx, "the uses of keys could not be begun", "error", err)
	}
	tick := time.NewTicker(useLag)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			s.WriteKeyUses(ctx)
		case <-ctx.Done():
			return nil
		}
	}
}

// beginUses notes for keys of earlier versions since when their uses are noted.
func (s Service) beginUses(ctx context.Context) error {
	environments, err := s.tenant().Environments(ctx)
	if err != nil {
		return err
	}
	for _, e := range environments {
		keys, err := s.KeysInUse(ctx, e.ID)
		if err != nil {
			return err
		}
		for _, k := range keys {
			if !k.Use.Since.IsZero() {
				continue
			}
			u := model.KeyUse{Key: k.ID, Since: s.core.Now()}
			if err := s.core.ApplyQuietly(ctx, core.Created(u)); err != nil {
				return err
			}
		}
	}
	return nil
}

// WriteKeyUses writes the last uses of keys that are not written yet: before the store is
// closed, too.
func (s Service) WriteKeyUses(ctx context.Context) {
	s, err := s.pass(s.core.Do(ctx, model.ActMaintain, core.Everything))
	if err != nil {
		return
	}
	for _, u := range s.state.uses.take() {
		if err := s.writeUse(ctx, u); err != nil {
			s.state.uses.giveBack(u)
			s.core.Log.WarnContext(ctx, "the last use of a key was not written", "key", u.Key, "error", err)
		}
	}
}

func (s Service) writeUse(ctx context.Context, u model.KeyUse) error {
	_, err := core.Read[model.APIKey](ctx, s.core.Store, model.KindKey, u.Key)
	if gone, err := core.Missing(err); gone || err != nil {
		return err
	}
	before, err := s.use(ctx, u.Key)
	if err != nil {
		return err
	}
	if before.Revision == 0 {
		return s.core.ApplyQuietly(ctx, core.Created(u))
	}
	return s.core.ApplyQuietly(ctx, core.Changed(before, merged(before, u)))
}
