package storagetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
)

// appEventTests say what [storage.AppEvents] means.
func appEventTests() []test {
	return []test{
		{"events are read as they were told", testAppEventKept},
		{"events of an environment are in order, from either end", testAppEventOrder},
		{"events are filtered, and a scan is bounded", testAppEventFilters},
		{"events are told once, with their step", testAppEventsOnce},
		{"a step that is refused tells nothing", testAppEventsRefused},
		{"who follows the changes reaches the newest one, whatever is told", testAppEventsBeforeChanges},
		{"events that cannot be stored are refused", testAppEventsUnfit},
		{"who reads on behind a position misses none of many writers", testAppEventsConcurrent},
		{"who waits for events is woken", testAppEventsAwaited},
		{"the oldest events are forgotten", testAppEventsForgotten},
		{"a session lapses once", testLapse},
		{"a session that is not out of time does not lapse", testLapseSettled},
	}
}

// told is the n-th event of an environment.
func told(in model.ID, n int) model.AppEvent {
	return model.AppEvent{
		Environment: in, Organization: org, Name: model.OrganizationUpdated,
		Created: epoch.Add(time.Duration(n) * time.Second), Data: json.RawMessage(fmt.Sprintf(`{"n":%d}`, n)),
	}
}

// tell has a record created that is told of.
func tell(t *testing.T, s storage.Store, id model.ID, events ...model.AppEvent) {
	t.Helper()
	c := create(model.KindOrganization, id, "")
	c.Tell = events
	must(t, s.Apply(t.Context(), c))
}

func appEvents(t *testing.T, s storage.Store, q storage.AppEventQuery) storage.AppEventPage {
	t.Helper()
	page, err := s.AppEvents(t.Context(), q)
	must(t, err)
	return page
}

// data is what events say, in their order.
func data(events []model.AppEvent) (all []string) {
	for _, e := range events {
		all = append(all, string(e.Data))
	}
	return all
}

// position is where an event stands.
func position(t *testing.T, id model.ID) uint64 {
	t.Helper()
	_, pos, ok := model.ParseEventID(id)
	if !ok {
		t.Fatalf("%q is no id of an event", id)
	}
	return pos
}

func testAppEventKept(t *testing.T, s storage.Store) {
	same(t, "none", appEvents(t, s, storage.AppEventQuery{Environment: env}), storage.AppEventPage{})
	e := told(env, 0)
	e.Created = epoch.Add(123456)
	tell(t, s, "org_1", e)
	got := appEvents(t, s, storage.AppEventQuery{Environment: env}).Events
	same(t, "number", len(got), 1)
	at, _, ok := model.ParseEventID(got[0].ID)
	same(t, "is an id", ok, true)
	same(t, "time in the id", at, epoch.Truncate(time.Millisecond))
	e.ID = got[0].ID
	same(t, "event", got[0], e)
}

func testAppEventOrder(t *testing.T, s storage.Store) {
	tell(t, s, "org_1", told(env, 1), told("env_other", 2), told(env, 3))
	must(t, s.Begin(t.Context(), started(0), requestOf(started(0)), told(env, 4)))
	tell(t, s, "org_2", told(env, 2)) // a clock that was put back changes no order
	want := []string{`{"n":1}`, `{"n":3}`, `{"n":4}`, `{"n":2}`}
	for _, newest := range []bool{false, true} {
		q := storage.AppEventQuery{Environment: env, Newest: newest, Limit: 1}
		for i := range want {
			page := appEvents(t, s, q)
			same(t, "page", data(page.Events), want[i:i+1])
			same(t, "ends", page.Next == "", i == len(want)-1)
			same(t, "cursor", page.Next == page.Events[0].ID, i < len(want)-1)
			q.Behind = position(t, page.Events[0].ID)
		}
		same(t, "behind the last", len(appEvents(t, s, q).Events), 0)
		slices.Reverse(want)
	}
	same(t, "of another", data(appEvents(t, s, storage.AppEventQuery{Environment: "env_other"}).Events),
		[]string{`{"n":2}`})
	same(t, "behind all", len(appEvents(t, s,
		storage.AppEventQuery{Environment: env, Behind: math.MaxUint64}).Events), 0)
	same(t, "before all", len(appEvents(t, s,
		storage.AppEventQuery{Environment: env, Newest: true, Behind: math.MaxUint64}).Events), 4)
}

