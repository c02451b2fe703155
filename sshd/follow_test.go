package sshd_test

import (
	"context"
	"sync/atomic"
	"testing"

	"gatehouse/model"
	"gatehouse/sshd"
	"gatehouse/storage"
	"gatehouse/storage/memory"
)

// lateStore gives the answer to one read of a member late, and tells when a change was taken note of.
type lateStore struct {
	storage.Store
	follows chan struct{} // the changes are followed
	hold    atomic.Bool
	held    chan struct{} // the read has its answer
	release chan struct{}
	told    chan model.ID // a change was taken note of
}

func (s *lateStore) Record(ctx context.Context, k model.Kind, id model.ID) (model.Record, error) {
	r, err := s.Store.Record(ctx, k, id)
	if k == model.KindMember && s.hold.CompareAndSwap(true, false) {
		close(s.held)
		<-s.release
	}
	return r, err
}

func (s *lateStore) Tail(ctx context.Context, from storage.Pos, of storage.Changes,
	f func(storage.Changed) error) error {
	close(s.follows)
	return s.Store.Tail(ctx, from, of, func(c storage.Changed) error {
		err := f(c)
		if c.Kind == model.KindMember {
			s.told <- c.ID
		}
		return err
	})
}

// A member who comes right after they joined stays, also when the server takes note of their
// invitation late: what it read of them before they came says nothing about them.
func TestNoteTakenLateEndsNobody(t *testing.T) {
	store := &lateStore{Store: memory.Open(), follows: make(chan struct{}), held: make(chan struct{}),
		release: make(chan struct{}), told: make(chan model.ID, 100)}
	s := serveOn(t, store, func(*sshd.Options) {})
	key := signer(t)
	<-store.follows
	store.hold.Store(true)
	_, code, err := s.owner.Invite(t.Context(), "ada@example.com", model.Support, "")
	if err != nil {
		t.Fatal(err)
	}
	select {
	case <-store.held:
	case <-store.told:
		store.hold.Store(false)
	}
	s.redeem(code, key)
	c := s.as(key)
	close(store.release)
	<-store.told // that they joined
	if out, err := s.session(c).Output("cause"); err != nil || string(out) != "<nil>" {
		t.Errorf("what who has just come runs is ended by %q, %v", out, err)
	}
}
