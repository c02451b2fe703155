package web_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/storage/badger"
	"gatehouse/visitor"
	"gatehouse/web"
)

// listener is a Gatehouse on loopback: a desk over a store on disk, behind the
// handler under test.
type listener struct {
	*httptest.Server
	desk    *model.Desk
	log     *lockedBuffer
	clock   *clock
	welcome model.Welcomed
	apiKey  string
	dns     *zone
	docs    *shelf
}

func listen(t testing.TB) *listener {
	t.Helper()
	l := &listener{log: &lockedBuffer{}, clock: &clock{}, dns: &zone{}, docs: &shelf{}}
	store, err := badger.Open(t.Context(), badger.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	sealer, err := model.NewSealer([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	log := newLog(l.log)
	l.Server = httptest.NewUnstartedServer(nil)
	l.desk = model.NewDesk(model.Options{
		Store: store, Clock: l.clock.now, BaseURL: "http://" + l.Listener.Addr().String(), Secrets: sealer, Log: log, Resolver: l.dns, Fetch: l.docs,
	})
	l.Config.Handler = web.New(web.Options{Desk: l.desk, Log: log, Version: "v1.2.3"})
	l.Start()
	t.Cleanup(l.Close)
	if l.welcome, err = l.desk.Welcome(t.Context()); err != nil {
		t.Fatal(err)
	}
	keys, err := l.desk.Keys(t.Context(), l.welcome.Environment.ID)
	if err != nil || len(keys) == 0 {
		t.Fatalf("API keys: %v, %v", keys, err)
	}
	if l.apiKey, err = l.desk.RevealKey(t.Context(), keys[0].ID); err != nil {
		t.Fatal(err)
	}
	return l
}

func newLog(w io.Writer) *slog.Logger { return slog.New(slog.NewTextHandler(w, nil)) }

func b64(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

// acs is the path of the sample connection's assertion consumer service.
func (l *listener) acs() string { return "/sso/saml/acs/" + l.welcome.Connection.Key }

func (l *listener) visitor(t testing.TB) *visitor.Visitor {
	t.Helper()
	v, err := visitor.New(l.URL, l.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (l *listener) browser(t testing.TB) *visitor.Browser {
	t.Helper()
	base, err := url.Parse(l.URL)
	if err != nil {
		t.Fatal(err)
	}
	b, err := visitor.NewBrowser(base, l.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// authorizeURL is where an app sends a person; overrides replace parameters, an
// empty one removes it.
func (l *listener) authorizeURL(overrides url.Values) string {
	q := url.Values{
		"client_id": {l.welcome.Environment.ClientID}, "redirect_uri": {"http://127.0.0.1:3999/callback"},
		"response_type": {"code"}, "connection": {string(l.welcome.Connection.ID)}, "state": {"as it was"},
	}
	for name, values := range overrides {
		q[name] = values
		if len(values) == 1 && values[0] == "" {
			delete(q, name)
		}
	}
	return l.URL + "/sso/authorize?" + q.Encode()
}

// reconfigure changes the sample connection as it is stored.
func (l *listener) reconfigure(t testing.TB, change func(*model.Connection)) {
	t.Helper()
	record, err := l.desk.Record(t.Context(), model.KindConnection, l.welcome.Connection.ID)
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
	if err := l.desk.Apply(t.Context(), model.Change{Record: record, Based: record.Revision}); err != nil {
		t.Fatal(err)
	}
}

// sessions lists all, newest first.
func (l *listener) sessions(t testing.TB) []model.Session {
	t.Helper()
	page, err := l.desk.Sessions(context.Background(), model.Query{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return page.Sessions
}

func (l *listener) session(t testing.TB, id model.ID) model.Session {
	t.Helper()
	s, err := l.desk.Session(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// send makes one request and does not follow a redirect.
func send(t testing.TB, r *http.Request) *http.Response {
	t.Helper()
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { answer.Body.Close() })
	return answer
}

func get(t testing.TB, address string) *http.Response {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/html")
	return send(t, r)
}

func postForm(t testing.TB, address string, form url.Values) *http.Response {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded;charset=utf-8")
	return send(t, r)
}

func body(t testing.TB, answer *http.Response) string {
	t.Helper()
	var b bytes.Buffer
	if _, err := b.ReadFrom(answer.Body); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// query reads a parameter of where an answer redirects to.
func query(t testing.TB, answer *http.Response, name string) string {
	t.Helper()
	to, err := answer.Location()
	if err != nil {
		t.Fatalf("no redirect: %d %s", answer.StatusCode, body(t, answer))
	}
	return to.Query().Get(name)
}

// clock is the time, set forward at will.
type clock struct {
	mu    sync.Mutex
	ahead time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

func (c *clock) forward(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}

// lockedBuffer collects a log.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}
