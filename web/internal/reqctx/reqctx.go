// Package reqctx carries what is known of a request before a handler has it. It
// travels in the context, so that every line of the log names its request.
package reqctx

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"strings"

	"gatehouse/model"
)

// Request is what is known of a request.
type Request struct {
	ID   string // in the log, and in the X-Request-ID of its answer
	Peer string // the address of the client, without a port
	Path string // as it was asked for; routing may fold its case
}

type key struct{}

// With puts a request into a context.
func With(ctx context.Context, r Request) context.Context { return context.WithValue(ctx, key{}, r) }

// Of gives the request of a context, the zero one if there is none.
func Of(ctx context.Context) Request {
	r, _ := ctx.Value(key{}).(Request)
	return r
}

// Visitor is the program behind a request.
func Visitor(r *http.Request) model.Visitor {
	return model.Visitor{Peer: Of(r.Context()).Peer, UserAgent: r.UserAgent()}
}

// Forwarded reports whether a proxy passed a request on. Any header that one adds
// says that the request came from elsewhere, whoever wrote it.
func Forwarded(r *http.Request) bool {
	for _, name := range []string{
		"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Via",
	} {
		if r.Header.Get(name) != "" {
			return true
		}
	}
	return false
}

// Local reports whether a request was sent on this machine, to a name of this machine, and by no
// proxy. Which address it came from does not tell that: a browser sends what a stranger's page asks for.
func Local(r *http.Request) bool {
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return !Forwarded(r) && model.Loopback(strings.Trim(host, "[]"))
}

// LogHandler adds the request to each line that is logged with its context. One
// that does so already is given back as it is.
func LogHandler(next slog.Handler) slog.Handler {
	if h, ok := next.(logHandler); ok {
		return h
	}
	return logHandler{next}
}

type logHandler struct{ slog.Handler }

func (h logHandler) Handle(ctx context.Context, line slog.Record) error {
	if r, ok := ctx.Value(key{}).(Request); ok {
		line = line.Clone()
		line.AddAttrs(slog.String("request_id", r.ID), slog.String("peer", r.Peer))
	}
	return h.Handler.Handle(ctx, line)
}

func (h logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return logHandler{h.Handler.WithAttrs(attrs)}
}

func (h logHandler) WithGroup(name string) slog.Handler { return logHandler{h.Handler.WithGroup(name)} }
