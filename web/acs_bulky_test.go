package web_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"gatehouse/model"
	"gatehouse/web"
)

// Bodies beyond the size of any real response are held in a bounded number,
// also while they wait to be verified.
func TestACSBulkyBodies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := stuckStore{free: make(chan struct{})}
		handler := web.New(web.Options{Desk: model.NewDesk(model.Options{Store: store, BaseURL: "http://127.0.0.1:4100"})})
		var read atomic.Int32
		var all sync.WaitGroup
		for range 100 {
			all.Go(func() {
				r := httptest.NewRequest(http.MethodPost, "/sso/saml/acs/key", &announced{Reader: strings.NewReader(strings.Repeat("x", 200<<10)), end: func() { read.Add(1) }})
				r.Header.Set("Content-Type", formType)
				handler.ServeHTTP(httptest.NewRecorder(), r)
			})
		}
		synctest.Wait()
		if n := read.Load(); n != 32 {
			t.Errorf("%d bodies are held at once", n)
		}
		close(store.free)
		all.Wait()
		if n := read.Load(); n != 100 {
			t.Errorf("%d bodies were read in the end", n)
		}
	})
}

// stuckStore finds nothing, and that only when it is freed.
type stuckStore struct {
	model.Store
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