func testAppEventFilters(t *testing.T, s storage.Store) {
	var all []model.AppEvent
	for n := range 12 {
		e := told(env, n)
		if n%3 == 0 {
			e.Name = model.ConnectionActivated
		}
		if n%4 == 0 {
			e.Organization = "org_other"
		}
		all = append(all, e)
	}
	tell(t, s, "org_1", all...)
	q := storage.AppEventQuery{Environment: env}
	for _, x := range []struct {
		what string
		set  func(*storage.AppEventQuery)
		want []int
	}{
		{"a name", func(q *storage.AppEventQuery) {
			q.Names = []model.EventName{model.ConnectionActivated}
		}, []int{0, 3, 6, 9}},
		{"no such name", func(q *storage.AppEventQuery) { q.Names = []model.EventName{model.SSOFailed} }, nil},
		{"an organization", func(q *storage.AppEventQuery) { q.Organization = "org_other" }, []int{0, 4, 8}},
		{"from a time on", func(q *storage.AppEventQuery) { q.Since = all[10].Created }, []int{10, 11}},
		{"before a time", func(q *storage.AppEventQuery) { q.Until = all[2].Created }, []int{0, 1}},
		{"all of that", func(q *storage.AppEventQuery) {
			q.Names, q.Organization = []model.EventName{model.ConnectionActivated}, org
			q.Since, q.Until = all[1].Created, all[9].Created
		}, []int{3, 6}},
	} {
		q := q
		x.set(&q)
		var want []string
		for _, n := range x.want {
			want = append(want, fmt.Sprintf(`{"n":%d}`, n))
		}
		same(t, x.what, data(appEvents(t, s, q).Events), want)
	}

	// A bounded scan finds all of it, page by page; the last page says that it is that.
	q.Names, q.Limit, q.Scan = []model.EventName{model.ConnectionActivated}, 3, 2
	var got []string
	pages := 0
	for more := true; more; pages++ {
		page := appEvents(t, s, q)
		got = append(got, data(page.Events)...)
		if more = page.Next != ""; more {
			q.Behind = position(t, page.Next)
		}
	}
	same(t, "found", got, []string{`{"n":0}`, `{"n":3}`, `{"n":6}`, `{"n":9}`})
	if pages < 6 {
		t.Errorf("12 events are looked at in %d pages of 2", pages)
	}
	// Behind the last that fits there is none: it is the last page.
	q = storage.AppEventQuery{Environment: env, Names: q.Names, Limit: 4}
	same(t, "next", appEvents(t, s, q).Next, model.ID(""))
}

// testAppEventsOnce repeats each step, as one does after an error.
func testAppEventsOnce(t *testing.T, s storage.Store) {
	session := started(0)
	o := authorized(session)
	x := exchangeOf(o, "one")
	x.Tell = []model.AppEvent{told(env, 1)}
	wrong := failed(1)
	wrong.Tell = []model.AppEvent{told(env, 2)}
	c := create(model.KindConnection, "conn_1", "")
	c.Tell = []model.AppEvent{told(env, 3), told(env, 4)}
	for range 2 {
		must(t, s.Begin(t.Context(), session, requestOf(session), told(env, 0)))
		_, err := s.Accept(t.Context(), o)
		must(t, err)
		_, err = s.Exchange(t.Context(), x)
		must(t, err)
		_, err = s.Accept(t.Context(), wrong)
		must(t, err)
		must(t, s.Apply(t.Context(), c))
	}
	same(t, "told", data(appEvents(t, s, storage.AppEventQuery{Environment: env}).Events),
		[]string{`{"n":0}`, `{"n":1}`, `{"n":2}`, `{"n":3}`, `{"n":4}`})
}

func testAppEventsRefused(t *testing.T, s storage.Store) {
	o := accepted(t, s, 0)
	other := authorized(begun(t, s, 1))
	other.Replay = o.Replay
	other.Tell = []model.AppEvent{told(env, 0)}
	_, err := s.Accept(t.Context(), other)
	wantError(t, err, storage.ErrReplayed)
	settled := failed(0)
	settled.Session.ID, settled.Update, settled.Tell = o.Session.ID, true, other.Tell
	_, err = s.Accept(t.Context(), settled)
	wantError(t, err, storage.ErrSettled)

	x := exchangeOf(o, "one")
	x.Now, x.Tell = o.Code.Expires, other.Tell
	_, err = s.Exchange(t.Context(), x)
	wantError(t, err, storage.ErrCodeSpent)

	c := create(model.KindConnection, "conn_1", "")
	must(t, s.Apply(t.Context(), c))
	c.Record.Data, c.Tell = json.RawMessage(`{"other":1}`), other.Tell
	wantError(t, s.Apply(t.Context(), create(model.KindConnection, "conn_2", ""), c), model.ErrConflict)
	same(t, "told", len(appEvents(t, s, storage.AppEventQuery{Environment: env}).Events), 0)
}

