// Package limit counts what parties do, in bounded memory.
package limit

import (
	"net/netip"
	"sync"
	"time"
)

// Limiter lets each party do something a number of times at once, and once more
// after each pause. Of two generations of parties the older one is forgotten when
// the younger is full.
type Limiter[K comparable] struct {
	burst int
	pause time.Duration
	most  int // parties in a generation
	clock func() time.Time

	mu         sync.Mutex
	now, older map[K]time.Time // when the party's account is empty again
}

// New makes a limiter that remembers at most twice so many parties.
func New[K comparable](burst int, pause time.Duration, most int, clock func() time.Time) *Limiter[K] {
	return &Limiter[K]{burst: burst, pause: pause, most: most, clock: clock, now: map[K]time.Time{}}
}

// Wait is how long a party has to wait before it may do it again; 0 if it may.
func (l *Limiter[K]) Wait(party K) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.wait(party)
}

func (l *Limiter[K]) wait(party K) time.Duration {
	free := l.clock().Add(time.Duration(l.burst-1) * l.pause)
	return max(l.empty(party).Sub(free), 0)
}

// Note writes to the party's account.
func (l *Limiter[K]) Note(party K) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.note(party)
}

// Take writes to the party's account if it may do it now.
func (l *Limiter[K]) Take(party K) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.wait(party) > 0 {
		return false
	}
	l.note(party)
	return true
}

func (l *Limiter[K]) note(party K) {
	now := l.clock()
	until := l.empty(party)
	if until.Before(now) {
		until = now
	}
	until = until.Add(l.pause)
	if _, known := l.now[party]; !known && len(l.now) >= l.most {
		l.now, l.older = map[K]time.Time{}, l.now
	}
	l.now[party] = until
}

// empty is never further off than what fills an account takes: a clock that was
// ahead for a while locks nobody out.
func (l *Limiter[K]) empty(party K) time.Time {
	until, ok := l.now[party]
	if !ok {
		until = l.older[party]
	}
	if full := l.clock().Add(time.Duration(l.burst) * l.pause); until.After(full) {
		return full
	}
	return until
}

// Network is what one party is likely to hold: an IPv4 address, or a /64 of
// IPv6. What is no address is one party together.
func Network(address string) netip.Prefix {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return netip.Prefix{}
	}
	a = a.Unmap().WithZone("")
	bits := 32
	if a.Is6() {
		bits = 64
	}
	p, _ := a.Prefix(bits)
	return p
}
