package tui

import (
	"context"
	"slices"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
)

const (
	coalesce  = 25 * time.Millisecond // changes that come together are drawn together
	tailPause = time.Second           // before a broken tail is taken up again
	maxQueued = 4096                  // changes that wait to be drawn; beyond, lists read anew
)

// live brings changes from the store to the screens. The tail runs in one
// command, which only notes what changed and rings; another waits for the bell.
type live struct {
	bell chan struct{} // capacity one: ringing never waits

	mu     sync.Mutex
	queue  []model.Changed
	missed bool
	pos    model.Pos // behind the newest change that came
}

// changesMsg is what changed since the last one, oldest first. Missed says that
// there was too much to keep.
type changesMsg struct {
	changes []model.Changed
	missed  bool
}

// touch reports whether a record of some kinds changed.
func (m changesMsg) touch(kinds ...model.Kind) bool {
	return m.missed || slices.ContainsFunc(m.changes, func(c model.Changed) bool { return slices.Contains(kinds, c.Kind) })
}

type (
	tailEndedMsg struct{ err error }
	tailAgainMsg struct{}
)

func newLive() *live { return &live{bell: make(chan struct{}, 1)} }

// follow brings changes from a position on that was taken before the screens read
// anything: what happens in between comes twice, which they bear.
func (c *console) follow(from model.Pos) tea.Cmd {
	c.live.pos = from
	return tea.Batch(c.waiting(c.live.tail(c.ctx, c.desk)), c.waiting(c.live.wait(c.ctx)))
}

// tail blocks until ctx ends or the store fails.
func (l *live) tail(ctx context.Context, desk Desk) tea.Cmd {
	return func() tea.Msg {
		l.mu.Lock()
		from := l.pos
		l.mu.Unlock()
		return tailEndedMsg{desk.Tail(ctx, from, l.note)}
	}
}

// note is called by the store for each change. It must not block.
func (l *live) note(c model.Changed) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pos = c.Pos
	if len(l.queue) < maxQueued {
		l.queue = append(l.queue, c)
	} else {
		l.missed = true
	}
	select {
	case l.bell <- struct{}{}:
	default:
	}
	return nil
}

// wait waits for the bell, a moment more for what comes with it, and brings it.
func (l *live) wait(ctx context.Context) tea.Cmd {
	return func() tea.Msg {
		select {
		case <-ctx.Done():
			return nil
		case <-l.bell:
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(coalesce):
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		msg := changesMsg{l.queue, l.missed}
		l.queue, l.missed = nil, false
		return msg
	}
}
