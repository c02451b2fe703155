package web_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/web"
	"gatehouse/web/webtest"
)

func TestParseProxies(t *testing.T) {
	for text, ok := range map[string]bool{
		"": true, "none": true, "127.0.0.1": true, " 10.0.0.0/8 , fd00::/8": true, "::ffff:10.0.0.0/104": true,
		"10.0.0.0/33": false, "proxy.example": false, "127.0.0.1,": false, "fe80::1%eth0": false, "unix": false,
		"10.0.0": false,
	} {
		if _, err := web.ParseProxies(text); (err == nil) != ok {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// Forwarded headers count only from trusted proxies, and of those only what
// the proxies themselves wrote.
func TestForwardedHeaders(t *testing.T) {
	for _, test := range []struct {
		name, trusted, peer string
		headers             []string // name, value …
		want                string
	}{
		{"nobody is trusted", "", "127.0.0.1:1", []string{"X-Forwarded-For", "198.51.100.7"}, "127.0.0.1"},
		{"none", "none", "10.0.0.1:1", []string{"X-Forwarded-For", "198.51.100.7"}, "10.0.0.1"},
		{"a stranger beside the proxy", "10.0.0.1", "10.0.0.2:1", []string{"X-Forwarded-For", "198.51.100.7"},
			"10.0.0.2"},
		{"a proxy", "10.0.0.0/8", "10.0.0.1:1", []string{"X-Forwarded-For", "198.51.100.7"}, "198.51.100.7"},
		{"a proxy without a word", "10.0.0.0/8", "10.0.0.1:1", nil, "10.0.0.1"},
		{"made up before", "10.0.0.1", "10.0.0.1:1", []string{"X-Forwarded-For", "192.0.2.1, 198.51.100.7"},
			"198.51.100.7"},
		{"made up in a header of its own", "10.0.0.1", "10.0.0.1:1", []string{"X-Forwarded-For", "192.0.2.1",
			"X-Forwarded-For", "198.51.100.7"}, "198.51.100.7"},
		{"two proxies", "10.0.0.0/8", "10.0.0.1:1", []string{"X-Forwarded-For", "192.0.2.1, 198.51.100.7, 10.0.0.2"},
			"198.51.100.7"},
		{"a trusted address that is made up", "10.0.0.0/8", "10.0.0.1:1",
			[]string{"X-Forwarded-For", "10.0.0.9, 198.51.100.7"}, "198.51.100.7"},
		{"all are proxies", "10.0.0.0/8", "10.0.0.1:1", []string{"X-Forwarded-For", "10.0.0.3, 10.0.0.2"}, "10.0.0.3"},
		{"with a port", "10.0.0.1", "10.0.0.1:1", []string{"X-Forwarded-For", "198.51.100.7:4100"}, "198.51.100.7"},
		{"IPv6", "::1", "[::1]:1", []string{"X-Forwarded-For", "2001:db8::7"}, "2001:db8::7"},
		{"IPv6 with a port", "::1", "[::1]:1", []string{"X-Forwarded-For", "[2001:db8::7]:4100"}, "2001:db8::7"},
		{"IPv4 in IPv6", "10.0.0.1", "[::ffff:10.0.0.1]:1", []string{"X-Forwarded-For", "::ffff:198.51.100.7"},
			"198.51.100.7"},
		{"IPv6 with a zone", "fe80::/10", "[fe80::1%eth0]:1", []string{"X-Forwarded-For", "198.51.100.7"},
			"198.51.100.7"},
		{"garbage", "10.0.0.1", "10.0.0.1:1", []string{"X-Forwarded-For", "<script>"}, "10.0.0.1"},
		{"garbage behind an address", "10.0.0.1", "10.0.0.1:1", []string{"X-Forwarded-For", "198.51.100.7, unknown"},
			"10.0.0.1"},
		{"an empty element", "10.0.0.1", "10.0.0.1:1", []string{"X-Forwarded-For", "198.51.100.7,"}, "10.0.0.1"},
		{"Forwarded", "10.0.0.1", "10.0.0.1:1",
			[]string{"Forwarded", `for=192.0.2.1, For="[2001:db8::7]:99";proto=https`}, "2001:db8::7"},
		{"Forwarded, hidden", "10.0.0.1", "10.0.0.1:1", []string{"Forwarded", `for=192.0.2.1, for=_hidden`},
			"10.0.0.1"},
		{"Forwarded of the visitor", "10.0.0.1", "10.0.0.1:1", []string{"X-Forwarded-For", "198.51.100.7", "Forwarded",
			"for=192.0.2.1"}, "198.51.100.7"},
		{"no address", "10.0.0.1", "@", []string{"X-Forwarded-For", "198.51.100.7"}, "@"},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := webtest.Open(t)
			proxies, err := web.ParseProxies(test.trusted)
			if err != nil {
				t.Fatal(err)
			}
			r := httptest.NewRequest(http.MethodPost, "/sso/saml/acs/"+l.Welcome.Connection.Key,
				strings.NewReader("SAMLResponse=x"))
			r.RemoteAddr = test.peer
			for i := 0; i < len(test.headers); i += 2 {
				r.Header.Add(test.headers[i], test.headers[i+1])
			}
			var log strings.Builder
			h := web.New(web.Options{Services: l.Services, Proxies: proxies,
				Log: slog.New(slog.NewJSONHandler(&log, nil))})
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			receipts, err := l.Services.Receipts(t.Context(), model.ID(w.Header().Get("Gatehouse-Session")))
			if err != nil || len(receipts) != 1 || receipts[0].Peer != test.want {
				t.Errorf("the session records %+v, want %s; %v", receipts, test.want, err)
			}
			if !strings.Contains(log.String(), `"peer":"`+test.want+`"`) {
				t.Errorf("the log does not name %s:\n%s", test.want, log.String())
			}
		})
	}
}

// An operator who forgot to name the proxy is told once.
func TestForwardedHeadersIgnored(t *testing.T) {
	l := webtest.Open(t)
	var log strings.Builder
	h := web.New(web.Options{Services: l.Services, Log: slog.New(slog.NewJSONHandler(&log, nil))})
	for range 3 {
		r := httptest.NewRequest(http.MethodGet, "/healthz", nil)
		r.Header.Set("X-Forwarded-For", "198.51.100.7")
		h.ServeHTTP(httptest.NewRecorder(), r)
	}
	if n := strings.Count(log.String(), "--trusted-proxies"); n != 1 {
		t.Errorf("told %d times:\n%s", n, log.String())
	}
}
