package core

import (
	"context"
	"fmt"
	"maps"
	"sync"
	"time"

	"gatehouse/model"
)

// viewLife is how long one audit entry stands for all looks of somebody at the same.
const viewLife = 10 * time.Minute

// maxViews bounds how many looks are remembered; beyond it, they are written anew.
const maxViews = 4096

// views remembers which looks are written.
type views struct {
	mu      sync.Mutex
	written map[look]time.Time
}

type look struct {
	who  model.Actor
	what model.View
}

// Shown writes down that the principal is shown something. What cannot be written
// must not be shown: a verb gives it only after Shown gave no error. Of members, the
// owner and apps alone there are such entries: visitors see what is theirs, and the
// process looks at nothing.
func (c *Core) Shown(ctx context.Context, v model.View, words string) error {
	if err := c.Told(ctx, v, words); err != nil {
		return fmt.Errorf("not shown, because the history could not be told of it: %w", err)
	}
	return nil
}

// Told writes down what the principal was shown, or did without a change. What is told again
// within ten minutes is written once.
func (c *Core) Told(ctx context.Context, v model.View, words string) error {
	switch c.Principal.Kind {
	case model.Owner, model.Member, model.KeyHolder:
	default:
		return nil
	}
	c.views.mu.Lock()
	defer c.views.mu.Unlock()
	key, now := look{c.Principal.Actor(), v}, c.Now()
	if at, written := c.views.written[key]; written && now.Sub(at) < viewLife {
		return nil
	}
	e, err := c.Entry(words, nil)
	if err != nil {
		return err
	}
	e.View = &v
	if _, err := c.Append(ctx, e); err != nil {
		return err
	}
	c.views.remember(key, now)
	return nil
}

func (v *views) remember(key look, now time.Time) {
	if len(v.written) >= maxViews {
		maps.DeleteFunc(v.written, func(_ look, at time.Time) bool { return now.Sub(at) >= viewLife })
	}
	if v.written == nil || len(v.written) >= maxViews {
		v.written = map[look]time.Time{}
	}
	v.written[key] = now
}
