package web

import (
	"net/netip"
	"sync"
	"time"
)

// limiter counts what peers do wrong: each may do so a number of times at once,
// and once more after each pause. What it remembers is bounded: of two
// generations of peers the older one is forgotten when the younger is full.
type limiter struct {
	burst int
	pause time.Duration
	most  int // peers in a generation
	clock func() time.Time

	mu         sync.Mutex
	now, older map[netip.Prefix]time.Time // when the peer's account is empty again
}

func newLimiter(burst int, pause time.Duration, most int, clock func() time.Time) *limiter {
	return &limiter{burst: burst, pause: pause, most: most, clock: clock, now: map[netip.Prefix]time.Time{}}
}

// wait is how long a peer has to wait before it may try again; 0 if it may.
func (l *limiter) wait(peer string) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	free := l.clock().Add(time.Duration(l.burst-1) * l.pause)
	return max(l.empty(network(peer)).Sub(free), 0)
}

// note writes one failure to the peer's account.
func (l *limiter) note(peer string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	key := network(peer)
	until := l.empty(key)
	if now := l.clock(); until.Before(now) {
		until = now
	}
	if len(l.now) >= l.most {
		l.now, l.older = map[netip.Prefix]time.Time{}, l.now
	}
	l.now[key] = until.Add(l.pause)
}

func (l *limiter) empty(key netip.Prefix) time.Time {
	if t, ok := l.now[key]; ok {
		return t
	}
	return l.older[key]
}

// network is what one party is likely to hold: an IPv4 address, or a /64 of
// IPv6.
func network(peer string) netip.Prefix {
	a, err := netip.ParseAddr(peer)
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
