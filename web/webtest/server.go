// Package webtest runs the listener for tests, on loopback.
package webtest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"gatehouse/app"
	"gatehouse/cli"
	"gatehouse/internal/testkeys"
	"gatehouse/model"
	"gatehouse/seal"
	"gatehouse/service"
	"gatehouse/storage"
	"gatehouse/storage/memory"
	"gatehouse/testclient"
)

// Server is a listener as in the product, over a store in memory, with the
// samples that a new one begins with.
type Server struct {
	*httptest.Server
	Services *service.Services // acts for the owner
	Store    storage.Store     // under it
	Welcome  model.Welcomed
	APIKey   string // of the environment

	Secrets *seal.Sealer
}

// Listen runs a listener until the test ends. The options leave out the store and
// the secrets; without a base URL it is the listener's own address.
func Listen(t testing.TB, o service.Options) *Server {
	t.Helper()
	secrets, err := seal.NewSealer([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	o.Store, o.Secrets = memory.Open(), secrets
	return serve(t, o)
}

// Reopen runs a second listener over the store of a first, as if that had been
// started anew with other options: a base URL, the test identity provider.
func (s *Server) Reopen(t testing.TB, o service.Options) *Server {
	t.Helper()
	o.Store, o.Secrets = s.Store, s.Secrets
	return serve(t, o)
}

func serve(t testing.TB, o service.Options) *Server {
	t.Helper()
	o.NewRSA = testkeys.Ours
	a, err := app.Open(t.Context(), app.Config{
		Options: cli.Options{Listen: "127.0.0.1:0", BaseURL: o.BaseURL, TestIdP: string(o.TestIdP)},
		Log:     o.Log, Version: "v1.2.3", Services: o,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() }) // the server closes the listener
	s := &Server{
		Server:   &httptest.Server{Listener: a.Listener, Config: &http.Server{Handler: a.Handler()}},
		Services: a.Services.For(model.LocalOwner("test", "tester")),
		Welcome:  a.Welcome, Store: o.Store, Secrets: o.Secrets,
	}
	s.Start()
	t.Cleanup(s.Close)
	keys, err := s.Services.Keys(t.Context(), s.Welcome.Environment.ID)
	if err != nil || len(keys) == 0 {
		t.Fatalf("API keys: %v, %v", keys, err)
	}
	if s.APIKey, err = s.Services.RevealKey(t.Context(), keys[0].ID); err != nil {
		t.Fatal(err)
	}
	return s
}

// Browser is a new one that can visit the listener.
func (s *Server) Browser(t testing.TB) *testclient.Browser {
	t.Helper()
	base, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	b, err := testclient.NewBrowser(base, base.Host)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Reconfigure changes the sample connection as it is stored, past all rules.
func (s *Server) Reconfigure(t testing.TB, change func(*model.Connection)) {
	t.Helper()
	record, err := s.Store.Record(t.Context(), model.KindConnection, s.Welcome.Connection.ID)
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
	if err := s.Store.Apply(t.Context(), storage.Change{Record: record, Based: record.Revision}); err != nil {
		t.Fatal(err)
	}
	// The services keep the connections that they judge by until the feed of the store
	// tells of a change. What changes their organization through the services makes
	// them read anew at once.
	_, err = s.Services.UpdateOrganization(t.Context(), s.Welcome.Organization.ID, model.OrganizationPatch{
		Metadata: map[string]*string{"reconfigured": new(string(record.ID) + " " +
			time.Now().Format(time.RFC3339Nano))},
	})
	if err != nil {
		t.Fatal(err)
	}
}
