package webtest

import (
	"context"
	"encoding/json"
	"testing"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/storage"
	"gatehouse/testclient"
)

// World is the handler under test, in a world that a test can change.
type World struct {
	*Server
	Log   *Buffer
	Clock *Clock
	DNS   *Zone
	Docs  *Shelf
	idp   *IdP // see customersIdP
}

func Open(t testing.TB) *World {
	t.Helper()
	l := &World{Log: &Buffer{}, Clock: &Clock{}, DNS: &Zone{}, Docs: &Shelf{}}
	l.Server = Listen(t, service.Options{Clock: l.Clock.Now, Log: NewLog(l.Log), Resolver: l.DNS, Fetch: l.Docs})
	return l
}

// ACS is the path of the sample connection's assertion consumer service.
func (l *World) ACS() string { return "/sso/saml/acs/" + l.Welcome.Connection.Key }

func (l *World) Client(t testing.TB) *testclient.Client {
	t.Helper()
	v, err := testclient.New(l.URL, l.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Sessions lists all, newest first.
func (l *World) Sessions(t testing.TB) []model.Session {
	t.Helper()
	page, err := l.Services.Sessions(context.Background(), model.Query{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return page.Sessions
}

func (l *World) Session(t testing.TB, id model.ID) model.Session {
	t.Helper()
	s, err := l.Services.Session(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (l *World) AllowOutside(t *testing.T, id model.ID, yes bool) {
	t.Helper()
	patch := model.OrganizationPatch{AllowOutside: &yes}
	if _, err := l.Services.UpdateOrganization(t.Context(), id, patch); err != nil {
		t.Fatal(err)
	}
}

func (l *World) Rename(t *testing.T, id model.ID, external string) {
	t.Helper()
	if _, err := l.Services.UpdateOrganization(t.Context(), id,
		model.OrganizationPatch{ExternalID: &external}); err != nil {
		t.Fatal(err)
	}
}

// RewriteRecord changes one field of a record as it is stored.
func RewriteRecord(ctx context.Context, s storage.Store, kind model.Kind, id model.ID, field string, value any) error {
	record, err := s.Record(ctx, kind, id)
	if err != nil {
		return err
	}
	var fields map[string]any
	if err := json.Unmarshal(record.Data, &fields); err != nil {
		return err
	}
	fields[field] = value
	if record.Data, err = json.Marshal(fields); err != nil {
		return err
	}
	return s.Apply(ctx, storage.Change{Record: record, Based: record.Revision})
}

// Rewrite changes one field of a record as it is stored.
func (l *World) Rewrite(t *testing.T, kind model.Kind, id model.ID, field string, value any) {
	t.Helper()
	if err := RewriteRecord(t.Context(), l.Store, kind, id, field, value); err != nil {
		t.Fatal(err)
	}
}
