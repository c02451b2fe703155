package model

import (
	"context"
	"errors"
	"net/netip"
	"sync"
	"time"

	"github.com/dustin/go-humanize/english"

	"gatehouse/limit"
)

// usualRetention is how much is kept of sessions that nobody verified. They never
// push out one that was.
func usualRetention() Retention {
	return Retention{PerConnection: 2000, Total: 20_000, Bytes: 256 << 20, Age: 30 * 24 * time.Hour}
}

// How many refused messages get a session of their own: from one network, and at
// one connection. Those beyond are answered all the same, and counted in the
// session of an earlier one.
const (
	networkBurst = 300
	networkPause = 2 * time.Second
	keyBurst     = 3000
	keyPause     = time.Second

	// Sign-ins that a network may begin: a large company's at nine in the morning.
	beginBurst = 3000
	beginPause = 100 * time.Millisecond

	rememberedParties = 4096 // twice as many at most

	crowdLife = time.Hour   // then another session counts
	countLag  = time.Second // counts are written together
	maxCrowds = 1024
	retainAt  = 100 // new unverified sessions
)

// Counted says how many more messages were counted in the session, "" for none.
func (s Session) Counted() string {
	if s.Repeats == 0 {
		return ""
	}
	return "and " + english.Plural(s.Repeats, "more refused message", "") +
		" from the same network or to the same connection, too many for a session each"
}

// strangers bounds what those can have stored whom nobody knows.
type strangers struct {
	networks *limit.Limiter[netip.Prefix]
	keys     *limit.Limiter[ID]
	begun    *limit.Limiter[netip.Prefix]

	writing sync.Mutex // held while counts are written: whoever writes waits for those under way

	mu     sync.Mutex
	crowds map[crowd]*counter
	stored int           // unverified sessions since the last retention
	many   chan struct{} // retention is due
}

// crowd is who sends more than gets sessions: a network, or all at a connection.
type crowd struct {
	network    netip.Prefix
	connection ID
}

// counter is the session that a crowd is counted in.
type counter struct {
	session ID
	until   time.Time
	pending int
}

func newStrangers(clock func() time.Time) *strangers {
	return &strangers{
		networks: limit.New[netip.Prefix](networkBurst, networkPause, rememberedParties, clock),
		keys:     limit.New[ID](keyBurst, keyPause, rememberedParties, clock),
		begun:    limit.New[netip.Prefix](beginBurst, beginPause, rememberedParties, clock),
		crowds:   map[crowd]*counter{}, many: make(chan struct{}, 1),
	}
}

// over charges a refused message to its network and to its connection, and
// reports which of the two has no account for it.
func (x *strangers) over(visitor Visitor, connection ID) (c crowd, over bool) {
	if visitor.Ours {
		return crowd{}, false
	}
	network := limit.Network(visitor.Peer)
	if !x.networks.Take(network) {
		return crowd{network: network}, true
	}
	if !x.keys.Take(connection) {
		return crowd{connection: connection}, true
	}
	return crowd{}, false
}

// mayBegin charges the beginning of a sign-in to its network: each is stored, and
// anybody can begin one. What comes over loopback comes from this machine, or
// through a proxy of it that says for whom.
func (x *strangers) mayBegin(visitor Visitor) bool {
	network := limit.Network(visitor.Peer)
	return visitor.Ours || network.Addr().IsLoopback() || x.begun.Take(network)
}

// join counts a message of a crowd in the session of an earlier one. If there is
// none, its own session, which is about to be stored, counts those that follow.
func (d *Desk) join(c crowd, own ID, now time.Time) (session ID, counted bool) {
	x := d.strangers
	x.mu.Lock()
	defer x.mu.Unlock()
	n := x.crowds[c]
	if n == nil || now.After(n.until) {
		x.crowds[c] = &counter{session: own, until: now.Add(crowdLife)}
		return own, false
	}
	if n.pending++; n.pending == 1 {
		time.AfterFunc(countLag, func() { d.WriteCounts(context.Background()) })
	}
	return n.session, true
}

// WriteCounts writes what was counted and not written yet: before the store is
// closed.
func (d *Desk) WriteCounts(ctx context.Context) {
	d, err := d.do(ctx, ActMaintain, everything)
	if err != nil {
		return
	}
	x := d.strangers
	x.writing.Lock()
	defer x.writing.Unlock()
	due := map[ID]int{}
	x.mu.Lock()
	for c, n := range x.crowds {
		if n.pending > 0 {
			due[n.session] += n.pending
		}
		if n.pending = 0; len(x.crowds) > maxCrowds || d.now().After(n.until) {
			delete(x.crowds, c)
		}
	}
	x.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for session, more := range due {
		if err := d.store.Count(ctx, session, more, d.now()); err != nil {
			d.Log.Warn("refused messages were not counted", "session", session, "messages", more, "error", err)
			x.forget(session)
		}
	}
}

// forget lets go of a session that can be counted in no more.
func (x *strangers) forget(session ID) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for c, n := range x.crowds {
		if n.session == session {
			delete(x.crowds, c)
		}
	}
}

// kept notes that an unverified session was stored.
func (x *strangers) kept() {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.stored++; x.stored < retainAt {
		return
	}
	x.stored = 0
	select {
	case x.many <- struct{}{}:
	default:
	}
}

// DeleteUnverified deletes unverified sessions beyond what [Options.Unverified]
// keeps, and reports how many.
func (d *Desk) DeleteUnverified(ctx context.Context) (int, error) {
	d, err := d.do(ctx, ActMaintain, everything)
	if err != nil {
		return 0, err
	}
	return d.store.Retain(ctx, d.unverified, d.now())
}

// RunRetention does so whenever many have come and every hour, until ctx ends.
func (d *Desk) RunRetention(ctx context.Context) error {
	d, err := d.do(ctx, ActMaintain, everything)
	if err != nil {
		return err
	}
	for {
		n, err := d.DeleteUnverified(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, ErrNoSpace): // a full disk is told elsewhere
		case err != nil:
			d.Log.Warn("unverified sessions were not deleted", "error", err)
		case n > 0:
			d.Log.Info("unverified sessions were deleted", "sessions", n)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-d.strangers.many:
		case <-time.After(time.Hour):
		}
	}
}
