// Package webtest runs the listener for tests, on loopback.
package webtest

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"testing"

	"gatehouse/internal/testkeys"
	"gatehouse/model"
	"gatehouse/storage/memory"
	"gatehouse/visitor"
	"gatehouse/web"
)

// Server is a listener as in the product: the handler over a desk over a store
// on disk, with the samples that a new one begins with.
type Server struct {
	*httptest.Server
	Desk    *model.Desk
	Welcome model.Welcomed
	APIKey  string // of the environment
}

// Listen runs a listener until the test ends. The options leave out the store and
// the secrets; without a base URL it is the listener's own address.
func Listen(t testing.TB, o model.Options) *Server {
	t.Helper()
	store := memory.Open()
	t.Cleanup(func() { store.Close() })
	secrets, err := model.NewSealer([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	o.Store, o.Secrets, o.NewRSA = store, secrets, testkeys.Ours
	return serve(t, o)
}

// Reopen runs a second listener over the store of a first, as if that had been
// started anew with other options: a base URL, the test identity provider.
func (s *Server) Reopen(t testing.TB, o model.Options) *Server {
	t.Helper()
	o.Store, o.Secrets, o.NewRSA = s.Desk.Store, s.Desk.Secrets, testkeys.Ours
	return serve(t, o)
}

func serve(t testing.TB, o model.Options) *Server {
	t.Helper()
	s := &Server{Server: httptest.NewUnstartedServer(nil)}
	if o.BaseURL == "" {
		o.BaseURL = "http://" + s.Listener.Addr().String()
	}
	var err error
	s.Desk = model.NewDesk(o)
	s.Config.Handler = web.New(web.Options{Desk: s.Desk, Log: o.Log, Version: "v1.2.3"})
	s.Start()
	t.Cleanup(s.Close)
	if s.Welcome, err = s.Desk.Welcome(t.Context()); err != nil {
		t.Fatal(err)
	}
	keys, err := s.Desk.Keys(t.Context(), s.Welcome.Environment.ID)
	if err != nil || len(keys) == 0 {
		t.Fatalf("API keys: %v, %v", keys, err)
	}
	if s.APIKey, err = s.Desk.RevealKey(t.Context(), keys[0].ID); err != nil {
		t.Fatal(err)
	}
	return s
}

// Browser is a new one that can visit the listener.
func (s *Server) Browser(t testing.TB) *visitor.Browser {
	t.Helper()
	base, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	b, err := visitor.NewBrowser(base, base.Host)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Reconfigure changes the sample connection as it is stored.
func (s *Server) Reconfigure(t testing.TB, change func(*model.Connection)) {
	t.Helper()
	record, err := s.Desk.Record(t.Context(), model.KindConnection, s.Welcome.Connection.ID)
	if err != nil {
		t.Fatal(err)
	}
	var c model.Connection
	if err := json.Unmarshal(record.Data, &c); err != nil {
		t.Fatal(err)
	}
	change(&c)
	if record.Data, err = json.Marshal(c); err != nil {
		t.Fatal(err)
	}
	if err := s.Desk.Apply(t.Context(), model.Change{Record: record, Based: record.Revision}); err != nil {
		t.Fatal(err)
	}
}
