package service_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"testing"
	"time"

	"gatehouse/fetch"
	"gatehouse/internal/testkeys"
	"gatehouse/model"
	"gatehouse/seal"
	"gatehouse/service"
	"gatehouse/storage"
	"gatehouse/storage/memory"
)

// clock stands still until a test moves it.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// dns is a zone of TXT and NS records.
type dns struct {
	mu  sync.Mutex
	txt map[string][]string
	ns  map[string][]string
	err error
}

func (z *dns) LookupTXT(_ context.Context, name string) ([]string, error) {
	z.mu.Lock()
	defer z.mu.Unlock()
	if z.err != nil {
		return nil, z.err
	}
	if t, ok := z.txt[name]; ok {
		return t, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
}

func (z *dns) LookupNS(_ context.Context, name string) ([]*net.NS, error) {
	var all []*net.NS
	for _, host := range z.ns[name] {
		all = append(all, &net.NS{Host: host})
	}
	if all == nil {
		return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
	}
	return all, nil
}

func (z *dns) set(name string, values ...string) {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.txt[name] = values
}

// documents are found by their URL.
type documents struct {
	mu   sync.Mutex
	docs map[string][]byte
	asks int
}

func (s *documents) Get(_ context.Context, url string, _ fetch.Reach) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asks++
	if doc, ok := s.docs[url]; ok {
		return doc, nil
	}
	return nil, errors.New(url + ` answered "404 Not Found" instead of a document`)
}

func (s *documents) put(url string, doc []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.docs[url] = doc
}

// tester may do everything.
var tester = model.Principal{Kind: model.Owner, Name: "tester", Role: model.Admin, Via: "test"}

// installation is services over a store of their own, whose clock, DNS and web stand still.
type installation struct {
	*service.Services
	Store     storage.Store // under the services
	Secrets   *seal.Sealer
	clock     *clock
	dns       *dns
	documents *documents
	welcome   model.Welcomed
	staging   model.ID
}

// openInstallation gives one over a copy of what a first start makes, a second later.
func openInstallation(t testing.TB) *installation {
	t.Helper()
	first, err := firstStart()
	if err != nil {
		t.Fatal(err)
	}
	store := first.Store.(*memory.Store).Copy()
	t.Cleanup(func() { store.Close() })
	h, err := installed(store, first.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	h.welcome, h.staging = first.welcome, first.staging
	return h
}

// firstStart is made once: it signs certificates, which takes longer than most tests.
var firstStart = sync.OnceValues(func() (*installation, error) { return started(memory.Open()) })

// newInstallation gives one that has just started over a store.
func newInstallation(t testing.TB, store storage.Store) *installation {
	t.Helper()
	h, err := started(store)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func started(store storage.Store) (*installation, error) {
	h, err := installed(store, time.Now().UTC().Truncate(time.Second))
	if err != nil {
		return nil, err
	}
	h.welcome, err = h.Welcome(context.Background())
	h.staging = h.welcome.Environment.ID
	h.clock.add(time.Second)
	return h, err
}

// installed is an installation that has not started.
func installed(store storage.Store, now time.Time) (*installation, error) {
	secrets, err := seal.NewSealer([32]byte{1})
	if err != nil {
		return nil, err
	}
	h := &installation{
		Store: store, Secrets: secrets,
		clock:     &clock{now: now},
		dns:       &dns{txt: map[string][]string{}, ns: map[string][]string{}},
		documents: &documents{docs: map[string][]byte{}},
	}
	h.log(slog.New(slog.DiscardHandler))
	return h, nil
}

// log makes the services anew, with a log.
func (h *installation) log(log *slog.Logger) {
	h.Services = service.New(service.Options{
		Store: h.Store, Clock: h.clock.Now, BaseURL: "http://127.0.0.1:4100", Secrets: h.Secrets, Resolver: h.dns,
		Fetch: h.documents, NewRSA: testkeys.Ours, Log: log,
	}).For(tester)
}

// History is all that was done to a record, or with "" to all.
func (h *installation) History(ctx context.Context, about model.ID) ([]model.AuditEntry, error) {
	page, err := h.Services.History(ctx, model.HistoryQuery{About: about, Limit: 10_000})
	return page.Entries, err
}

// org makes an organization with one verified domain.
func (h *installation) org(t testing.TB, name, domain string) model.Organization {
	t.Helper()
	n := model.NewOrganization{Environment: h.staging, Name: name}
	if domain != "" {
		n.Domains = []model.NewDomain{{Domain: domain, State: model.DomainVerified}}
	}
	o, err := h.CreateOrganization(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	h.clock.add(time.Second)
	return o
}

// refused checks that an error names a field.
func refused(t testing.TB, err error, field string) *model.FieldError {
	t.Helper()
	f, ok := errors.AsType[*model.FieldError](err)
	if !ok || f.Field != field {
		t.Fatalf("error %v, want one about the field %q", err, field)
	}
	return f
}

// servicesOver gives services with the options; their store is an empty one if none is given.
func servicesOver(t testing.TB, o service.Options) *service.Services {
	t.Helper()
	secrets, err := seal.NewSealer([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	if o.Store == nil {
		store := memory.Open()
		t.Cleanup(func() { store.Close() })
		o.Store = store
	}
	o.Secrets, o.NewRSA = secrets, testkeys.Ours
	if o.BaseURL == "" {
		o.BaseURL = "http://127.0.0.1:4100"
	}
	return service.New(o).For(tester)
}
