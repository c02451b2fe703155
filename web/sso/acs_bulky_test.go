package sso_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/storage"
	"gatehouse/web"
	"gatehouse/web/webtest"
)

// Bodies beyond the size of any real response are held in a bounded number,
// also while they wait to be verified: in all, and for one network.
func TestACSBulkyBodies(t *testing.T) {
	for name, test := range map[string]struct {
		peer func(i int) string
		held int32
	}{
		"of one address":       {func(int) string { return "192.0.2.1:4000" }, 6},
		"of one /64":           {func(i int) string { return fmt.Sprintf("[2001:db8::%x]:4000", i) }, 6},
		"of many addresses":    {func(i int) string { return fmt.Sprintf("192.0.2.%d:4000", i) }, 24},
		"of several addresses": {func(i int) string { return fmt.Sprintf("192.0.2.%d:4000", i%3) }, 18},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				store := stuckStore{free: make(chan struct{})}
				handler := web.New(
					web.Options{Services: service.New(service.Options{Store: store, BaseURL: "http://127.0.0.1:4100"})})
				var read atomic.Int32
				var all sync.WaitGroup
				for i := range 100 {
					all.Go(func() {
						body := &announced{Reader: strings.NewReader(strings.Repeat("x", 200<<10)), end: func() {
							read.Add(1)
						}}
						r := httptest.NewRequest(http.MethodPost, "/sso/saml/acs/key", body)
						r.Header.Set("Content-Type", webtest.FormType)
						r.RemoteAddr = test.peer(i)
						handler.ServeHTTP(httptest.NewRecorder(), r)
					})
				}
				synctest.Wait()
				if n := read.Load(); n != test.held {
					t.Errorf("%d bodies are held at once, want %d", n, test.held)
				}
				close(store.free)
				all.Wait()
				if n := read.Load(); n != 100 {
					t.Errorf("%d bodies were read in the end", n)
				}
			})
		})
	}
}

// Uploads that are begun and never finished keep nobody out, whatever the size of
// the sign-in that comes behind them, and leave nothing.
func TestACSHeldUploads(t *testing.T) {
	for name, test := range map[string]struct {
		held int
		sent int // of each held upload
	}{
		"large ones":             {64, 70 << 10},
		"many large ones":        {300, 70 << 10},
		"small ones":             {300, 1 << 10},
		"more than are let in":   {1500, 1},
		"some of almost 64 KiB ": {40, 64<<10 - 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				store := stuckStore{free: make(chan struct{})}
				close(store.free)
				handler := web.New(
					web.Options{Services: service.New(service.Options{Store: store, BaseURL: "http://127.0.0.1:4100"})})
				post := func(peer string, body io.Reader) int {
					r := httptest.NewRequest(http.MethodPost, "/sso/saml/acs/key", body)
					r.Header.Set("Content-Type", webtest.FormType)
					r.RemoteAddr = peer
					w := &breakable{ResponseRecorder: httptest.NewRecorder()}
					if h, ok := body.(*held); ok {
						w.breakOff = h.breakOff
					}
					handler.ServeHTTP(w, r)
					return w.Code
				}
				var all sync.WaitGroup
				for i := range test.held {
					h := &held{rest: test.sent, end: make(chan struct{})}
					all.Go(func() { post(fmt.Sprintf("10.0.%d.%d:1", i/4, i%4), h) })
					defer h.breakOff()
				}
				synctest.Wait()
				for _, size := range []int{100, 60 << 10, 300 << 10} {
					began := time.Now()
					// 500: the store of this test finds nothing. What counts is that it was asked.
					if code := post("192.0.2.1:1",
						strings.NewReader(strings.Repeat("x", size))); code != http.StatusInternalServerError {
						t.Errorf("a sign-in of %d bytes got %d", size, code)
					}
					if waited := time.Since(began); waited > 5*time.Second {
						t.Errorf("a sign-in of %d bytes waited for %v", size, waited)
					}
				}
			})
		})
	}
}

// held is a body that stops coming until it is broken off.
type held struct {
	rest int
	end  chan struct{}
	once sync.Once
}

func (h *held) Read(p []byte) (int, error) {
	if h.rest == 0 {
		<-h.end
		return 0, os.ErrDeadlineExceeded
	}
	n := min(h.rest, len(p))
	h.rest -= n
	return n, nil
}

func (h *held) breakOff() { h.once.Do(func() { close(h.end) }) }

// breakable is an answer whose connection can be told to stop reading.
type breakable struct {
	*httptest.ResponseRecorder
	breakOff func()
}

func (b *breakable) SetReadDeadline(time.Time) error {
	b.breakOff()
	return nil
}

// stuckStore finds nothing, and that only when it is freed.
type stuckStore struct {
	storage.Store
	free chan struct{}
}

func (s stuckStore) Named(context.Context, string) (model.Record, error) {
	<-s.free
	return model.Record{}, errors.New("the disk is gone")
}

func (s stuckStore) Record(context.Context, model.Kind, model.ID) (model.Record, error) {
	<-s.free
	return model.Record{}, errors.New("the disk is gone")
}

func (s stuckStore) Now(context.Context) (storage.Pos, error) {
	<-s.free
	return 0, errors.New("the disk is gone")
}

// announced tells when it was read to its end.
type announced struct {
	io.Reader
	end  func()
	once sync.Once
}

func (a *announced) Read(p []byte) (int, error) {
	n, err := a.Reader.Read(p)
	if err == io.EOF {
		a.once.Do(a.end)
	}
	return n, err
}
