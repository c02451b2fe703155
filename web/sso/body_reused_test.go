package sso_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"gatehouse/model"
	"gatehouse/web/webtest"
)

// The memory of a body is used again: what was kept of one is not another's, long
// or short, one after the other or at once.
func TestBodiesAreKeptApart(t *testing.T) {
	l := webtest.Open(t)
	var mu sync.Mutex
	sent := map[model.ID]string{}
	send := func(n int) {
		body := fmt.Sprintf("SAMLResponse=%d%s", n, strings.Repeat(string(rune('a'+n)), 1+n%3*9000))
		answer, err := http.Post(l.URL+l.ACS(), webtest.FormType, strings.NewReader(body))
		if err != nil {
			t.Error(err)
			return
		}
		answer.Body.Close()
		mu.Lock()
		defer mu.Unlock()
		sent[model.ID(answer.Header.Get("Gatehouse-Session"))] = body
	}
	for n := range 5 {
		send(n)
	}
	var all sync.WaitGroup
	for n := range 5 {
		all.Go(func() { send(5 + n) })
	}
	all.Wait()
	if len(sent) != 10 {
		t.Fatalf("%d sessions for 10 bodies", len(sent))
	}
	for id, body := range sent {
		receipts, err := l.Services.Receipts(t.Context(), id)
		if err != nil || len(receipts) != 1 || string(receipts[0].Body) != body {
			t.Errorf("session %s does not keep the %d bytes that were sent: %v", id, len(body), err)
		}
	}
}