func testAppEventsBeforeChanges(t *testing.T, s storage.Store) {
	session, wrong := started(0), failed(1)
	o := authorized(session)
	o.Tell, wrong.Tell = []model.AppEvent{told(env, 1)}, []model.AppEvent{told(env, 2)}
	x := exchangeOf(o, "one")
	x.Tell = []model.AppEvent{told(env, 3)}
	c := create(model.KindConnection, "conn_1", "")
	c.Tell = []model.AppEvent{told(env, 4)}
	late := started(5)
	for _, step := range []func() error{
		func() error { return s.Begin(t.Context(), session, requestOf(session), told(env, 0)) },
		func() error { _, err := s.Accept(t.Context(), o); return err },
		func() error { _, err := s.Accept(t.Context(), wrong); return err },
		func() error { _, err := s.Exchange(t.Context(), x); return err },
		func() error { return s.Apply(t.Context(), c) },
		func() error { return s.Begin(t.Context(), late, requestOf(late)) },
		func() error {
			return s.Lapse(t.Context(), late.Deadline, storage.Lapsed{Session: late.ID,
				Tell: []model.AppEvent{told(env, 5)}})
		},
	} {
		from, err := s.Now(t.Context())
		must(t, err)
		must(t, step())
		now, err := s.Now(t.Context())
		must(t, err)
		reached := errors.New("reached")
		wantError(t, s.Tail(t.Context(), from, storage.AllChanges, func(c storage.Changed) error {
			if c.Pos == now {
				return reached
			}
			return nil
		}), reached)
	}
}

func testAppEventsUnfit(t *testing.T, s storage.Store) {
	for _, spoil := range []func(*model.AppEvent){
		func(e *model.AppEvent) { e.Environment = "" },
		func(e *model.AppEvent) { e.Name = "" },
		func(e *model.AppEvent) { e.Environment = "a\x00b" },
		func(e *model.AppEvent) { e.Organization = "a\x00b" },
		func(e *model.AppEvent) { e.Data = make([]byte, 512<<10+1) },
	} {
		e := told(env, 0)
		spoil(&e)
		c := create(model.KindConnection, "conn_1", "")
		c.Tell = []model.AppEvent{e}
		o := failed(0)
		o.Tell = c.Tell
		_, accepted := s.Accept(t.Context(), o)
		_, exchanged := s.Exchange(t.Context(), storage.Exchange{Tell: c.Tell})
		if s.Apply(t.Context(), c) == nil || accepted == nil || exchanged == nil ||
			s.Begin(t.Context(), started(0), requestOf(started(0)), e) == nil ||
			s.Lapse(t.Context(), epoch, storage.Lapsed{Tell: c.Tell}) == nil {
			t.Errorf("told: %.60q", fmt.Sprint(e))
		}
	}
	now, err := s.Now(t.Context())
	must(t, err)
	same(t, "position", now, storage.Pos(0))
}

func testAppEventsConcurrent(t *testing.T, s storage.Store) {
	const writers, each = 8, 12
	done := make(chan []string)
	go func() {
		var seen []string
		defer func() { done <- seen }()
		for behind := uint64(0); len(seen) < writers*each; {
			if s.AwaitAppEvents(t.Context(), env, behind) != nil {
				return
			}
			page, err := s.AppEvents(t.Context(), storage.AppEventQuery{Environment: env, Behind: behind, Limit: 5})
			if err != nil || len(page.Events) == 0 {
				return
			}
			seen = append(seen, data(page.Events)...)
			_, behind, _ = model.ParseEventID(page.Events[len(page.Events)-1].ID)
		}
	}()
	for _, err := range race(writers, func(w int) error {
		for i := range each {
			n := w*each + i
			c := create(model.KindOrganization, model.ID(fmt.Sprintf("org_%d", n)), "")
			c.Tell = []model.AppEvent{told(env, n)}
			if err := s.Apply(t.Context(), c); err != nil {
				return err
			}
		}
		return nil
	}) {
		must(t, err)
	}
	seen := <-done
	slices.Sort(seen)
	same(t, "seen", len(slices.Compact(seen)), writers*each)
}

