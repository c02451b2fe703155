package storagetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
)

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

func testForget(t *testing.T, s storage.Store) {
	o := accepted(t, s, 0)
	e := exchangeOf(o, "one")
	_, err := s.Exchange(t.Context(), e)
	must(t, err)
	must(t, s.Note(t.Context(), o.Session.ID, model.Event{At: epoch, What: "seen"}))
	claim := failed(1)
	claim.Session.Claims = o.Session.ID
	_, err = s.Accept(t.Context(), claim)
	must(t, err)

	n, err := s.Forget(t.Context(), o.Session.CreatedAt)
	must(t, err)
	same(t, "forgotten before it began", n, 0)
	n, err = s.Forget(t.Context(), o.Session.CreatedAt.Add(time.Nanosecond))
	must(t, err)
	same(t, "forgotten", n, 1)
	n, err = s.Forget(t.Context(), o.Session.CreatedAt.Add(time.Nanosecond))
	must(t, err)
	same(t, "forgotten again", n, 0)

	id := o.Session.ID
	_, err = s.Session(t.Context(), id)
	wantError(t, err, model.ErrNotFound)
	_, err = s.Request(t.Context(), id)
	wantError(t, err, model.ErrNotFound)
	_, err = s.Receipts(t.Context(), id)
	wantError(t, err, model.ErrNotFound)
	_, err = s.Events(t.Context(), id)
	wantError(t, err, model.ErrNotFound)
	_, _, err = s.Coded(t.Context(), o.Code.Hash)
	wantError(t, err, model.ErrNotFound)
	_, err = s.Token(t.Context(), e.Token, e.Now)
	wantError(t, err, model.ErrNotFound)
	_, err = s.Exchange(t.Context(), e)
	wantError(t, err, model.ErrNotFound)
	page, err := s.Sessions(t.Context(), model.Query{Connection: conn})
	must(t, err)
	same(t, "sessions", ids(page.Sessions), string(claim.Session.ID))
	got := tail(t, s, 0, func(all []storage.Changed) bool { return len(all) == 1 })
	same(t, "changed", got[0].Session.ID, claim.Session.ID)
	// The message itself stays refused until its time, however much is forgotten.
	_, err = s.Forget(t.Context(), epoch.AddDate(10, 0, 0))
	must(t, err)
	again := authorized(begun(t, s, 20))
	again.Replay = o.Replay
	_, err = s.Accept(t.Context(), again)
	wantError(t, err, storage.ErrReplayed)
}

func testForgetRest(t *testing.T, s storage.Store) {
	all := many(t, s, 100)
	n, err := s.Forget(t.Context(), time.Time{})
	must(t, err)
	same(t, "forgotten before the zero time", n, 0)
	n, err = s.Forget(t.Context(), all[29].CreatedAt)
	must(t, err)
	same(t, "forgotten", n, 70)
	page, err := s.Sessions(t.Context(), model.Query{Limit: 100})
	must(t, err)
	same(t, "left", ids(page.Sessions), ids(all[:30]))
	f, err := s.Facts(t.Context())
	must(t, err)
	same(t, "count", f.Sessions, int64(30))
	for _, m := range page.Sessions {
		_, err := s.Request(t.Context(), m.ID)
		must(t, err)
	}
}

func testCancelled(t *testing.T, s storage.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	session := started(0)
	wantError(t, s.Begin(ctx, session, requestOf(session)), context.Canceled)
	_, err := s.Session(ctx, session.ID)
	wantError(t, err, context.Canceled)
	_, err = s.Session(t.Context(), session.ID)
	wantError(t, err, model.ErrNotFound)

	// Cancelled while it waits: all of it is there or nothing, and it can be
	// repeated.
	for i, err := range race(24, func(i int) error {
		ctx, cancel := context.WithCancel(t.Context())
		one := started(i + 1)
		one.ID = model.ID(fmt.Sprintf("sess_%d", i))
		if i%2 == 0 {
			go cancel()
		} else {
			defer cancel()
		}
		return s.Begin(ctx, one, requestOf(one))
	}) {
		if err != nil && (i%2 == 1 || !errors.Is(err, context.Canceled)) {
			t.Fatal(err)
		}
		one := started(i + 1)
		one.ID = model.ID(fmt.Sprintf("sess_%d", i))
		must(t, s.Begin(t.Context(), one, requestOf(one)))
		_, err = s.Request(t.Context(), one.ID)
		must(t, err)
	}
	f, err := s.Facts(t.Context())
	must(t, err)
	same(t, "count", f.Sessions, int64(24))
}

func testFacts(t *testing.T, s storage.Store) {
	begun(t, s, 0)
	f, err := s.Facts(t.Context())
	must(t, err)
	if f.Engine == "" || f.Sessions != 1 || f.Bytes <= 0 || f.Schema < 1 || f.Opened.IsZero() || f.OpenTook <= 0 ||
		f.Free < -1 {
		t.Fatalf("facts: %+v", f)
	}
}

func testClosed(t *testing.T, s storage.Store) {
	session := begun(t, s, 0)
	ended := make(chan error)
	seen := make(chan struct{})
	go func() {
		ended <- s.Tail(context.Background(), 0, storage.AllChanges, func(storage.Changed) error { close(seen); return nil })
	}()
	<-seen
	must(t, s.Close())
	wantError(t, <-ended, storage.ErrClosed)
	_, err := s.Session(t.Context(), session.ID)
	wantError(t, err, storage.ErrClosed)
	wantError(t, s.Begin(t.Context(), session, requestOf(session)), storage.ErrClosed)
	must(t, s.Close())
}
