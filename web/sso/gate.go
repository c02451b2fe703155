package sso

import (
	"context"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// gate bounds how many bodies are held at once, in all and for one network. While
// others wait, a body that comes too slowly gives its place up: who sends slowly
// holds up nobody.
type gate struct {
	most, perNetwork int
	grace            time.Duration // that a body has in any case
	rate             int64         // bytes a second that give it more time
	mostWaiting      int

	mu      sync.Mutex
	holding []*pass // the oldest first
	held    map[netip.Prefix]int
	waiting []*pass
}

// pass is the place of one body.
type pass struct {
	gate    *gate
	network netip.Prefix
	until   time.Time     // it may take while others wait
	reading bool          // it is not complete: it can be put out
	putOut  func()        // ends the reading
	entered chan struct{} // closed when it has its place
}

// enter waits for a place until ctx ends. putOut is called at most once, by
// another goroutine, when the place is needed and the body is not complete.
func (g *gate) enter(ctx context.Context, network netip.Prefix, putOut func()) (*pass, error) {
	p := &pass{gate: g, network: network, reading: true, putOut: putOut, entered: make(chan struct{})}
	g.mu.Lock()
	if len(g.waiting) >= g.mostWaiting {
		g.mu.Unlock()
		return nil, errBusy
	}
	g.waiting = append(g.waiting, p)
	g.admit()
	g.mu.Unlock()
	for {
		select {
		case <-p.entered: // at once, mostly
			return p, nil
		default:
		}
		select {
		case <-p.entered:
			return p, nil
		case <-ctx.Done():
			p.leave()
			return nil, errBusy
		case <-time.After(g.press(p)):
		}
	}
}

// complete says that the body is read: it keeps its place until it leaves. It is
// false if the body was put out before.
func (p *pass) complete() bool {
	p.gate.mu.Lock()
	defer p.gate.mu.Unlock()
	in := p.reading
	p.reading = false
	return in
}

// leave gives the place up.
func (p *pass) leave() {
	g := p.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	if i := slices.Index(g.holding, p); i >= 0 {
		g.holding = slices.Delete(g.holding, i, i+1)
		if g.held[p.network]--; g.held[p.network] == 0 {
			delete(g.held, p.network)
		}
	} else if i := slices.Index(g.waiting, p); i >= 0 {
		g.waiting = slices.Delete(g.waiting, i, i+1)
	}
	g.admit()
}

// admit gives free places to those that wait: first to those whose network holds
// fewest.
func (g *gate) admit() {
	for len(g.waiting) > 0 && len(g.holding) < g.most {
		var next *pass
		for _, p := range g.waiting {
			if n := g.held[p.network]; n < g.perNetwork && (next == nil || n < g.held[next.network]) {
				next = p
			}
		}
		if next == nil {
			return
		}
		g.waiting = slices.DeleteFunc(g.waiting, func(p *pass) bool { return p == next })
		g.holding = append(g.holding, next)
		if g.held == nil {
			g.held = make(map[netip.Prefix]int)
		}
		g.held[next.network]++
		next.until = time.Now().Add(g.grace)
		close(next.entered)
	}
}

// press puts out the oldest body whose time is over, if its place would help p.
// It gives the time until it makes sense to press again.
func (g *gate) press(p *pass) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	full := g.held[p.network] >= g.perNetwork
	wait := g.grace
	for _, h := range g.holding {
		if !h.reading || full && h.network != p.network {
			continue
		}
		if left := time.Until(h.until); left > 0 {
			wait = min(wait, left)
			continue
		}
		h.reading = false // once
		go h.putOut()
		break
	}
	return wait
}

// came says that more of the body has been read, which gives it more time.
func (p *pass) came(bytes int) {
	p.gate.mu.Lock()
	defer p.gate.mu.Unlock()
	p.until = p.until.Add(time.Duration(int64(bytes) * int64(time.Second) / p.gate.rate))
}