func testAppEventsAwaited(t *testing.T, s storage.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	wait := func(behind uint64) { ended <- s.AwaitAppEvents(ctx, env, behind) }
	go wait(0)
	begun(t, s, 0) // nothing is told
	tell(t, s, "org_1", told("env_other", 0))
	tell(t, s, "org_2", told(env, 1))
	must(t, <-ended)
	last := appEvents(t, s, storage.AppEventQuery{Environment: env}).Events[0].ID
	must(t, s.AwaitAppEvents(ctx, env, position(t, last)-1)) // it is there already
	go wait(position(t, last))
	cancel()
	wantError(t, <-ended, context.Canceled)
}

func testAppEventsForgotten(t *testing.T, s storage.Store) {
	var all []model.AppEvent
	for n := range 600 {
		all = append(all, told(env, n))
	}
	tell(t, s, "org_1", all...)
	tell(t, s, "org_2", told("env_other", 0))
	forget := func(k storage.AppEventsKept, most int) int {
		t.Helper()
		k.Environment = env
		n, err := s.ForgetAppEvents(t.Context(), k, most, all[599].Created)
		must(t, err)
		return n
	}
	there := func() []string { return data(appEvents(t, s, storage.AppEventQuery{Environment: env}).Events) }
	same(t, "without a bound", forget(storage.AppEventsKept{}, 1000), 0)
	same(t, "of few enough", forget(storage.AppEventsKept{Number: 600, Age: time.Hour}, 1000), 0)
	same(t, "beyond a number", forget(storage.AppEventsKept{Number: 300}, 1000), 300)
	same(t, "of an age", forget(storage.AppEventsKept{Age: 9 * time.Second}, 1000), 290)
	same(t, "kept", there()[0], `{"n":590}`)
	last := appEvents(t, s, storage.AppEventQuery{Environment: env, Newest: true, Limit: 1}).Events[0].ID
	same(t, "again", forget(storage.AppEventsKept{Number: 300, Age: 9 * time.Second}, 1000), 0)
	same(t, "all", forget(storage.AppEventsKept{Age: time.Nanosecond}, 1000), 9)
	same(t, "of another environment", len(appEvents(t, s, storage.AppEventQuery{Environment: "env_other"}).Events), 1)

	// A position that was forgotten still is a cursor, and none is given twice.
	tell(t, s, "org_3", told(env, 601))
	page := appEvents(t, s, storage.AppEventQuery{Environment: env, Behind: position(t, last)})
	same(t, "behind what was forgotten", data(page.Events), []string{`{"n":601}`})
}

func testLapse(t *testing.T, s storage.Store) {
	first, second := begun(t, s, 0), begun(t, s, 1)
	after := second.Deadline.Add(time.Second)
	lapsed := []storage.Lapsed{
		{Session: first.ID, Tell: []model.AppEvent{told(env, 0)}},
		{Session: "sess_gone", Tell: []model.AppEvent{told(env, 1)}},
		{Session: second.ID, Tell: []model.AppEvent{told(env, 2)}},
	}
	for range 2 {
		must(t, s.Lapse(t.Context(), after, lapsed...))
	}
	// Who answers too late changes nothing of that.
	o := authorized(first)
	_, err := s.Accept(t.Context(), o)
	must(t, err)
	must(t, s.Lapse(t.Context(), o.Session.Deadline.Add(time.Second), lapsed...))
	same(t, "told", data(appEvents(t, s, storage.AppEventQuery{Environment: env}).Events),
		[]string{`{"n":0}`, `{"n":2}`})
	got, err := s.Session(t.Context(), first.ID)
	must(t, err)
	same(t, "state", got.State, model.Authorized)
	same(t, "mark", got.Lapsed, true)
	page, err := s.Sessions(t.Context(), model.Query{Environment: env, At: after})
	must(t, err)
	same(t, "listed", page.Sessions[0].Lapsed, true)
}

func testLapseSettled(t *testing.T, s storage.Store) {
	early, answered, done := begun(t, s, 0), accepted(t, s, 1), accepted(t, s, 2)
	_, err := s.Exchange(t.Context(), exchangeOf(done, "one"))
	must(t, err)
	var all []storage.Lapsed
	for _, id := range []model.ID{early.ID, answered.Session.ID, done.Session.ID} {
		all = append(all, storage.Lapsed{Session: id, Tell: []model.AppEvent{told(env, 0)}})
	}
	must(t, s.Lapse(t.Context(), early.Deadline.Add(-time.Second), all...))
	same(t, "told", len(appEvents(t, s, storage.AppEventQuery{Environment: env}).Events), 0)
	must(t, s.Lapse(t.Context(), answered.Session.Deadline, all...))
	same(t, "told", len(appEvents(t, s, storage.AppEventQuery{Environment: env}).Events), 2)
}
