package fetch_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"gatehouse/fetch"
)

// What is posted arrives as it is, and of the answer no more is read than is kept.
func TestPost(t *testing.T) {
	var got string
	_, client := newWorld(t, idp, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = r.Method + " " + r.URL.Path + " " + r.Header.Get("X-Sign") + " " + r.UserAgent() + " " + string(body)
		w.WriteHeader(http.StatusTeapot)
		io.WriteString(w, strings.Repeat("x", 5000))
	})
	header := http.Header{"X-Sign": {"s"}}
	_, err := client.Post(t.Context(), "https://idp.test/hook", header, []byte("{}"), fetch.Public)
	if err == nil {
		t.Error("a server without TLS answered https")
	}
	answer, err := client.Post(t.Context(), "http://idp.test/hook", header, []byte("{}"), fetch.Public)
	if err != nil || answer.Status != http.StatusTeapot || len(answer.Body) != 1000 {
		t.Errorf("%d with %d bytes, %v", answer.Status, len(answer.Body), err)
	}
	if want := "POST /hook s gatehouse {}"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A redirect is the answer: what was meant for one address is sent to no other.
func TestPostFollowsNoRedirect(t *testing.T) {
	w, client := newWorld(t, idp, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://other.test/", http.StatusTemporaryRedirect)
	})
	answer, err := client.Post(t.Context(), "http://idp.test/hook", nil, nil, fetch.Public)
	if err != nil || answer.Status != http.StatusTemporaryRedirect || len(w.dialled()) != 1 {
		t.Errorf("%d, %v, dialled %q", answer.Status, err, w.dialled())
	}
}

// A name that leads inside is refused when it is dialled; this machine alone is in reach of
// Loopback.
func TestReachOfPost(t *testing.T) {
	names := map[string][]string{"inside.test": {"10.0.0.9"}, "here.test": {"127.0.0.1"},
		"v6.test": {"::ffff:127.0.0.1"}}
	for _, test := range []struct {
		host  string
		reach fetch.Reach
		ok    bool
	}{
		{"inside.test", fetch.Public, false}, {"inside.test", fetch.Loopback, false},
		{"169.254.169.254", fetch.Loopback, false}, {"[fd00:ec2::254]", fetch.Loopback, false},
		{"here.test", fetch.Public, false}, {"here.test", fetch.Loopback, true}, {"v6.test", fetch.Loopback, true},
		{"inside.test", fetch.Anywhere, true},
	} {
		w, client := newWorld(t, names, func(http.ResponseWriter, *http.Request) {})
		_, err := client.Post(t.Context(), "http://"+test.host+"/", nil, nil, test.reach)
		if (err == nil) != test.ok || errors.Is(err, fetch.ErrPrivate) == test.ok || (len(w.dialled()) > 0) != test.ok {
			t.Errorf("%s with %d: %v, dialled %q", test.host, test.reach, err, w.dialled())
		}
	}
}

// The system's own dialer looks once more.
func TestSystemDialerReachesLoopback(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(server.Close)
	client := fetch.New(fetch.Options{Proxy: noProxy})
	if answer, err := client.Post(t.Context(), server.URL, nil, nil, fetch.Loopback); err != nil ||
		answer.Status != http.StatusNoContent {
		t.Errorf("%d, %v", answer.Status, err)
	}
	if _, err := client.Post(t.Context(), server.URL, nil, nil, fetch.Public); !errors.Is(err, fetch.ErrPrivate) {
		t.Errorf("%v, want ErrPrivate", err)
	}
}
