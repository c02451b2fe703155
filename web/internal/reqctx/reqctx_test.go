package reqctx_test

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"gatehouse/web/internal/reqctx"
)

func TestLogNamesTheRequest(t *testing.T) {
	const id, peer = "request_id=req_1", "peer=192.0.2.7"
	of := reqctx.With(t.Context(), reqctx.Request{ID: "req_1", Peer: "192.0.2.7", Path: "/x"})
	for name, test := range map[string]struct {
		ctx  context.Context
		line func(context.Context, *slog.Logger)
		want int // times that the request is named
	}{
		"with its context": {of, func(ctx context.Context, l *slog.Logger) { l.WarnContext(ctx, "x") }, 1},
		"in a context derived from it": {of, func(ctx context.Context, l *slog.Logger) {
			ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
			cancel()
			l.ErrorContext(ctx, "x")
		}, 1},
		"by a logger with attributes": {of, func(ctx context.Context, l *slog.Logger) {
			l.With("a", 1).InfoContext(ctx, "x")
		}, 1},
		"by a handler around another": {of, func(ctx context.Context, l *slog.Logger) {
			slog.New(reqctx.LogHandler(l.Handler())).InfoContext(ctx, "x")
		}, 1},
		"without a context":    {of, func(_ context.Context, l *slog.Logger) { l.Warn("x") }, 0},
		"outside of a request": {t.Context(), func(ctx context.Context, l *slog.Logger) { l.WarnContext(ctx, "x") }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			test.line(test.ctx, slog.New(reqctx.LogHandler(slog.NewTextHandler(&b, nil))))
			if strings.Count(b.String(), id) != test.want || strings.Count(b.String(), peer) != test.want {
				t.Errorf("%q names the request not %d times", b.String(), test.want)
			}
		})
	}
}

func TestForwarded(t *testing.T) {
	for header, want := range map[string]bool{
		"Forwarded": true, "X-Forwarded-For": true, "x-forwarded-proto": true, "Via": true, "X-Real-IP": true,
		"Accept": false, "Host": false,
	} {
		r := &http.Request{Header: http.Header{}}
		r.Header.Set(header, "x")
		if got := reqctx.Forwarded(r); got != want {
			t.Errorf("%s: %t", header, got)
		}
	}
}

// A request is of this machine if it calls it so and came by no proxy.
func TestLocal(t *testing.T) {
	for _, test := range []struct {
		host, header string
		local        bool
	}{
		{"127.0.0.1:4100", "", true},
		{"127.0.0.1:4100", "Accept", true},
		{"localhost", "", true},
		{"[::1]:4100", "", true},
		{"127.0.0.1:4100", "X-Forwarded-For", false},
		{"localhost:4100", "Via", false},
		{"rebound.evil.example:4100", "", false},
		{"localhost.evil.example", "", false},
		{"10.0.0.7:4100", "", false},
		{"", "", false},
	} {
		r := &http.Request{Host: test.host, Header: http.Header{}}
		if test.header != "" {
			r.Header.Set(test.header, "x")
		}
		if reqctx.Local(r) != test.local {
			t.Errorf("%+v", test)
		}
	}
}
