package presence

import (
	"sync"

	"gatehouse/model"
)

// Bounds of who is remembered: all consoles of an instance, and those of one person. Beyond
// them a console looks without being seen.
const (
	maxLooks = 2000
	maxOwn   = 40
)

// State is who looks, in the consoles of one process.
type State struct {
	mu      sync.Mutex
	looks   map[*look]struct{}
	version uint64
	changed chan struct{} // closed with the next change
}

// look is one console in which somebody looks at a session.
type look struct {
	model.Looker
	who   model.Principal
	place model.Place
}

// NewState is that of a process in which nobody looks at anything.
func NewState() *State {
	return &State{looks: map[*look]struct{}{}, version: 1, changed: make(chan struct{})}
}

// add remembers a look, if there is room.
func (x *State) add(l *look) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	own := 0
	for y := range x.looks {
		if y.Who.Same(l.Who) {
			own++
		}
	}
	if len(x.looks) >= maxLooks || own >= maxOwn {
		return false
	}
	x.looks[l] = struct{}{}
	x.ring()
	return true
}

func (x *State) remove(l *look) {
	x.mu.Lock()
	defer x.mu.Unlock()
	delete(x.looks, l)
	x.ring()
}

// ring wakes those who wait for a change.
func (x *State) ring() {
	x.version++
	close(x.changed)
	x.changed = make(chan struct{})
}

// now gives all looks, their version, and what is closed with the next change.
func (x *State) now() (all []*look, version uint64, changed <-chan struct{}) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for l := range x.looks {
		all = append(all, l)
	}
	return all, x.version, x.changed
}
