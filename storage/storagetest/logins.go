package storagetest

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/storage"
)

func testBegin(t *testing.T, s storage.Store) {
	session := begun(t, s, 0)
	got, err := s.Session(t.Context(), session.ID)
	must(t, err)
	same(t, "session", got, session)
	request, err := s.Request(t.Context(), session.ID)
	must(t, err)
	same(t, "request", request, requestOf(session))
	receipts, err := s.Receipts(t.Context(), session.ID)
	must(t, err)
	same(t, "receipts", len(receipts), 0)
}

func testBeginAgain(t *testing.T, s storage.Store) {
	o := accepted(t, s, 0)
	again := started(0)
	again.ID = o.Session.ID
	must(t, s.Begin(t.Context(), again, requestOf(again)))
	got, err := s.Session(t.Context(), o.Session.ID)
	must(t, err)
	same(t, "state", got.State, model.Authorized)
	f, err := s.Facts(t.Context())
	must(t, err)
	same(t, "count", f.Sessions, int64(1))
}

func testFields(t *testing.T, s storage.Store) {
	r := rand.New(rand.NewPCG(1, 2))
	var o storage.Outcome
	var request model.Request
	fill(reflect.ValueOf(&o.Session).Elem(), r)
	fill(reflect.ValueOf(&o.Receipt).Elem(), r)
	fill(reflect.ValueOf(&request).Elem(), r)
	o.Session.ID, o.Session.State, o.Session.Receipts = "sess_1", model.Started, 0
	request.SessionID, o.Receipt.SessionID = "sess_1", "sess_1"

	must(t, s.Begin(t.Context(), o.Session, request))
	got, err := s.Session(t.Context(), "sess_1")
	must(t, err)
	same(t, "session", got, o.Session)
	gotRequest, err := s.Request(t.Context(), "sess_1")
	must(t, err)
	same(t, "request", gotRequest, request)

	o.Update, o.Session.State = true, model.Failed
	_, err = s.Accept(t.Context(), o)
	must(t, err)
	receipts, err := s.Receipts(t.Context(), "sess_1")
	must(t, err)
	same(t, "receipts", receipts, []model.Receipt{o.Receipt})

	var e model.Event
	fill(reflect.ValueOf(&e).Elem(), r)
	must(t, s.Note(t.Context(), "sess_1", e))
	events, err := s.Events(t.Context(), "sess_1")
	must(t, err)
	same(t, "events", events, []model.Event{e})
}

func testAcceptUpdate(t *testing.T, s storage.Store) {
	o := authorized(begun(t, s, 0))
	got, err := s.Accept(t.Context(), o)
	must(t, err)
	want := o.Session
	want.Receipts = 1
	same(t, "answer", got, want)
	got, err = s.Session(t.Context(), want.ID)
	must(t, err)
	same(t, "session", got, want)
	receipts, err := s.Receipts(t.Context(), want.ID)
	must(t, err)
	same(t, "receipts", receipts, []model.Receipt{o.Receipt})
	request, err := s.Request(t.Context(), want.ID)
	must(t, err)
	same(t, "request", request, requestOf(o.Session))
}

func testAcceptNew(t *testing.T, s storage.Store) {
	o := failed(0)
	got, err := s.Accept(t.Context(), o)
	must(t, err)
	o.Session.Receipts = 1
	same(t, "answer", got, o.Session)
	_, err = s.Request(t.Context(), o.Session.ID)
	wantError(t, err, model.ErrNotFound)
}

func testAcceptAgain(t *testing.T, s storage.Store) {
	o := accepted(t, s, 0)
	got, err := s.Accept(t.Context(), o)
	must(t, err)
	same(t, "state", got.State, model.Authorized)
	_, err = s.Exchange(t.Context(), exchangeOf(o, "one"))
	must(t, err)
	got, err = s.Accept(t.Context(), o)
	must(t, err)
	same(t, "state", got.State, model.Successful)
	same(t, "receipts", got.Receipts, 1)
}

func testAcceptSettled(t *testing.T, s storage.Store) {
	o := accepted(t, s, 0)
	second := authorized(o.Session)
	second.Replay, second.Code = nil, nil
	_, err := s.Accept(t.Context(), second)
	wantError(t, err, storage.ErrSettled)
	receipts, err := s.Receipts(t.Context(), o.Session.ID)
	must(t, err)
	same(t, "receipts", receipts, []model.Receipt{o.Receipt})
	// A deadline that has passed does not settle: a late answer is judged, not lost.
	late := authorized(begun(t, s, 10))
	late.Receipt.At = late.Session.CreatedAt.Add(time.Hour)
	_, err = s.Accept(t.Context(), late)
	must(t, err)
}

func testAcceptUnknown(t *testing.T, s storage.Store) {
	o := authorized(started(0))
	_, err := s.Accept(t.Context(), o)
	wantError(t, err, model.ErrNotFound)
	_, _, err = s.Coded(t.Context(), o.Code.Hash)
	wantError(t, err, model.ErrNotFound)
}

func testAcceptExisting(t *testing.T, s storage.Store) {
	o := authorized(begun(t, s, 0))
	o.Update = false
	_, err := s.Accept(t.Context(), o)
	wantError(t, err, model.ErrConflict)
}

