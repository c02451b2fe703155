package badger

import (
	"context"
	"errors"
	"fmt"

	"gatehouse/model"
	"gatehouse/storage"
)

const (
	// maxGroup is how many writers share one sync.
	maxGroup = 256
	// keptBuffer bounds the buffer for groups that is kept for the next one.
	keptBuffer = 1 << 20
)

// op is one write that waits for its group.
type op struct {
	ctx   context.Context
	apply func(*batch) error
	err   error
	done  chan struct{} // closed when err is final
}

// write runs apply as one atomic step and answers when it is on disk. If apply
// fails nothing of it is stored; it may run more than once. When ctx ends first
// the step may still be made.
func write[T any](ctx context.Context, s *Store, apply func(*batch) (T, error)) (T, error) {
	var zero, result T
	o := &op{ctx: ctx, done: make(chan struct{})}
	o.apply = func(b *batch) (err error) {
		result, err = apply(b)
		return err
	}
	if err := s.submit(o); err != nil {
		return zero, err
	}
	select {
	case <-o.done:
		return result, o.err
	case <-ctx.Done():
		return zero, ctx.Err()
	}
}

func (s *Store) submit(o *op) error {
	s.life.RLock()
	defer s.life.RUnlock()
	if s.closed {
		return storage.ErrClosed
	}
	select {
	case s.ops <- o:
		return nil
	case <-o.ctx.Done():
		return o.ctx.Err()
	}
}

// commit takes all writes that wait, until Close.
func (s *Store) commit() {
	defer close(s.drained)
	for first := range s.ops {
		group := []*op{first}
		for len(group) < maxGroup {
			var more *op
			select {
			case more = <-s.ops:
			default:
			}
			if more == nil {
				break
			}
			group = append(group, more)
		}
		for len(group) > 0 {
			n := s.commitSome(group)
			for _, o := range group[:n] {
				close(o.done)
			}
			group = group[n:]
		}
	}
}

// commitSome makes as many of the writes as fit into one transaction, at least
// one, and reports how many have their answer.
func (s *Store) commitSome(group []*op) (n int) {
	fail := func(ops []*op, err error) {
		for _, o := range ops {
			o.err = err
		}
	}
	err := s.journal.failed
	if err == nil {
		err = s.room()
	}
	if err != nil {
		fail(group, err)
		return len(group)
	}
	txn := s.db.NewTransaction(true)
	defer txn.Discard()
	g := &batch{
		snapshot: snapshot{txn}, index: make(map[string]int), limit: s.db.MaxBatchSize() * 9 / 10,
		journaled: append(s.buffer[:0], make([]byte, journalHead)...),
		recent:    s.recent, touched: make(map[model.ID]bool),
		number: s.journal.next, bases: s.bases,
	}
	if err := g.begin(s.state); err != nil {
		fail(group, err)
		return len(group)
	}
	if err := s.sweep(g); err != nil {
		s.log.Warn("expired keys were not reclaimed", "error", err)
	}
	for n < len(group) {
		o := group[n]
		if o.err = o.ctx.Err(); o.err == nil {
			o.err = g.run(o.apply)
		}
		if errors.Is(o.err, errFull) {
			if n > 0 {
				break // the next transaction has room for it
			}
			o.err = fmt.Errorf("%w: it needs more than %d bytes", errFull, g.limit)
		}
		n++
	}
	if g.failed == nil && g.written > 0 {
		if err := s.store(g); err != nil {
			g.failed = fmt.Errorf("commit: %w", err)
		}
	}
	if g.failed != nil {
		fail(group[:n], g.failed)
		return n
	}
	if g.written > 0 {
		s.settled(g)
	}
	return n
}

// store makes a group durable, then visible.
func (s *Store) store(g *batch) error {
	if err := g.end(); err != nil {
		return err
	}
	if cap(g.journaled) <= keptBuffer {
		s.buffer = g.journaled
	}
	if err := s.makeRoom(len(g.journaled) + sealOverhead); err != nil {
		return err
	}
	if err := s.journal.write(g.journaled); err != nil {
		return err
	}
	s.recent.remove(g.touched)
	if err := g.txn.Commit(); err != nil {
		return s.journal.fail(err) // the journal is ahead of the tree
	}
	s.recent.add(g.begun)
	return nil
}

// settled makes known what is on disk now.
func (s *Store) settled(g *batch) {
	state := g.meta
	s.state, s.bases = &state, g.bases
	if err := s.tally.write(g.meta); err != nil {
		s.log.Warn("tally not written", "error", err)
	}
	if g.clock != 0 {
		s.sweeps.named = g.clock
	}
	s.bells.ring(g.changed, g.records, g.told)
}
