package web

import (
	"log/slog"
	"net/http"
	"path"
	"runtime/debug"
	"strings"
	"time"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/web/internal/pages"
	"gatehouse/web/internal/reqctx"
	"gatehouse/web/internal/respond"
	"gatehouse/web/ops"
)

// identify gives each request an id, which the SDKs show when a call fails, and
// finds out whom it comes from.
func identify(proxies Proxies, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := string(model.NewID(model.PrefixRequest, time.Now()))
		w.Header().Set("X-Request-ID", id)
		ctx := reqctx.With(r.Context(), reqctx.Request{ID: id, Peer: proxies.client(r), Path: r.URL.Path})
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// foldCase lets the first segment of a path be written in any case: an SDK
// calls DELETE /Organizations/{id}. Ids and keys behind it keep theirs.
func foldCase(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if folded := foldFirst(r.URL.Path); folded != r.URL.Path {
			r = r.Clone(r.Context())
			r.URL.Path, r.URL.RawPath = folded, foldFirst(r.URL.RawPath)
		}
		next.ServeHTTP(w, r)
	})
}

// foldFirst lowers the first segment of a path.
func foldFirst(path string) string {
	rest, ok := strings.CutPrefix(path, "/")
	if !ok {
		return path
	}
	segment, _, _ := strings.Cut(rest, "/")
	return "/" + strings.ToLower(segment) + rest[len(segment):]
}

// singleSlashes takes several slashes in the address of a directory for one, and none of them at its end:
// identity providers put addresses together so, and follow no redirect.
func singleSlashes(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if clean := path.Clean(r.URL.Path); clean != r.URL.Path && strings.HasPrefix(clean, model.SCIMPath) {
			r = r.Clone(r.Context())
			r.URL.Path, r.URL.RawPath = clean, ""
		}
		next.ServeHTTP(w, r)
	})
}

// secure sets the headers that every answer carries. Pages that post to another
// host widen the policy themselves. Cross-Origin-Opener-Policy is left out: it
// would cut off apps that sign in through a pop-up.
func secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", pages.Policy+"; form-action 'self'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// logged counts each request and writes one line for it: its route and never its query, form
// or body, in which codes, tokens and SAML messages travel.
func logged(log *slog.Logger, metrics *ops.Metrics, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		seen := &statusWriter{ResponseWriter: w}
		defer func() {
			took := time.Since(began)
			metrics.Answered(matched(r), seen.Status())
			if r.Method == http.MethodPost && r.Pattern == model.ACSPath+"{key}" {
				metrics.Received(took)
			}
			log.LogAttrs(r.Context(), slog.LevelInfo, "request",
				slog.String("method", pages.Printable(r.Method, 16)),
				slog.String("route", matched(r)),
				slog.Int("status", seen.Status()),
				slog.Int64("bytes", seen.bytes),
				slog.Float64("took_ms", float64(took.Microseconds())/1000))
		}()
		next.ServeHTTP(seen, r)
	})
}

// matched is the pattern that a request matched.
func matched(r *http.Request) string {
	if r.Pattern == "" || r.Pattern == "/" {
		return "unknown"
	}
	return r.Pattern
}

// recovered turns a panic into an answer and a line in the log.
func recovered(log *slog.Logger, out *respond.Responder, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if cause == http.ErrAbortHandler {
				panic(cause)
			}
			log.ErrorContext(r.Context(), "a request failed inside", "request_id", reqctx.Of(r.Context()).ID,
				"route", matched(r), "panic", cause, "stack", string(debug.Stack()))
			out.Refuse(w, r, api.Failure)
		}()
		next.ServeHTTP(w, r)
	})
}

// statusWriter remembers what was answered.
type statusWriter struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(p)
	w.bytes += int64(n)
	return n, err
}

// Status is what was answered; a handler that writes nothing answers 200.
func (w *statusWriter) Status() int {
	if w.status == 0 {
		return http.StatusOK
	}
	return w.status
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
