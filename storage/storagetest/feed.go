package storagetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"gatehouse/model"
	"gatehouse/storage"
)

// feedTests say what [storage.Feed] means.
func feedTests() []test {
	return []test{
		{"Tail sees changes in order", testTail},
		{"Tail from a position", testTailFrom},
		{"Tail sees one step in its order", testTailStep},
		{"Tail of records alone", testTailRecords},
		{"Tail ends with its context", testTailEnds},
		{"Tail ends with its reader", testTailReader},
		{"Tail sees all of many writers", testTailConcurrent},
		{"a slow tail holds nobody up", testTailSlow},
	}
}

func testTail(t *testing.T, s storage.Store) {
	first := accepted(t, s, 0)
	second := begun(t, s, 1)
	must(t, s.Apply(t.Context(), create(model.KindConnection, "conn_1", "")))
	_, err := s.Exchange(t.Context(), exchangeOf(first, "one"))
	must(t, err)

	sawRecord := false
	all := tail(t, s, 0, func(all []storage.Changed) bool {
		return len(all) > 0 && all[len(all)-1].Session != nil && all[len(all)-1].Session.State == model.Successful
	})
	seen := map[model.ID]model.State{}
	var last storage.Pos
	for _, c := range all {
		if c.Pos <= last {
			t.Fatalf("position %d comes after %d", c.Pos, last)
		}
		last = c.Pos
		if c.Session != nil {
			seen[c.Session.ID] = c.Session.State
		} else {
			sawRecord = sawRecord || c.Kind == model.KindConnection && c.ID == "conn_1"
		}
	}
	same(t, "first session", seen[first.Session.ID], model.Successful)
	same(t, "second session", seen[second.ID], model.Started)
	same(t, "record", sawRecord, true)
}

func testTailFrom(t *testing.T, s storage.Store) {
	zero, err := s.Now(t.Context())
	must(t, err)
	same(t, "position of an empty store", zero, storage.Pos(0))
	first := begun(t, s, 0)
	from, err := s.Now(t.Context())
	must(t, err)
	second := begun(t, s, 1)
	got := tail(t, s, from, func(all []storage.Changed) bool { return len(all) == 1 })
	same(t, "changed", got[0].Session.ID, second.ID)
	// A change of the first comes after, once more.
	must(t, s.Note(t.Context(), first.ID, model.Event{At: epoch, What: "seen"}))
	got = tail(t, s, got[0].Pos, func(all []storage.Changed) bool { return len(all) == 1 })
	same(t, "changed", got[0].Session.ID, first.ID)
	// So does a record that is deleted.
	c := create(model.KindConnection, "conn_1", "")
	must(t, s.Apply(t.Context(), c))
	from, err = s.Now(t.Context())
	must(t, err)
	must(t, s.Apply(t.Context(), storage.Change{Record: c.Record, Based: 1, Delete: true}))
	got = tail(t, s, from, func(all []storage.Changed) bool { return len(all) == 1 })
	same(t, "deleted", got[0].ID, c.Record.ID)
}

func testTailRecords(t *testing.T, s storage.Store) {
	for i := range 600 { // more than is looked at in one reading
		begun(t, s, i)
	}
	c := create(model.KindConnection, "conn_1", "")
	must(t, s.Apply(t.Context(), c))
	begun(t, s, 600)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	seen, ended := make(chan storage.Changed), make(chan error)
	go func() {
		ended <- s.Tail(ctx, 0, storage.RecordChanges, func(c storage.Changed) error { seen <- c; return nil })
	}()
	same(t, "changed", (<-seen).ID, c.Record.ID)
	// While it waits, sessions and records change.
	begun(t, s, 601)
	must(t, s.Apply(t.Context(), create(model.KindConnection, "conn_2", "")))
	same(t, "changed then", (<-seen).ID, model.ID("conn_2"))
	begun(t, s, 602)
	must(t, s.Apply(t.Context(), storage.Change{Record: c.Record, Based: 1, Delete: true}))
	gone := <-seen
	same(t, "deleted", gone.ID, c.Record.ID)
	now, err := s.Now(t.Context())
	must(t, err)
	same(t, "position", gone.Pos, now)
	cancel()
	wantError(t, <-ended, context.Canceled)
}

