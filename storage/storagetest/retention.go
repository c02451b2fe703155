package storagetest

import (
	"fmt"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
)

// unverified stores a session that nobody verified, of a connection or of none,
// the n-th second after epoch.
func unverified(t *testing.T, s storage.Store, n int, of model.ID, size int) model.Session {
	t.Helper()
	o := failed(n)
	o.Session.Unverified, o.Session.ConnectionID, o.Receipt.ConnectionID = true, of, of
	if of == "" {
		o.Session.EnvironmentID, o.Session.OrganizationID = "", ""
	}
	o.Receipt.Verdict.Verified = false
	o.Receipt.Body = incompressible(size)
	got, err := s.Accept(t.Context(), o)
	must(t, err)
	same(t, "unverified", got.Unverified, true)
	return got
}

// retained deletes what r does not keep and wants so many to go.
func retained(t *testing.T, s storage.Store, r storage.Retention, now time.Time, gone int) {
	t.Helper()
	n, err := s.Retain(t.Context(), r, now)
	must(t, err)
	same(t, "deleted", n, gone)
	n, err = s.Retain(t.Context(), r, now)
	must(t, err)
	same(t, "deleted the second time", n, 0)
}

// left wants sessions to be there, or not.
func left(t *testing.T, s storage.Store, want bool, sessions ...model.Session) {
	t.Helper()
	for _, one := range sessions {
		_, err := s.Session(t.Context(), one.ID)
		if want {
			must(t, err)
		} else {
			wantError(t, err, model.ErrNotFound)
		}
	}
}

func testCount(t *testing.T, s storage.Store) {
	session := unverified(t, s, 0, conn, 10)
	from, err := s.Now(t.Context())
	must(t, err)
	at := epoch.Add(time.Minute)
	must(t, s.Count(t.Context(), session.ID, 3, at))
	must(t, s.Count(t.Context(), session.ID, 4, at))
	got, err := s.Session(t.Context(), session.ID)
	must(t, err)
	want := session
	want.Repeats, want.UpdatedAt = 7, at
	same(t, "session", got, want)
	changes := tail(t, s, from, func(all []storage.Changed) bool { return len(all) > 0 })
	same(t, "the change", changes[0].Session.Repeats, 7)
	wantError(t, s.Count(t.Context(), "sess_none", 1, at), model.ErrNotFound)
}

func testRetainPerConnection(t *testing.T, s storage.Store) {
	var of, other, none []model.Session
	for i := range 70 {
		of = append(of, unverified(t, s, i, conn, 100))
	}
	for i := range 5 {
		other = append(other, unverified(t, s, i, "conn_2", 100))
		none = append(none, unverified(t, s, i, "", 100))
	}
	verified := []model.Session{accepted(t, s, 0).Session, begun(t, s, 1)}
	retained(t, s, storage.Retention{PerConnection: 4}, epoch.Add(time.Hour), 66+1+1)
	left(t, s, false, of[:66]...)
	left(t, s, true, of[66:]...)
	left(t, s, false, other[0], none[0])
	left(t, s, true, other[1:]...)
	left(t, s, true, none[1:]...)
	left(t, s, true, verified...)
}

func testRetainTotal(t *testing.T, s storage.Store) {
	verified := accepted(t, s, 0).Session // older than all
	var all []model.Session
	for i := range 50 {
		all = append(all, unverified(t, s, i+10, model.ID(fmt.Sprint("conn_", i%7)), 100))
	}
	retained(t, s, storage.Retention{}, epoch.AddDate(10, 0, 0), 0)
	retained(t, s, storage.Retention{Total: 12}, epoch.Add(time.Hour), 38)
	left(t, s, false, all[:38]...)
	left(t, s, true, all[38:]...)
	left(t, s, true, verified)
}

func testRetainBytes(t *testing.T, s storage.Store) {
	var all []model.Session
	for i := range 20 {
		all = append(all, unverified(t, s, i, conn, 50<<10))
	}
	n, err := s.Retain(t.Context(), storage.Retention{Bytes: 500 << 10}, epoch)
	must(t, err)
	if n < 10 || n > 12 {
		t.Fatalf("%d of 20 sessions of 50 KiB went for 500 KiB", n)
	}
	left(t, s, false, all[:n]...)
	left(t, s, true, all[n:]...)
}

func testRetainAge(t *testing.T, s storage.Store) {
	verified := accepted(t, s, 0).Session
	old, young := unverified(t, s, 0, conn, 10), unverified(t, s, 100, conn, 10)
	r := storage.Retention{Age: 24 * time.Hour}
	retained(t, s, r, epoch.Add(24*time.Hour), 0)
	retained(t, s, r, epoch.Add(24*time.Hour+50*time.Second), 1)
	left(t, s, false, old)
	left(t, s, true, young, verified)
}

