package web

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"
)

// unheard are the connections whose first request no handler has seen. A server that shuts down
// hangs up on these without an answer, even if the request is being read.
type unheard struct {
	mu   sync.Mutex
	open map[net.Conn]struct{}
	none chan struct{} // closed once there are none; nil while nobody waits
}

type connectionKey struct{}

// watch has a server tell of its connections.
func (u *unheard) watch(s *http.Server) {
	u.open = map[net.Conn]struct{}{}
	s.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		u.mu.Lock()
		defer u.mu.Unlock()
		u.open[c] = struct{}{}
		return context.WithValue(ctx, connectionKey{}, c)
	}
	s.ConnState = func(c net.Conn, state http.ConnState) {
		if state == http.StateClosed || state == http.StateHijacked {
			u.heard(c)
		}
	}
	next := s.Handler
	s.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c, ok := r.Context().Value(connectionKey{}).(net.Conn); ok {
			u.heard(c)
		}
		next.ServeHTTP(w, r)
	})
}

func (u *unheard) heard(c net.Conn) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.open, c)
	if len(u.open) == 0 && u.none != nil {
		close(u.none)
		u.none = nil
	}
}

// wait waits until there are none, for a time. It is called once, when no more come.
func (u *unheard) wait(most time.Duration) {
	u.mu.Lock()
	none := make(chan struct{})
	u.none = none
	u.mu.Unlock()
	u.heard(nil)
	select {
	case <-none:
	case <-time.After(most):
	}
}