func testTailEnds(t *testing.T, s storage.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	seen := make(chan struct{})
	begun(t, s, 0)
	go func() {
		ended <- s.Tail(ctx, 0, storage.AllChanges, func(storage.Changed) error { close(seen); return nil })
	}()
	<-seen
	cancel()
	wantError(t, <-ended, context.Canceled)
}

func testTailReader(t *testing.T, s storage.Store) {
	begun(t, s, 0)
	stop := errors.New("stop")
	wantError(t, s.Tail(t.Context(), 0, storage.AllChanges, func(storage.Changed) error { return stop }), stop)
}

func testTailConcurrent(t *testing.T, s storage.Store) {
	const writers, each = 8, 12
	done := make(chan map[model.ID]model.State)
	go func() {
		seen := map[model.ID]model.State{}
		tail(t, s, 0, func(all []storage.Changed) bool {
			if len(all) > 0 && all[len(all)-1].Session != nil {
				seen[all[len(all)-1].Session.ID] = all[len(all)-1].Session.State
			}
			n := 0
			for _, state := range seen {
				if state == model.Successful {
					n++
				}
			}
			return n == writers*each
		})
		done <- seen
	}()
	for _, err := range race(writers, func(w int) error {
		for i := range each {
			session := started(w*each + i)
			if err := s.Begin(t.Context(), session, requestOf(session)); err != nil {
				return err
			}
			o := authorized(session)
			if _, err := s.Accept(t.Context(), o); err != nil {
				return err
			}
			if _, err := s.Exchange(t.Context(), exchangeOf(o, fmt.Sprint(w, i))); err != nil {
				return err
			}
		}
		return nil
	}) {
		must(t, err)
	}
	same(t, "sessions seen", len(<-done), writers*each)
}

func testTailSlow(t *testing.T, s storage.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	entered, ended := make(chan struct{}), make(chan error)
	begun(t, s, 0)
	go func() {
		ended <- s.Tail(ctx, 0, storage.AllChanges, func(storage.Changed) error {
			close(entered)
			<-ctx.Done()
			return ctx.Err()
		})
	}()
	<-entered
	for i := range 300 { // more than any channel between them holds
		must(t, s.Note(t.Context(), begun(t, s, i+1).ID, model.Event{At: epoch, What: "seen"}))
		if i == 40 {
			break
		}
	}
	cancel()
	wantError(t, <-ended, context.Canceled)
}

// The changes of one step come in its order, deletions too.
func testTailStep(t *testing.T, s storage.Store) {
	old := create(model.KindConnection, "conn_b", "")
	must(t, s.Apply(t.Context(), old))
	from, err := s.Now(t.Context())
	must(t, err)
	must(t, s.Apply(t.Context(),
		create(model.KindConnection, "conn_c", ""),
		storage.Change{Record: old.Record, Based: 1, Delete: true},
		create(model.KindConnection, "conn_a", "")))
	var got []model.ID
	for _, c := range tail(t, s, from, func(all []storage.Changed) bool { return len(all) == 3 }) {
		got = append(got, c.ID)
	}
	if want := []model.ID{"conn_c", "conn_b", "conn_a"}; !slices.Equal(got, want) {
		t.Errorf("changed: %v, want %v", got, want)
	}
	// What tells of the deletion is kept until that is forgotten.
	_, err = s.Forget(t.Context(), old.Record.At.Add(1))
	must(t, err)
	got = nil
	for _, c := range tail(t, s, from, func(all []storage.Changed) bool { return len(all) == 2 }) {
		got = append(got, c.ID)
	}
	if want := []model.ID{"conn_c", "conn_a"}; !slices.Equal(got, want) {
		t.Errorf("changed: %v, want %v", got, want)
	}
}