func testRetainGivenUp(t *testing.T, s storage.Store) {
	waits, late, answered := begun(t, s, 0), begun(t, s, 1), accepted(t, s, 2).Session
	r := storage.Retention{Age: 48 * time.Hour}
	retained(t, s, r, epoch.Add(time.Hour), 0)
	got, err := s.Session(t.Context(), waits.ID)
	must(t, err)
	same(t, "given up within the day", got.Unverified, false)

	retained(t, s, r, epoch.Add(25*time.Hour), 0)
	got, err = s.Session(t.Context(), waits.ID)
	must(t, err)
	same(t, "given up", got.Unverified, true)
	same(t, "state", got.State, model.Started)
	o := authorized(late) // a verified answer, however late
	_, err = s.Accept(t.Context(), o)
	must(t, err)
	retained(t, s, r, epoch.Add(100*time.Hour), 1)
	left(t, s, false, waits)
	left(t, s, true, late, answered)

	next := begun(t, s, 90*3600) // what began since is looked at too
	retained(t, s, r, epoch.Add(200*time.Hour), 1)
	left(t, s, false, next)
}

func testRetainForget(t *testing.T, s storage.Store) {
	for i := range 10 {
		unverified(t, s, i, conn, 10)
	}
	n, err := s.Forget(t.Context(), epoch.Add(5*time.Second))
	must(t, err)
	same(t, "forgotten", n, 5)
	retained(t, s, storage.Retention{PerConnection: 5, Total: 5}, epoch.Add(time.Minute), 0)
	retained(t, s, storage.Retention{Total: 3}, epoch.Add(time.Minute), 2)
	f, err := s.Facts(t.Context())
	must(t, err)
	same(t, "count", f.Sessions, int64(3))
}

func testReplayClock(t *testing.T, s storage.Store) {
	o := accepted(t, s, 0)
	for i := range 5 { // the clock is a year ahead for a while
		ahead := authorized(begun(t, s, 365*24*3600+100*i))
		_, err := s.Accept(t.Context(), ahead)
		must(t, err)
	}
	again := authorized(begun(t, s, 20))
	again.Replay = o.Replay
	_, err := s.Accept(t.Context(), again)
	wantError(t, err, storage.ErrReplayed)
}

// expired deletes what k does not keep and wants so many to go.
func expired(t *testing.T, s storage.Store, k storage.Keeping, now time.Time, gone int) {
	t.Helper()
	n, err := s.Expire(t.Context(), k, 1000, now)
	must(t, err)
	same(t, "expired", n, gone)
	n, err = s.Expire(t.Context(), k, 1000, now)
	must(t, err)
	same(t, "expired the second time", n, 0)
}

func testExpire(t *testing.T, s storage.Store) {
	var all []model.Session
	for n := range 40 { // more than an engine deletes in one step
		o := failed(n)
		o.Receipt.Body = incompressible(40_000)
		got, err := s.Accept(t.Context(), o)
		must(t, err)
		all = append(all, got)
	}
	other := failed(0)
	other.Session.EnvironmentID = "env_01J00000000000000000000009"
	_, err := s.Accept(t.Context(), other)
	must(t, err)
	later := epoch.Add(48 * time.Hour)

	expired(t, s, storage.Keeping{Environment: env}, later, 0)
	expired(t, s, storage.Keeping{Environment: env, Age: 72 * time.Hour}, later, 0)
	expired(t, s, storage.Keeping{Environment: "env_01J00000000000000000000008", Age: time.Hour}, later, 0)
	expired(t, s, storage.Keeping{Environment: env, Age: time.Minute, Bytes: 1}, epoch.Add(30*time.Minute), 0)
	left(t, s, true, all...)

	// Of age: those that began earlier.
	expired(t, s, storage.Keeping{Environment: env, Age: later.Sub(all[5].CreatedAt)}, later, 5)
	left(t, s, false, all[:5]...)
	left(t, s, true, all[5:]...)
	// Of size: the newest that fit. Each is a little more than its body.
	expired(t, s, storage.Keeping{Environment: env, Bytes: 435_000, Age: 72 * time.Hour}, later, 25)
	left(t, s, false, all[:30]...)
	left(t, s, true, all[30:]...)
	left(t, s, true, other.Session)
	few, err := s.Expire(t.Context(), storage.Keeping{Environment: env, Bytes: 1}, 1, later)
	must(t, err)
	if few == 0 {
		t.Fatal("none of a few expired")
	}
	left(t, s, false, all[30])
	expired(t, s, storage.Keeping{Environment: env, Bytes: 1}, later, 10-few)
	left(t, s, true, other.Session)
	again := failed(50)
	_, err = s.Accept(t.Context(), again)
	must(t, err)
	left(t, s, true, again.Session)
}
