package calllog

import (
	"sync"
	"time"

	"gatehouse/model"
)

// What is kept of each environment, and of those who proved no key: the newest calls.
const (
	maxCalls = 5000
	maxBytes = 16 << 20 // of bodies
	callLife = 24 * time.Hour
)

// State is the log of one process.
type State struct {
	mu      sync.Mutex
	kept    map[model.ID]*kept // by environment
	number  uint64             // of the newest call
	changed chan struct{}      // closed with the next call; nil while nobody waits
}

// kept are the calls of one environment, the oldest first.
type kept struct {
	calls []model.APICall
	bytes int
}

// NewState is that of a process that has answered nothing.
func NewState() *State { return &State{kept: map[model.ID]*kept{}} }

func (x *State) add(c model.APICall) {
	x.mu.Lock()
	defer x.mu.Unlock()
	k := x.kept[c.EnvironmentID]
	if k == nil {
		k = &kept{}
		x.kept[c.EnvironmentID] = k
	}
	x.number++
	c.Number = x.number
	k.calls = append(k.calls, c)
	k.bytes += size(c)
	for len(k.calls) > maxCalls || k.bytes > maxBytes || c.At.Sub(k.calls[0].At) > callLife {
		k.bytes -= size(k.calls[0])
		k.calls[0] = model.APICall{} // the array lives on for a while
		k.calls = k.calls[1:]
	}
	if x.changed != nil {
		close(x.changed)
		x.changed = nil
	}
}

func size(c model.APICall) int {
	return len(c.Request) + len(c.Answer) + len(c.Query) + len(c.Path) + len(c.UserAgent)
}

// each shows all calls since a time to f, in no order.
func (x *State) each(since time.Time, f func(model.APICall)) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, k := range x.kept {
		for _, c := range k.calls {
			if c.At.After(since) {
				f(c)
			}
		}
	}
}

// newest is the number of the newest call, and what is closed when there is another one.
func (x *State) newest() (uint64, <-chan struct{}) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.changed == nil {
		x.changed = make(chan struct{})
	}
	return x.number, x.changed
}
