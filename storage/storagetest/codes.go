package storagetest

import (
	"fmt"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
)

func testCoded(t *testing.T, s storage.Store) {
	o := accepted(t, s, 0)
	session, request, err := s.Coded(t.Context(), o.Code.Hash)
	must(t, err)
	same(t, "id", session.ID, o.Session.ID)
	same(t, "request", request, requestOf(o.Session))
	_, err = s.Exchange(t.Context(), exchangeOf(o, "one"))
	must(t, err)
	session, _, err = s.Coded(t.Context(), o.Code.Hash)
	must(t, err)
	same(t, "state", session.State, model.Successful)

	initiated := failed(5)
	initiated.Session.State, initiated.Code = model.Authorized, &storage.Code{Hash: hash("initiated"),
		Expires: epoch.Add(time.Hour)}
	_, err = s.Accept(t.Context(), initiated)
	must(t, err)
	session, request, err = s.Coded(t.Context(), hash("initiated"))
	must(t, err)
	same(t, "id", session.ID, initiated.Session.ID)
	same(t, "request of an initiated session", request, model.Request{})

	_, _, err = s.Coded(t.Context(), hash("another"))
	wantError(t, err, model.ErrNotFound)
}

func testExchange(t *testing.T, s storage.Store) {
	o := accepted(t, s, 0)
	e := exchangeOf(o, "one")
	got, err := s.Exchange(t.Context(), e)
	must(t, err)
	want := o.Session
	want.State, want.UpdatedAt, want.Receipts = model.Successful, e.Now, 1
	same(t, "answer", got, want)
	got, err = s.Session(t.Context(), want.ID)
	must(t, err)
	same(t, "session", got, want)
	_, err = s.Exchange(t.Context(), exchangeOf(o, "two"))
	wantError(t, err, storage.ErrCodeSpent)
	_, err = s.Token(t.Context(), e.Token, e.Now)
	wantError(t, err, model.ErrNotFound) // RFC 6749 4.1.2: a second use ends what the first one gave
	_, err = s.Token(t.Context(), exchangeOf(o, "two").Token, e.Now)
	wantError(t, err, model.ErrNotFound)
	got, err = s.Exchange(t.Context(), e)
	must(t, err)
	same(t, "the first attempt repeated", got, want)
	_, err = s.Token(t.Context(), e.Token, e.Now)
	wantError(t, err, model.ErrNotFound)
	e.Code = hash("another")
	_, err = s.Exchange(t.Context(), e)
	wantError(t, err, model.ErrNotFound)
}

func testExchangeAgain(t *testing.T, s storage.Store) {
	o := accepted(t, s, 0)
	e := exchangeOf(o, "one")
	first, err := s.Exchange(t.Context(), e)
	must(t, err)
	again, err := s.Exchange(t.Context(), e)
	must(t, err)
	same(t, "answer", again, first)
	_, err = s.Token(t.Context(), e.Token, e.Now)
	must(t, err)
}

func testExchangeExpired(t *testing.T, s storage.Store) {
	o := accepted(t, s, 0)
	e := exchangeOf(o, "late")
	e.Now = o.Code.Expires
	_, err := s.Exchange(t.Context(), e)
	wantError(t, err, storage.ErrCodeSpent)
	got, err := s.Session(t.Context(), o.Session.ID)
	must(t, err)
	same(t, "state", got.State, model.Authorized)
	_, err = s.Token(t.Context(), e.Token, e.Now)
	wantError(t, err, model.ErrNotFound)
	e.Now = o.Code.Expires.Add(-time.Nanosecond)
	_, err = s.Exchange(t.Context(), e)
	must(t, err)
}

func testExchangeRace(t *testing.T, s storage.Store) {
	o := accepted(t, s, 0)
	const n = 32
	exchange := func(i int) storage.Exchange { return exchangeOf(o, fmt.Sprintf("attempt %d", i)) }
	errs := race(n, func(i int) error {
		_, err := s.Exchange(t.Context(), exchange(i))
		return err
	})
	oneWon(t, errs, is(storage.ErrCodeSpent))
	for i := range n { // who lost has used the code a second time
		_, err := s.Token(t.Context(), exchange(i).Token, exchange(i).Now)
		wantError(t, err, model.ErrNotFound)
	}
}

func testToken(t *testing.T, s storage.Store) {
	o := accepted(t, s, 0)
	e := exchangeOf(o, "one")
	_, err := s.Exchange(t.Context(), e)
	must(t, err)
	got, err := s.Token(t.Context(), e.Token, e.Expires.Add(-time.Nanosecond))
	must(t, err)
	same(t, "id", got.ID, o.Session.ID)
	_, err = s.Token(t.Context(), e.Token, e.Expires)
	wantError(t, err, model.ErrNotFound)
	_, err = s.Token(t.Context(), hash("another"), e.Now)
	wantError(t, err, model.ErrNotFound)
}
