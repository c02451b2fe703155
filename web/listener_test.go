package web_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/visitor"
	"gatehouse/web/webtest"
)

// listener is the handler under test, in a world that a test can change.
type listener struct {
	*webtest.Server
	log   *lockedBuffer
	clock *clock
	dns   *zone
	docs  *shelf
	idp   *webtest.IdP // see customersIdP
}

func listen(t testing.TB) *listener {
	t.Helper()
	l := &listener{log: &lockedBuffer{}, clock: &clock{}, dns: &zone{}, docs: &shelf{}}
	l.Server = webtest.Listen(t, model.Options{Clock: l.clock.now, Log: newLog(l.log), Resolver: l.dns, Fetch: l.docs})
	return l
}

func newLog(w io.Writer) *slog.Logger { return slog.New(slog.NewTextHandler(w, nil)) }

func b64(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

// acs is the path of the sample connection's assertion consumer service.
func (l *listener) acs() string { return "/sso/saml/acs/" + l.Welcome.Connection.Key }

func (l *listener) visitor(t testing.TB) *visitor.Visitor {
	t.Helper()
	v, err := visitor.New(l.URL, l.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// sessions lists all, newest first.
func (l *listener) sessions(t testing.TB) []model.Session {
	t.Helper()
	page, err := l.Desk.Sessions(context.Background(), model.Query{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return page.Sessions
}

func (l *listener) session(t testing.TB, id model.ID) model.Session {
	t.Helper()
	s, err := l.Desk.Session(context.Background(), id)
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

// withClock gives the options of a listener that is opened anew the world of the
// first.
func withClock(o model.Options, l *listener) model.Options {
	o.Clock, o.Log, o.Resolver, o.Fetch = l.clock.now, newLog(l.log), l.dns, l.docs
	return o
}

// rewriteRecord changes one field of a record as it is stored.
func rewriteRecord(ctx context.Context, s model.Store, kind model.Kind, id model.ID, field string, value any) error {
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
	return s.Apply(ctx, model.Change{Record: record, Based: record.Revision})
}

func (l *listener) allowOutside(t *testing.T, id model.ID, yes bool) {
	t.Helper()
	if _, err := l.Desk.UpdateOrganization(t.Context(), id, model.OrganizationPatch{AllowOutside: &yes}); err != nil {
		t.Fatal(err)
	}
}

func (l *listener) rename(t *testing.T, id model.ID, external string) {
	t.Helper()
	if _, err := l.Desk.UpdateOrganization(t.Context(), id, model.OrganizationPatch{ExternalID: &external}); err != nil {
		t.Fatal(err)
	}
}
