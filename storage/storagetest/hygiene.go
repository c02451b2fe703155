package storagetest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
)

// What cannot be stored is refused, and nothing of its step is stored.
func testRefused(t *testing.T, s storage.Store) {
	long, zero := model.ID(strings.Repeat("a", 201)), model.ID("a\x00b")
	for _, set := range []func(*model.Session, model.ID){
		func(m *model.Session, id model.ID) { m.ID = id },
		func(m *model.Session, id model.ID) { m.EnvironmentID = id },
		func(m *model.Session, id model.ID) { m.OrganizationID = id },
		func(m *model.Session, id model.ID) { m.ConnectionID = id },
		func(m *model.Session, id model.ID) { m.Profile = id },
		func(m *model.Session, id model.ID) { m.Claims = id },
	} {
		for _, id := range []model.ID{long, zero} {
			o := failed(0)
			set(&o.Session, id)
			if s.Begin(t.Context(), o.Session, requestOf(o.Session)) == nil {
				t.Errorf("begun: %.60q", fmt.Sprint(o.Session))
			}
			if _, err := s.Accept(t.Context(), o); err == nil {
				t.Errorf("accepted: %.60q", fmt.Sprint(o.Session))
			}
		}
	}
	for _, r := range []model.Record{
		{ID: "org_1"},
		{Kind: model.KindOrganization},
		{Kind: model.KindOrganization, ID: long},
		{Kind: model.KindOrganization, ID: zero},
		{Kind: model.KindOrganization, ID: "org_1", Parent: long},
		{Kind: model.KindOrganization, ID: "org_1", Names: []string{""}},
		{Kind: model.KindOrganization, ID: "org_1", Names: []string{strings.Repeat("n", 1001)}},
		{Kind: model.KindOrganization, ID: "org_1", Data: json.RawMessage(`"` + strings.Repeat("d", 512<<10) + `"`)},
		create(model.KindOrganization, "org_0", "").Record, // twice in one step
	} {
		if s.Apply(t.Context(), create(model.KindOrganization, "org_0", ""), storage.Change{Record: r}) == nil {
			t.Errorf("applied: %.60q", fmt.Sprint(r))
		}
	}
	f, err := s.Facts(t.Context())
	must(t, err)
	same(t, "sessions", f.Sessions, int64(0))
	now, err := s.Now(t.Context())
	must(t, err)
	same(t, "position", now, storage.Pos(0))
}

// Neither what was given to the store nor what it gave is its own: who changes
// that changes nothing in it.
func testCopies(t *testing.T, s storage.Store) {
	session := started(0)
	request := requestOf(session)
	must(t, s.Begin(t.Context(), session, request))
	o := authorized(session)
	_, err := s.Accept(t.Context(), o)
	must(t, err)
	c := create(model.KindConnection, "conn_1", "org_1", "acs/one", "acs/two")
	must(t, s.Apply(t.Context(), c))

	spoil := func(b []byte) {
		for i := range b {
			b[i] = 'x'
		}
	}
	spoilReceipt := func(r model.Receipt) {
		spoil(r.Body)
		spoil(r.Settings.Certificates[0])
		r.Verdict.Checks[0].Rule, r.Pending.ID = "x", "x"
	}
	spoil(request.XML)
	spoilReceipt(o.Receipt)
	spoil(c.Record.Data)
	c.Record.Names[0] = "x"
	for range 2 { // the second time after the answers of the first were changed
		gotRequest, err := s.Request(t.Context(), session.ID)
		must(t, err)
		same(t, "request", gotRequest, requestOf(session))
		_, coded, err := s.Coded(t.Context(), o.Code.Hash)
		must(t, err)
		same(t, "request of the code", coded, requestOf(session))
		receipts, err := s.Receipts(t.Context(), session.ID)
		must(t, err)
		want := receiptOf(o.Session, o.Receipt.At)
		want.ID = o.Receipt.ID
		same(t, "receipts", receipts, []model.Receipt{want})
		record, err := s.Record(t.Context(), model.KindConnection, "conn_1")
		must(t, err)
		same(t, "data", string(record.Data), `{"id":"conn_1"}`)
		named, err := s.Named(t.Context(), "acs/one")
		must(t, err)
		same(t, "names", named.Names, []string{"acs/one", "acs/two"})
		listed, err := s.Records(t.Context(), storage.Selection{Kind: model.KindConnection, Parent: "org_1"})
		must(t, err)
		same(t, "listed", listed, []model.Record{record})

		spoil(gotRequest.XML)
		spoil(coded.XML)
		spoilReceipt(receipts[0])
		for _, r := range []model.Record{record, named, listed[0]} {
			spoil(r.Data)
			r.Names[0] = "x"
		}
	}
}

// Who gives names may use the store meanwhile: a page shows one moment, whatever is
// stored.
func testMatch(t *testing.T, s storage.Store) {
	all := many(t, s, 6)
	named := model.Has(model.FieldOrganizationName, "org_")
	page, err := s.Sessions(t.Context(), model.Query{Filter: named, Names: func(id model.ID) string {
		if _, err := s.Request(t.Context(), all[0].ID); err != nil {
			return ""
		}
		return string(id)
	}})
	must(t, err)
	same(t, "sessions", ids(page.Sessions), ids(all))
	older := 0
	page, err = s.Sessions(t.Context(), model.Query{Filter: named, Names: func(id model.ID) string {
		older--
		begun(t, s, older)
		return string(id)
	}})
	must(t, err)
	same(t, "sessions of one moment", ids(page.Sessions), ids(all))
	begun(t, s, 100)
}

// What waits is timed out at its deadline, as the time of the question has it.
func testFilterAt(t *testing.T, s storage.Store) {
	m := started(0)
	m.Deadline = m.CreatedAt.Add(time.Minute)
	must(t, s.Begin(t.Context(), m, requestOf(m)))
	for _, x := range []struct {
		after    time.Duration
		state    model.State
		expected int
	}{{0, model.Started, 1}, {0, model.TimedOut, 0}, {time.Minute, model.Started, 0}, {time.Minute, model.TimedOut, 1},
		{59 * time.Second, model.Started, 1}} {
		page, err := s.Sessions(t.Context(),
			model.Query{Filter: model.Is(model.FieldState, x.state), At: m.CreatedAt.Add(x.after)})
		must(t, err)
		same(t, fmt.Sprintf("%s after %v", x.state, x.after), len(page.Sessions), x.expected)
	}
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
