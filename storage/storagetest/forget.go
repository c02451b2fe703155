package storagetest

import (
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
)

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
