package webhook

import (
	"sync"

	"gatehouse/model"
)

// State is how the verbs of a process tell its job what has changed. Another process holds the
// data directory never at the same time.
type State struct {
	bell chan struct{}

	mu     sync.Mutex
	resent []resent
}

// resent is a delivery that is to be sent again.
type resent struct{ endpoint, delivery model.ID }

// NewState makes the state of a process.
func NewState() *State { return &State{bell: make(chan struct{}, 1)} }

// Ring has the job look at once.
func (x *State) Ring() {
	select {
	case x.bell <- struct{}{}:
	default: // it rings already
	}
}

// resend tells the job of a delivery.
func (x *State) resend(r resent) {
	x.mu.Lock()
	x.resent = append(x.resent, r)
	x.mu.Unlock()
	x.Ring()
}

// takeResent gives what was told since it was last asked.
func (x *State) takeResent() []resent {
	x.mu.Lock()
	defer x.mu.Unlock()
	all := x.resent
	x.resent = nil
	return all
}
