package scim_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"gatehouse/service"
	"gatehouse/web/webtest"
)

// begun is a body that is never sent to its end.
type begun struct {
	io.Reader                 // its beginning
	sent      *sync.WaitGroup // until that is sent
	end       chan struct{}
}

func (b *begun) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if err != io.EOF {
		return n, err
	}
	b.sent.Done()
	<-b.end
	return 0, io.ErrUnexpectedEOF
}

func (b *begun) Close() error { return nil }

// One identity provider that begins many requests and ends none of them keeps no other one waiting.
func TestSlowBodiesHoldUpNobodyElse(t *testing.T) {
	l := webtest.Listen(t, service.Options{})
	slow, other := l.NewDirectory(t, "generic"), l.NewDirectory(t, "okta")
	end := make(chan struct{})
	var sent, asked sync.WaitGroup
	t.Cleanup(func() { close(end); asked.Wait() })
	for range 12 {
		sent.Add(1)
		r, err := http.NewRequest(http.MethodPost, slow.Address+"/Users",
			&begun{strings.NewReader(`{"note":"` + strings.Repeat("x", 20<<10)), &sent, end})
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+slow.Token)
		r.ContentLength = -1 // it says nothing of its length, so that room is made for the longest
		asked.Go(func() {
			if a, err := http.DefaultClient.Do(r); err == nil {
				a.Body.Close()
			}
		})
	}
	sent.Wait()
	for i := range 50 {
		before := time.Now()
		addUser(t, other, fmt.Sprintf("user%d@example.com", i))
		if took := time.Since(before); took > 8*time.Second {
			t.Fatalf("user %d waited for %v", i, took)
		}
	}
}
