package storagetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/storage"
)

// stepTests say what holds for each step of every part.
func stepTests() []test {
	return []test{
		{"what cannot be stored is refused", testRefused},
		{"what is stored is a copy", testCopies},
		{"a cancelled context stores nothing or all", testCancelled},
	}
}

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
