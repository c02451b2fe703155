package signin

import (
	"context"
	"net/netip"
	"sync"
	"time"

	"gatehouse/limit"
	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

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

// strangers bounds what those can have stored whom nobody knows.
type strangers struct {
	networks *limit.Limiter[netip.Prefix]
	keys     *limit.Limiter[model.ID]
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
	connection model.ID
}

// counter is the session that a crowd is counted in.
type counter struct {
	session model.ID
	until   time.Time
	pending int
}

func newStrangers(clock func() time.Time) *strangers {
	return &strangers{
		networks: limit.New[netip.Prefix](networkBurst, networkPause, rememberedParties, clock),
		keys:     limit.New[model.ID](keyBurst, keyPause, rememberedParties, clock),
		begun:    limit.New[netip.Prefix](beginBurst, beginPause, rememberedParties, clock),
		crowds:   map[crowd]*counter{}, many: make(chan struct{}, 1),
	}
}

// over charges a refused message to its network and to its connection, and
// reports which of the two has no account for it.
func (x *strangers) over(visitor model.Visitor, connection model.ID) (c crowd, over bool) {
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

// mayBegin charges the beginning of a sign-in to its network and to its connection: each is
// stored, and anybody can begin one. What comes over loopback comes from this machine, or
// through a proxy of it that says for whom.
func (s Service) mayBegin(visitor model.Visitor, connection model.ID) error {
	network := limit.Network(visitor.Peer)
	if visitor.Ours || network.Addr().IsLoopback() {
		return nil
	}
	if !s.state.strangers.begun.Take(network) {
		return storage.ErrTooMany
	}
	return s.core.Rates.Begin(connection)
}

// join counts a message of a crowd in the session of an earlier one. If there is
// none, its own session, which is about to be stored, counts those that follow.
func (s Service) join(c crowd, own model.ID, now time.Time) (session model.ID, counted bool) {
	x := s.state.strangers
	x.mu.Lock()
	defer x.mu.Unlock()
	n := x.crowds[c]
	if n == nil || now.After(n.until) {
		x.crowds[c] = &counter{session: own, until: now.Add(crowdLife)}
		return own, false
	}
	if n.pending++; n.pending == 1 {
		time.AfterFunc(countLag, func() { s.WriteCounts(context.Background()) })
	}
	return n.session, true
}

// WriteCounts writes what was counted and not written yet: before the store is
// closed.
func (s Service) WriteCounts(ctx context.Context) {
	s, err := s.pass(s.core.Do(ctx, model.ActMaintain, core.Everything))
	if err != nil {
		return
	}
	x := s.state.strangers
	x.writing.Lock()
	defer x.writing.Unlock()
	due := map[model.ID]int{}
	x.mu.Lock()
	for c, n := range x.crowds {
		if n.pending > 0 {
			due[n.session] += n.pending
		}
		if n.pending = 0; len(x.crowds) > maxCrowds || s.core.Now().After(n.until) {
			delete(x.crowds, c)
		}
	}
	x.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for session, more := range due {
		if err := s.core.Store.Count(ctx, session, more, s.core.Now()); err != nil {
			s.core.Log.Warn("refused messages were not counted", "session", session, "messages", more, "error", err)
			x.forget(session)
		}
	}
}

// forget lets go of a session that can be counted in no more.
func (x *strangers) forget(session model.ID) {
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

// DeleteUnverified deletes unverified sessions beyond what [drop.Options.Unverified]
// keeps, and reports how many.
func (s Service) DeleteUnverified(ctx context.Context) (int, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActMaintain, core.Everything))
	if err != nil {
		return 0, err
	}
	return s.core.Store.Retain(ctx, s.core.Unverified, s.core.Now())
}
