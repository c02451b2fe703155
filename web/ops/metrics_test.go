package ops_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gatehouse/app"
	"gatehouse/cli"
	"gatehouse/internal/testkeys"
	"gatehouse/seal"
	"gatehouse/service"
	"gatehouse/storage/memory"
	"gatehouse/testclient"
	"gatehouse/web"
	"gatehouse/web/ops"
	"gatehouse/web/webtest"
)

// What became of sign-ins, what they took, and how the process is: all in one scrape, and
// nothing that a stranger can make up is a label.
func TestMetrics(t *testing.T) {
	l := webtest.Open(t)
	for _, fault := range []string{"", "", "other-key"} {
		if _, err := l.Client(t).SignIn(t.Context(), testclient.SignIn{Connection: l.Welcome.Connection.ID,
			Fault: fault}); err != nil {
			t.Fatal(err)
		}
	}
	webtest.Body(t, webtest.Get(t, l.URL+"/made/up"))
	scraped := webtest.Body(t, webtest.Get(t, l.URL+"/metrics"))
	for _, line := range []string{
		`gatehouse_sign_ins_total{cause="",class="",state="started"} 3`,
		`gatehouse_sign_ins_total{cause="",class="",state="authorized"} 2`,
		`gatehouse_sign_ins_total{cause="",class="",state="successful"} 2`,
		`gatehouse_acs_seconds_count 3`,
		`gatehouse_store_wait_seconds_count 8`,
		`gatehouse_store_sessions 4`,
		`gatehouse_store_refuses_writes 0`,
		`gatehouse_turned_away_total 0`,
		`gatehouse_slots{size="usual"} 1024`,
		`gatehouse_slots_held{size="large"} 0`,
		`gatehouse_requests_total{route="unknown",status="404"} 1`,
		`gatehouse_requests_total{route="GET /sso/authorize",status="302"} 3`,
		`go_goroutines`,
	} {
		if !strings.Contains(scraped, "\n"+line) {
			t.Errorf("no line %s", line)
		}
	}
	if !strings.Contains(scraped, `state="failed"} 1`) || strings.Contains(scraped, "made/up") {
		t.Error("the failed sign-in is missing, or a path is a label")
	}
	if t.Failed() {
		for line := range strings.Lines(scraped) {
			if strings.HasPrefix(line, "gatehouse_") && !strings.Contains(line, "_bucket") {
				t.Log(strings.TrimSpace(line))
			}
		}
	}
}

// Metrics are for this machine, or, where there is a token, for whoever has it.
func TestWhoSeesMetrics(t *testing.T) {
	const token = "0123456789abcdef"
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte(token+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	handlers := map[bool]http.Handler{false: instance(t, "").Handler(), true: instance(t, file).Handler()}
	for _, test := range []struct {
		name, peer, forwarded, authorization string
		token                                bool
		want                                 int
	}{
		{"this machine", "127.0.0.1:1", "", "", false, http.StatusOK},
		{"this machine by IPv6", "[::1]:1", "", "", false, http.StatusOK},
		{"a proxy of this machine", "127.0.0.1:1", "198.51.100.7", "", false, http.StatusNotFound},
		{"another machine", "192.0.2.1:1", "", "", false, http.StatusNotFound},
		{"a token where there is none", "192.0.2.1:1", "", "Bearer ", false, http.StatusNotFound},
		{"the token", "192.0.2.1:1", "", "Bearer " + token, true, http.StatusOK},
		{"the token through a proxy", "127.0.0.1:1", "198.51.100.7", "bearer " + token, true, http.StatusOK},
		{"another token", "192.0.2.1:1", "", "Bearer " + token + "0", true, http.StatusUnauthorized},
		{"no token", "127.0.0.1:1", "", "", true, http.StatusUnauthorized},
		{"another scheme", "127.0.0.1:1", "", "Basic " + token, true, http.StatusUnauthorized},
	} {
		r := httptest.NewRequest(http.MethodGet, "/metrics", nil)
		r.RemoteAddr = test.peer
		for name, value := range map[string]string{"X-Forwarded-For": test.forwarded,
			"Authorization": test.authorization} {
			if value != "" {
				r.Header.Set(name, value)
			}
		}
		w := httptest.NewRecorder()
		handlers[test.token].ServeHTTP(w, r)
		if w.Code != test.want || strings.Contains(w.Body.String(), "gatehouse_") != (test.want == http.StatusOK) {
			t.Errorf("%s: %d, want %d", test.name, w.Code, test.want)
		}
	}
}

func TestMetricsTokenIsLong(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("short\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{file, file + ".none"} {
		if _, err := app.Open(t.Context(), config(t, path)); err == nil || !strings.Contains(err.Error(),
			"--metrics-token") {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func config(t *testing.T, token string) app.Config {
	t.Helper()
	secrets, err := seal.NewSealer([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	return app.Config{
		Options:  cli.Options{Listen: "127.0.0.1:0", MetricsToken: token},
		Services: service.Options{Store: memory.Open(), Secrets: secrets, NewRSA: testkeys.Ours},
	}
}

func instance(t *testing.T, token string) *app.App {
	t.Helper()
	a, err := app.Open(t.Context(), config(t, token))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return a
}

// Sessions over SSH are counted while they run, and lines of the log by their level.
func TestMetricsOfSSHAndLog(t *testing.T) {
	l := webtest.Open(t)
	metrics := ops.NewMetrics()
	handler := web.New(web.Options{Services: l.Services, Process: ops.Options{Metrics: metrics}})
	scrape := func() string {
		r := httptest.NewRequest(http.MethodGet, "/metrics", nil)
		r.RemoteAddr = "127.0.0.1:1234"
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w.Body.String()
	}
	log := slog.New(metrics.LogHandler(slog.NewTextHandler(io.Discard, nil))).With("a", 1).WithGroup("b")
	log.Warn("one")
	log.Debug("is not written")
	code := metrics.InSSH(true, func() int {
		if s := scrape(); !strings.Contains(s, `gatehouse_ssh_sessions{runs="console"} 1`) {
			t.Error(s)
		}
		return 7
	})
	s := scrape()
	if code != 7 || !strings.Contains(s, `gatehouse_ssh_sessions{runs="console"} 0`) ||
		!strings.Contains(s, `gatehouse_log_lines_total{level="warn"} 1`) || strings.Contains(s, `level="debug"`) {
		t.Errorf("%d: %s", code, s)
	}
}
