package tui

import (
	"context"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/storage"
	"gatehouse/tui/screen"
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
	queue  []storage.Changed
	missed bool
	pos    storage.Pos // behind the newest change that came
}

type (
	tailEndedMsg struct{ err error }
	tailAgainMsg struct{}
)

func newLive() *live { return &live{bell: make(chan struct{}, 1)} }

// follow brings changes from a position on that was taken before the screens read
// anything: what happens in between comes twice, which they bear.
func (c *console) follow(from storage.Pos) tea.Cmd {
	c.live.pos = from
	return tea.Batch(c.waiting(c.live.tail(c.Context, c.services)), c.waiting(c.live.wait(c.Context)))
}

// tail blocks until ctx ends or the store fails.
func (l *live) tail(ctx context.Context, services Services) tea.Cmd {
	return func() tea.Msg {
		l.mu.Lock()
		from := l.pos
		l.mu.Unlock()
		return tailEndedMsg{services.Tail(ctx, from, l.note)}
	}
}

// note is called by the store for each change. It must not block.
func (l *live) note(c storage.Changed) error {
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
		msg := screen.Changes{All: l.queue, Missed: l.missed}
		l.queue, l.missed = nil, false
		return msg
	}
}
