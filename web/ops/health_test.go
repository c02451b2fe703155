package ops_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"gatehouse/app"
	"gatehouse/cli"
	"gatehouse/internal/testkeys"
	"gatehouse/seal"
	"gatehouse/service"
	"gatehouse/storage"
	"gatehouse/storage/badger"
	"gatehouse/web"
	"gatehouse/web/ops"
	"gatehouse/web/webtest"
)

// While there is no space to store sign-ins, they are refused and counted, and
// the health says so; when there is room again, it is well.
func TestHealthOnAFullDisk(t *testing.T) {
	var free atomic.Int64
	free.Store(1 << 40)
	store, err := badger.Open(t.Context(), badger.Options{Dir: t.TempDir(), Free: func() (int64, error) {
		return free.Load(), nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	secrets, err := seal.NewSealer([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(t.Context(), app.Config{
		Options: cli.Options{Listen: "127.0.0.1:0"}, Services: service.Options{Store: store, Secrets: secrets,
			NewRSA: testkeys.Ours},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	welcome, handler := a.Welcome, a.Handler()
	ask := func(method, path, body string) (int, map[string]any) {
		t.Helper()
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.Header.Set("Content-Type", webtest.FormType)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		answer := map[string]any{}
		if strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
			if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
				t.Fatal(err)
			}
		}
		return w.Code, answer
	}
	if status, h := ask(http.MethodGet, "/healthz", ""); status != http.StatusOK || h["status"] != "ok" ||
		h["turned_away"] != nil {
		t.Errorf("at first: %d %v", status, h)
	}
	if status, h := ask(http.MethodGet, "/readyz", ""); status != http.StatusOK || h["status"] != "ready" {
		t.Errorf("ready at first: %d %v", status, h)
	}
	free.Store(100 << 20)
	acs := "/sso/saml/acs/" + welcome.Connection.Key
	if status, a := ask(http.MethodPost, acs, "SAMLResponse=x"); status != http.StatusServiceUnavailable ||
		a["code"] != "read_only" {
		t.Errorf("a response: %d %v", status, a)
	}
	authorize := "/sso/authorize?response_type=code&client_id=" + welcome.Environment.ClientID + "&connection=" +
		string(welcome.Connection.ID) + "&redirect_uri=http://localhost:1/callback"
	if status, a := ask(http.MethodGet, authorize, ""); status != http.StatusServiceUnavailable ||
		a["code"] != "read_only" {
		t.Errorf("a sign-in: %d %v", status, a)
	}
	if status, h := ask(http.MethodGet, "/healthz", ""); status != http.StatusServiceUnavailable ||
		h["status"] != "read-only" || h["turned_away"] != 2.0 || h["turned_away_at"] == nil {
		t.Errorf("on a full disk: %d %v", status, h)
	}
	if status, h := ask(http.MethodGet, "/readyz", ""); status != http.StatusServiceUnavailable ||
		h["status"] != "disk full" {
		t.Errorf("ready on a full disk: %d %v", status, h)
	}
	// A start with the disk as it is shows what there is.
	if again, err := a.Services.Welcome(t.Context()); err != nil || again.Environment.ID != welcome.Environment.ID {
		t.Errorf("started again: %+v, %v", again, err)
	}
	free.Store(1 << 40)
	if status, _ := ask(http.MethodPost, acs, "SAMLResponse=x"); status != http.StatusBadRequest {
		t.Errorf("a response with room again: %d", status)
	}
	if status, h := ask(http.MethodGet, "/healthz", ""); status != http.StatusOK || h["status"] != "ok" ||
		h["turned_away"] != 2.0 {
		t.Errorf("with room again: %d %v", status, h)
	}
	if status, h := ask(http.MethodGet, "/readyz", ""); status != http.StatusOK || h["status"] != "ready" {
		t.Errorf("ready with room again: %d %v", status, h)
	}
}

// A store that was opened on a full disk takes no writes until it is opened anew.
func TestReadyOverAStoreForReadingAlone(t *testing.T) {
	l := webtest.Open(t)
	services := service.New(service.Options{Store: readOnly{l.Store}, Secrets: l.Secrets})
	w := httptest.NewRecorder()
	web.New(web.Options{Services: services}).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/readyz", nil))
	if got := strings.TrimSpace(w.Body.String()); w.Code != http.StatusServiceUnavailable ||
		got != `{"status":"read-only"}` {
		t.Errorf("%d %s", w.Code, got)
	}
}

// A process that stops is well, and ready for nothing.
func TestReadyUntilItStops(t *testing.T) {
	l, stopping := webtest.Open(t), make(chan struct{})
	handler := web.New(web.Options{Services: l.Services, Process: ops.Options{Stopping: stopping}})
	ask := func(path string) string {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return strings.TrimSpace(w.Body.String())
	}
	if got := ask("/readyz"); got != `{"status":"ready"}` {
		t.Errorf("before: %s", got)
	}
	close(stopping)
	if got := ask("/readyz"); got != `{"status":"stopping"}` {
		t.Errorf("when it stops: %s", got)
	}
	if got := ask("/healthz"); got != `{"status":"ok"}` {
		t.Errorf("its health: %s", got)
	}
}

type readOnly struct{ storage.Store }

func (readOnly) Facts(context.Context) (storage.Facts, error) {
	return storage.Facts{Refuses: "not enough free disk space", ReadOnly: true}, nil
}

func TestHealth(t *testing.T) {
	l := webtest.Open(t)
	if got := strings.TrimSpace(webtest.Body(t,
		webtest.Get(t, l.URL+"/healthz"))); got != `{"status":"ok","version":"v1.2.3"}` {
		t.Errorf("healthy: %s", got)
	}
	l.Store.Close()
	if answer := webtest.Get(t, l.URL+"/healthz"); answer.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("with a closed store: %d %s", answer.StatusCode, webtest.Body(t, answer))
	}
	if got := strings.TrimSpace(webtest.Body(t,
		webtest.Get(t, l.URL+"/readyz"))); got != `{"status":"store unreachable"}` {
		t.Errorf("ready with a closed store: %s", got)
	}
}
