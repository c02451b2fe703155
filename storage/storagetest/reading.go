package storagetest

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/saml/protocol"
	"gatehouse/storage"
)

func testNotFound(t *testing.T, s storage.Store) {
	ctx := t.Context()
	_, err := s.Session(ctx, "sess_none")
	wantError(t, err, model.ErrNotFound)
	_, err = s.Request(ctx, "sess_none")
	wantError(t, err, model.ErrNotFound)
	_, err = s.Receipts(ctx, "sess_none")
	wantError(t, err, model.ErrNotFound)
	_, err = s.Events(ctx, "sess_none")
	wantError(t, err, model.ErrNotFound)
	_, err = s.Record(ctx, model.KindConnection, "conn_none")
	wantError(t, err, model.ErrNotFound)
	_, err = s.Named(ctx, "link/none")
	wantError(t, err, model.ErrNotFound)
	_, err = s.Sessions(ctx, model.Query{Before: "sess_none"})
	wantError(t, err, model.ErrNotFound)
	page, err := s.Sessions(ctx, model.Query{})
	must(t, err)
	same(t, "page", page, model.Page{Done: true})
	all, err := s.Records(ctx, storage.Selection{Kind: model.KindConnection})
	must(t, err)
	same(t, "records", len(all), 0)
	n, err := s.Forget(ctx, epoch)
	must(t, err)
	same(t, "forgotten", n, 0)
}

func testHostileIDs(t *testing.T, s storage.Store) {
	session := begun(t, s, 0)
	for _, id := range []model.ID{
		"", "\x00", "sess_\x00", session.ID[:len(session.ID)-1], session.ID + "x",
		model.ID(strings.ToLower(string(session.ID))),
		"\xff\xff", "../../etc", model.ID(strings.Repeat("a", 1<<20)), model.ID("x" + string(session.ID)),
	} {
		_, err := s.Session(t.Context(), id)
		wantError(t, err, model.ErrNotFound)
		_, err = s.Receipts(t.Context(), id)
		wantError(t, err, model.ErrNotFound)
		_, err = s.Record(t.Context(), model.KindConnection, id)
		wantError(t, err, model.ErrNotFound)
		_, err = s.Named(t.Context(), string(id))
		wantError(t, err, model.ErrNotFound)
		_, err = s.Claimants(t.Context(), id)
		must(t, err)
		if id != "" {
			page, err := s.Sessions(t.Context(), model.Query{Connection: id})
			must(t, err)
			same(t, "sessions", len(page.Sessions), 0)
		}
	}
}

func testBodySizes(t *testing.T, s storage.Store) {
	want := map[model.ID][]byte{}
	for i, size := range []int{0, 1, 511 << 10, 512 << 10, 513 << 10, protocol.MaxBody} {
		o := failed(i)
		o.Receipt.Body = incompressible(size)
		if size == 512<<10 {
			o.Receipt.Body = bytes.Repeat([]byte("a"), size)
		}
		_, err := s.Accept(t.Context(), o)
		must(t, err)
		want[o.Session.ID] = o.Receipt.Body
	}
	for id, body := range want {
		got, err := s.Receipts(t.Context(), id)
		must(t, err)
		same(t, fmt.Sprintf("body of %d bytes", len(body)), got[0].Body, body)
	}
	n, err := s.Forget(t.Context(), epoch.Add(time.Hour))
	must(t, err)
	same(t, "forgotten", n, len(want))
}

// The messages of one connection are nearly the same, which engines use; those
// of others and hostile ones must not suffer from it.
func testBodiesAlike(t *testing.T, s storage.Store) {
	want := map[model.ID]model.Receipt{}
	for i := range 60 {
		o := failed(i)
		o.Session.ConnectionID = model.ID(fmt.Sprintf("conn_%d", i%20))
		o.Receipt.ConnectionID = o.Session.ConnectionID
		o.Receipt.Verdict.Verified = i%3 > 0
		switch i % 5 {
		case 0:
			o.Receipt.Body = incompressible(9000 + i)
		case 1:
			o.Receipt.Body = []byte("SAMLResponse=PHg%2b&RelayState=SAMLResponse=a%2Bb")
		case 2:
			o.Receipt.Body = []byte("a=b&SAMLResponse=PHgvPg%3d%3D") // hex in both cases
		}
		_, err := s.Accept(t.Context(), o)
		must(t, err)
		want[o.Session.ID] = o.Receipt
	}
	for id, r := range want {
		got, err := s.Receipts(t.Context(), id)
		must(t, err)
		same(t, "receipts", got, []model.Receipt{r})
	}
}

// many stores n sessions, two seconds apart, over three environments, two
// organizations and two connections, in an order of its own, and returns them
// newest first.
func many(t *testing.T, s storage.Store, n int) []model.Session {
	t.Helper()
	all := make([]model.Session, n)
	for i := range all {
		one := started(2 * (n - i))
		one.EnvironmentID = model.ID(fmt.Sprintf("env_%d", i%3))
		one.OrganizationID = model.ID(fmt.Sprintf("org_%d", i%2))
		one.ConnectionID = model.ID(fmt.Sprintf("conn_%d", i/2%2))
		all[i] = one
	}
	for _, err := range race(n, func(i int) error {
		one := all[i*7919%n]
		return s.Begin(t.Context(), one, requestOf(one))
	}) {
		must(t, err)
	}
	return all
}

