package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// maxHeader bounds the headers of a request, its URL among them: an AuthnRequest
// for the test identity provider travels in one.
const maxHeader = 64 << 10

// shutdownGrace is how long requests that are under way may take once the
// listener is told to end.
const shutdownGrace = 10 * time.Second

// unheardGrace is how long a connection that was accepted just before may take until its request
// has come: browsers open some on which nothing follows.
const unheardGrace = time.Second

// Serve answers on l until ctx ends, then lets requests that are under way
// finish. It closes l. The server's own complaints go to log, never to the
// screen.
func Serve(ctx context.Context, l net.Listener, h http.Handler, log *slog.Logger) error {
	server := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       20 * time.Second,
		WriteTimeout:      40 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	var fresh unheard
	fresh.watch(server)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	select {
	case err := <-ended:
		return fmt.Errorf("listener on %s: %w", l.Addr(), err)
	case <-ctx.Done():
	}
	l.Close()
	err := <-ended // from now on it accepts no more
	fresh.wait(unheardGrace)
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownGrace)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		server.Close()
		log.Warn("requests were cut off at shutdown", "after_seconds", shutdownGrace.Seconds(), "error", err)
	}
	if !errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("listener on %s: %w", l.Addr(), err)
	}
	return nil
}
