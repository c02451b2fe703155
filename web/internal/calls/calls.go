// Package calls has the requests of apps remembered in the API log.
package calls

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web/internal/params"
	"gatehouse/web/internal/reqctx"
)

// maxCopy is how much of a body is looked at: more than apps send, and a page of a list.
const maxCopy = 256 << 10

type key struct{}

// By notes who makes the request of a context.
func By(ctx context.Context, app model.Principal) {
	if c, ok := ctx.Value(key{}).(*model.APICall); ok {
		c.By(app)
	}
}

// About notes which session the request of a context belongs to, and if it is not known by the key
// of which environment.
func About(ctx context.Context, session, environment model.ID) {
	if c, ok := ctx.Value(key{}).(*model.APICall); ok {
		c.SessionID = session
		if environment != "" {
			c.EnvironmentID = environment
		}
	}
}

// Noted is a handler whose requests are kept, once they are answered.
func Noted(services *service.Services, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		about, by := reqctx.Of(r.Context()), reqctx.Visitor(r)
		c := &model.APICall{ID: model.ID(about.ID), At: services.Clock(), Method: r.Method, Path: cut(about.Path),
			Query: cut(model.RedactQuery(r.URL.RawQuery)), Peer: by.Peer, UserAgent: by.Agent()}
		sent, answered := &head{}, &writer{ResponseWriter: w, status: http.StatusInternalServerError}
		r = r.WithContext(context.WithValue(r.Context(), key{}, c))
		r.Body = body{io.TeeReader(r.Body, sent), r.Body}
		began := time.Now()
		defer func() {
			c.Took, c.Status = time.Since(began), answered.status
			c.Request = sent.redacted(r.Header.Get("Content-Type"))
			c.Answer = answered.head.redacted(w.Header().Get("Content-Type"))
			c.OrganizationID = organization(r, sent.Bytes())
			// It fails for nobody who asks.
			_ = services.NoteAPICall(context.WithoutCancel(r.Context()), *c)
		}()
		next(answered, r)
		answered.answered()
	}
}

// Lost is a handler of requests that no resource takes. Those that bring a key are kept, so that an app that asks at
// the wrong address is seen to; all others leave nothing.
func Lost(services *service.Services, next http.HandlerFunc) http.HandlerFunc {
	noted := Noted(services, func(w http.ResponseWriter, r *http.Request) {
		if app, err := services.KeyHolder(r.Context(), params.Bearer(r), reqctx.Visitor(r)); err == nil {
			By(r.Context(), app)
		}
		next(w, r)
	})
	return func(w http.ResponseWriter, r *http.Request) {
		if params.Bearer(r) == "" {
			next(w, r)
			return
		}
		noted(w, r)
	}
}

// cut bounds what is kept of an address.
func cut(s string) string { return s[:min(len(s), 1024)] }

// organization is which one a request names, in its path, its query or its body.
func organization(r *http.Request, sent []byte) model.ID {
	var named map[string]any
	_ = json.Unmarshal(sent, &named) // what is no JSON names none
	byName := func(name string) string { id, _ := named[name].(string); return id }
	for _, id := range []string{r.PathValue("id"), r.URL.Query().Get("organization_id"), byName("organization"),
		byName("organization_id")} {
		if strings.HasPrefix(id, string(model.PrefixOrganization)+"_") && len(id) < 64 {
			return model.ID(id)
		}
	}
	return ""
}

// head keeps the beginning of what is written to it.
type head struct {
	bytes.Buffer
	cut bool
}

func (h *head) Write(p []byte) (int, error) {
	room := maxCopy - h.Len()
	h.cut = h.cut || len(p) > room
	h.Buffer.Write(p[:min(len(p), room)])
	return len(p), nil
}

func (h *head) redacted(contentType string) string {
	if h.cut {
		return "(too long to be kept)"
	}
	return model.RedactBody(contentType, h.Bytes())
}

// body is that of a request, read through a copy.
type body struct {
	io.Reader
	io.Closer
}

// writer keeps what is answered.
type writer struct {
	http.ResponseWriter
	status int
	begun  bool
	head   head
}

func (w *writer) WriteHeader(status int) {
	w.status, w.begun = status, true
	w.ResponseWriter.WriteHeader(status)
}

// answered notes that the handler is through: one that wrote nothing has answered, one that
// panicked has not.
func (w *writer) answered() {
	if !w.begun {
		w.status, w.begun = http.StatusOK, true
	}
}

func (w *writer) Write(p []byte) (int, error) {
	w.answered()
	w.head.Write(p)
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *writer) Unwrap() http.ResponseWriter { return w.ResponseWriter }