func testSessionsOrder(t *testing.T, s storage.Store) {
	all := many(t, s, 40)
	page, err := s.Sessions(t.Context(), model.Query{})
	must(t, err)
	same(t, "sessions", page.Sessions, all)
	same(t, "next", page.Next, model.ID(""))
	same(t, "done", page.Done, true)
	same(t, "scanned", page.Scanned, 40)
}

func testSessionsPages(t *testing.T, s storage.Store) {
	all := many(t, s, 61)
	for _, q := range []model.Query{{Limit: 7}, {Limit: 61}, {}, {Limit: 5, Environment: "env_1"},
		{Limit: 3, Connection: "conn_1"}} {
		var want, got []model.Session
		for _, one := range all {
			if (q.Environment == "" || q.Environment == one.EnvironmentID) &&
				(q.Connection == "" || q.Connection == one.ConnectionID) {
				want = append(want, one)
			}
		}
		for pages := 0; ; pages++ {
			page, err := s.Sessions(t.Context(), q)
			must(t, err)
			if len(page.Sessions) > cmp.Or(q.Limit, 50) {
				t.Fatalf("a page of %d", len(page.Sessions))
			}
			got = append(got, page.Sessions...)
			if page.Next == "" || pages > 61 {
				break
			}
			q.Before = page.Next
		}
		same(t, "sessions", ids(got), ids(want))
	}
}

func testSessionsAfter(t *testing.T, s storage.Store) {
	all := many(t, s, 20)
	page, err := s.Sessions(t.Context(), model.Query{After: all[5].ID})
	must(t, err)
	same(t, "newer", ids(page.Sessions), ids(all[:5]))
	page, err = s.Sessions(t.Context(), model.Query{After: all[0].ID})
	must(t, err)
	same(t, "newer than the newest", len(page.Sessions), 0)
	page, err = s.Sessions(t.Context(), model.Query{After: all[9].ID, Before: all[3].ID})
	must(t, err)
	same(t, "between", ids(page.Sessions), ids(all[4:9]))
	page, err = s.Sessions(t.Context(), model.Query{Before: all[19].ID})
	must(t, err)
	same(t, "older than the oldest", len(page.Sessions), 0)
}

func testSessionsQuery(t *testing.T, s storage.Store) {
	all := many(t, s, 48)
	odd := model.Filter{Op: model.OpIs, Field: model.FieldID}
	for _, m := range all {
		if m.CreatedAt.Unix()%4 == 1 {
			odd.Values = append(odd.Values, string(m.ID))
		}
	}
	for _, q := range []model.Query{
		{Environment: "env_2"},
		{Organization: "org_1"},
		{Connection: "conn_0"},
		{Environment: "env_0", Connection: "conn_1", Organization: "org_0"},
		{Environment: "env_none"},
		{Since: all[30].CreatedAt},
		{Until: all[30].CreatedAt},
		{Since: all[40].CreatedAt, Until: all[4].CreatedAt, Environment: "env_1"},
		{Since: all[40].CreatedAt, Until: all[4].CreatedAt, Connection: "conn_1"},
		{Since: all[4].CreatedAt, Until: all[4].CreatedAt},
		{Filter: odd},
		{Filter: odd, Before: all[20].ID, Until: all[10].CreatedAt},
		{Filter: odd, Before: all[10].ID, Until: all[20].CreatedAt},
		{Filter: model.Nothing()},
	} {
		var want []model.Session
		before := slices.IndexFunc(all, func(m model.Session) bool { return m.ID == q.Before })
		for i, m := range all {
			if (q.Environment == "" || m.EnvironmentID == q.Environment) &&
				(q.Organization == "" || m.OrganizationID == q.Organization) &&
				(q.Connection == "" || m.ConnectionID == q.Connection) &&
				(q.Since.IsZero() || !m.CreatedAt.Before(q.Since)) &&
				(q.Until.IsZero() || m.CreatedAt.Before(q.Until)) && i > before && q.Filter.Match(m, q.At, q.Names) {
				want = append(want, m)
			}
		}
		page, err := s.Sessions(t.Context(), q)
		must(t, err)
		same(t, "sessions", ids(page.Sessions), ids(want))
	}
}

func testSessionsScan(t *testing.T, s storage.Store) {
	all := many(t, s, 40)
	looked := 0
	named, wanted := model.Has(model.FieldOrganizationName, ""), model.Is(model.FieldID, all[33].ID)
	q := model.Query{Scan: 15, Filter: model.All(named, wanted), Names: func(model.ID) string {
		looked++
		return "Acme"
	}}
	var found []model.Session
	for _, want := range []struct {
		scanned int
		done    bool
	}{{15, false}, {15, false}, {10, true}} {
		looked = 0
		page, err := s.Sessions(t.Context(), q)
		must(t, err)
		same(t, "looked at", looked, want.scanned)
		same(t, "scanned", page.Scanned, want.scanned)
		same(t, "done", page.Done, want.done)
		same(t, "ended", page.Next == "", want.done)
		found = append(found, page.Sessions...)
		q.Before = page.Next
	}
	same(t, "found", found, all[33:34])
}

func testSessionsTies(t *testing.T, s storage.Store) {
	var want []model.Session
	for i := range 5 {
		one := started(0)
		one.ID = model.ID("sess_" + strings.Repeat("b", 5-i)) // one is the beginning of the next
		must(t, s.Begin(t.Context(), one, requestOf(one)))
		want = append(want, one)
	}
	q := model.Query{Limit: 2}
	var got []model.Session
	for range 3 {
		page, err := s.Sessions(t.Context(), q)
		must(t, err)
		got = append(got, page.Sessions...)
		q.Before = page.Next
	}
	same(t, "sessions", ids(got), ids(want))
}
