package fetch_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"gatehouse/fetch"
)

const (
	usual = 2 << 20
	large = usual + 4<<10
)

// sized serves as many bytes as the path says; "/broken" says more than it gives.
func sized(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/broken" {
		w.Header().Set("Content-Length", strconv.Itoa(large))
		w.Write(make([]byte, large-1))
		return
	}
	n, _ := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/"))
	w.Write(make([]byte, n))
}

// Without a bound of one's own, a document has 2 MiB; a client that allows more reads all of it,
// one document after the other.
func TestLargeDocuments(t *testing.T) {
	w, _ := newWorld(t, idp, sized)
	o := fetch.Options{Resolver: w, Dial: w.dial, Proxy: noProxy}
	ordinary := fetch.New(o)
	o.MaxBytes = large
	generous := fetch.New(o)
	for _, test := range []struct {
		client  *fetch.Client
		bytes   int
		refused string
	}{
		{ordinary, usual, ""}, {ordinary, usual + 1, "gives more than 2048 KiB: that is too large"},
		{generous, usual, ""}, {generous, usual + 1, ""}, {generous, large, ""},
		{generous, large + 1, "gives more than 2052 KiB: that is too large"}, {generous, large, ""},
	} {
		body, err := test.client.Get(t.Context(), "http://idp.test/"+strconv.Itoa(test.bytes), fetch.Public)
		if test.refused == "" && (err != nil || len(body) != test.bytes) {
			t.Errorf("%d bytes: got %d, %v", test.bytes, len(body), err)
		}
		if test.refused != "" && (err == nil || !strings.HasSuffix(err.Error(), test.refused)) {
			t.Errorf("%d bytes: %v, want %s", test.bytes, err, test.refused)
		}
	}
	if _, err := generous.Get(t.Context(), "http://idp.test/broken", fetch.Public); err == nil ||
		!strings.HasSuffix(err.Error(), "the connection broke off: try again in a moment") {
		t.Errorf("a document that breaks off: %v", err)
	}
}

// Another large document waits until the one before it is read, and no longer than its reader; one
// of the usual size does not wait.
func TestLargeDocumentsAreReadOneAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		on := make(chan struct{})
		client := piped(t, fetch.Options{MaxBytes: large}, on)
		get := func(ctx context.Context, path string) chan error {
			done := make(chan error, 1)
			go func() {
				_, err := client.Get(ctx, "http://idp.test"+path, fetch.Public)
				done <- err
			}()
			synctest.Wait()
			return done
		}
		ctx, cancel := context.WithCancel(t.Context())
		begun := get(t.Context(), fmt.Sprintf("/stays/%d", usual+1))
		given, waits := get(ctx, fmt.Sprintf("/%d", large)), get(t.Context(), fmt.Sprintf("/%d", large))
		if len(begun)+len(given)+len(waits) > 0 {
			t.Error("a large document did not wait for another")
		}
		select {
		case err := <-get(t.Context(), fmt.Sprintf("/%d", usual)):
			if err != nil {
				t.Error(err)
			}
		default:
			t.Error("a document of the usual size waits for a large one")
		}
		cancel()
		if err := <-given; !errors.Is(err, context.Canceled) {
			t.Errorf("who gives up: %v", err)
		}
		close(on)
		for _, done := range []chan error{begun, waits} {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
	})
}