func testAcceptSeveral(t *testing.T, s storage.Store) {
	session := begun(t, s, 0)
	var want []model.Receipt
	for i := range 5 {
		at := epoch.Add(time.Duration(i) * time.Minute)
		o := storage.Outcome{Session: session, Update: true, Receipt: receiptOf(session, at)}
		o.Receipt.ID = model.ID("rcpt_" + string(rune('z'-i))) // arrival is not the order of ids
		got, err := s.Accept(t.Context(), o)
		must(t, err)
		same(t, "count", got.Receipts, i+1)
		want = append(want, o.Receipt)
	}
	got, err := s.Receipts(t.Context(), session.ID)
	must(t, err)
	same(t, "receipts", got, want)
}

func testReplay(t *testing.T, s storage.Store) {
	first := accepted(t, s, 0)
	second := authorized(begun(t, s, 10))
	second.Replay = append(second.Replay, first.Replay...)
	_, err := s.Accept(t.Context(), second)
	wantError(t, err, storage.ErrReplayed)
	var replayed *storage.Replayed
	if !errors.As(err, &replayed) || replayed.Earlier != first.Session.ID {
		t.Fatalf("error is %v, want one that names %s", err, first.Session.ID)
	}
	got, err := s.Session(t.Context(), second.Session.ID)
	must(t, err)
	same(t, "state", got.State, model.Started)
	receipts, err := s.Receipts(t.Context(), second.Session.ID)
	must(t, err)
	same(t, "receipts", len(receipts), 0)
	_, _, err = s.Coded(t.Context(), second.Code.Hash)
	wantError(t, err, model.ErrNotFound)
	// Its own replay key, which came first in the list, is still free.
	second.Replay = second.Replay[:1]
	_, err = s.Accept(t.Context(), second)
	must(t, err)
}

func testReplayExpired(t *testing.T, s storage.Store) {
	first := accepted(t, s, 0)
	second := authorized(begun(t, s, 10))
	second.Replay = first.Replay
	second.Receipt.At = first.Replay[0].Until.Add(-time.Nanosecond)
	_, err := s.Accept(t.Context(), second)
	wantError(t, err, storage.ErrReplayed)
	second.Receipt.At = first.Replay[0].Until
	_, err = s.Accept(t.Context(), second)
	must(t, err)
}

func testReplayRace(t *testing.T, s storage.Store) {
	const n = 32
	all := make([]storage.Outcome, n)
	for i := range all {
		all[i] = failed(i)
		all[i].Replay = []saml.ReplayKey{{Key: "one", Until: epoch.Add(time.Hour)}}
	}
	errs := race(n, func(i int) error {
		_, err := s.Accept(t.Context(), all[i])
		return err
	})
	oneWon(t, errs, is(storage.ErrReplayed))
	for i, err := range errs {
		_, found := s.Session(t.Context(), all[i].Session.ID)
		if err == nil {
			must(t, found)
		} else {
			wantError(t, found, model.ErrNotFound)
		}
	}
	f, err := s.Facts(t.Context())
	must(t, err)
	same(t, "count", f.Sessions, int64(1))
}

func testAcceptRace(t *testing.T, s storage.Store) {
	session := begun(t, s, 0)
	errs := race(16, func(int) error {
		o := authorized(session)
		o.Replay, o.Code = nil, nil
		_, err := s.Accept(t.Context(), o)
		return err
	})
	oneWon(t, errs, is(storage.ErrSettled))
	receipts, err := s.Receipts(t.Context(), session.ID)
	must(t, err)
	same(t, "receipts", len(receipts), 1)
}

func testNote(t *testing.T, s storage.Store) {
	o := accepted(t, s, 0)
	before, err := s.Session(t.Context(), o.Session.ID)
	must(t, err)
	events := []model.Event{
		{At: epoch.Add(time.Minute), What: "code_refused", Note: "spent"},
		{At: epoch.Add(2 * time.Minute), What: "profile_read"},
	}
	for _, i := range []int{1, 0, 1} { // late, early, repeated
		must(t, s.Note(t.Context(), o.Session.ID, events[i]))
	}
	got, err := s.Events(t.Context(), o.Session.ID)
	must(t, err)
	same(t, "events", got, events)
	after, err := s.Session(t.Context(), o.Session.ID)
	must(t, err)
	same(t, "session", after, before)
	wantError(t, s.Note(t.Context(), "sess_none", events[0]), model.ErrNotFound)
}

func testNoteBound(t *testing.T, s storage.Store) {
	session := begun(t, s, 0)
	for _, err := range race(storage.MaxEvents+20, func(i int) error {
		return s.Note(t.Context(), session.ID, model.Event{At: epoch.Add(time.Duration(i)), What: "code_refused"})
	}) {
		must(t, err)
	}
	got, err := s.Events(t.Context(), session.ID)
	must(t, err)
	same(t, "number of events", len(got), storage.MaxEvents)
}

func testClaimants(t *testing.T, s storage.Store) {
	session := begun(t, s, 0)
	var want []model.ID
	for i := range 3 {
		o := failed(i + 1)
		o.Session.Claims = session.ID
		_, err := s.Accept(t.Context(), o)
		must(t, err)
		want = append(want, o.Session.ID)
	}
	got, err := s.Claimants(t.Context(), session.ID)
	must(t, err)
	same(t, "claimants", got, want)
	got, err = s.Claimants(t.Context(), want[0])
	must(t, err)
	same(t, "claimants of a claimant", len(got), 0)
}
