package sso

import (
	"bufio"
	"bytes"
	"io"
	"mime"
	"net/http"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/web/internal/reqctx"
)

// peeked is how much of a body is looked at to find a response in it: an
// identity provider writes at most a RelayState before it.
const peeked = 4 << 10

// Strays finds responses that were posted to another address than an ACS URL.
// They leave a session like any other, so that somebody sees what is wrong.
func (h *Handlers) Strays(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.ContentLength == 0 || model.IsACS(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		ahead := bufio.NewReaderSize(r.Body, peeked)
		beginning, _ := ahead.Peek(peeked) // an error comes again when the body is read
		r.Body = struct {
			io.Reader
			io.Closer
		}{ahead, r.Body}
		if !holdsResponse(r.Header.Get("Content-Type"), beginning) {
			next.ServeHTTP(w, r)
			return
		}
		key, err := h.services.KeyIn(r.Context(), reqctx.Of(r.Context()).Path)
		if err != nil {
			h.out.Error(w, r, "a connection could not be read", err)
			return
		}
		h.deliver(w, r, model.Delivery{Key: key, Address: reqctx.Of(r.Context()).Path})
	})
}

// holdsResponse looks for the parameter in the beginning of a body.
func holdsResponse(contentType string, beginning []byte) bool {
	if t, _, _ := mime.ParseMediaType(contentType); t == "multipart/form-data" {
		return bytes.Contains(beginning, []byte(`name="SAMLResponse"`))
	}
	return saml.HoldsResponse(beginning)
}

// entity answers at a connection's entity ID with its metadata, as is the custom
// (metadata 4.1.1). Anything else that is one segment deep is not there.
func (h *Handlers) entity(w http.ResponseWriter, r *http.Request) {
	key, err := h.services.KeyIn(r.Context(), reqctx.Of(r.Context()).Path)
	if r.Method != http.MethodGet && r.Method != http.MethodHead || err == nil && key == "" {
		h.out.NotFound(w, r)
		return
	}
	r.SetPathValue("key", key)
	h.metadata(w, r)
}
