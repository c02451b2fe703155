package fetch_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"gatehouse/fetch"
)

// A server is told who asks, and that metadata is wanted before anything else.
func TestRequestSaysWhoAsksForWhat(t *testing.T) {
	var got http.Header
	_, client := newWorld(t, idp, func(_ http.ResponseWriter, r *http.Request) { got = r.Header })
	if _, err := client.Get(t.Context(), "http://idp.test/metadata", fetch.Public); err != nil {
		t.Fatal(err)
	}
	if got.Get("User-Agent") != "gatehouse" || !strings.HasPrefix(got.Get("Accept"), "application/samlmetadata+xml,") {
		t.Errorf("User-Agent %q, Accept %q", got.Get("User-Agent"), got.Get("Accept"))
	}
}

// Each bound is the last value that passes it.
func TestBoundsAreExact(t *testing.T) {
	const most = 2048
	w, _ := newWorld(t, idp, func(w http.ResponseWriter, r *http.Request) {
		var left int
		switch n, _ := fmt.Sscanf(r.URL.Path, "/hop/%d", &left); {
		case n == 1 && left > 0:
			http.Redirect(w, r, fmt.Sprintf("/hop/%d", left-1), http.StatusFound)
		case r.URL.Path == "/most":
			w.Write(make([]byte, most))
		case r.URL.Path == "/more":
			w.Write(make([]byte, most+1))
		}
	})
	client := fetch.New(fetch.Options{Resolver: w, Dial: w.dial, Proxy: noProxy, MaxBytes: most, Redirects: 3})
	for path, refused := range map[string]string{
		"/most": "", "/more": "gives more than 2 KiB", "/hop/3": "", "/hop/4": "redirects more than 3 times",
	} {
		_, err := client.Get(t.Context(), "http://idp.test"+path, fetch.Public)
		if refused == "" && err != nil || refused != "" && (err == nil || !strings.Contains(err.Error(), refused)) {
			t.Errorf("%s: %v, want %q", path, err, refused)
		}
	}
}

// An error begins with the address: whole up to 200 bytes, cut behind them.
func TestErrorsBeginWithTheAddress(t *testing.T) {
	_, client := newWorld(t, map[string][]string{"inside.test": {"10.0.0.1"}}, nil)
	whole := "idp.test/" + strings.Repeat("a", 200-len("idp.test/"))
	for address, want := range map[string]string{
		whole:                 `"` + whole + `" is no web address`,
		whole + "b":           `"` + whole + `…" is no web address`,
		"http://inside.test/": `"http://inside.test/": inside.test (10.0.0.1) is inside a private network`,
		"http://10.0.0.1/":    `"http://10.0.0.1/": 10.0.0.1 is inside a private network`,
	} {
		_, err := client.Get(t.Context(), address, fetch.Public)
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v, want it to begin with %s", err, want)
		}
	}
}

// A client that is given nothing looks names up as the system does.
func TestNamesAreLookedUpByTheSystem(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(server.Close)
	client := fetch.New(fetch.Options{Proxy: noProxy})
	address := strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	if _, err := client.Get(t.Context(), address, fetch.Anywhere); err != nil {
		t.Error(err)
	}
}
