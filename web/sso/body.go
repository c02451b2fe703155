package sso

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"gatehouse/limit"
	"gatehouse/saml"
	"gatehouse/saml/protocol"
	"gatehouse/storage"
	"gatehouse/web/internal/reqctx"
)

const (
	// usualBody holds any real response: the largest seen has 24 kB.
	usualBody = 64 << 10
	// maxDrained is how much of a body beyond the limit is read and dropped, so
	// that its sender gets to see the answer.
	maxDrained = 16 << 20
)

var errBusy = fmt.Errorf("more responses arrive than can be taken: %w", storage.ErrBusy)

// gates are where bodies wait: all of them, and those beyond the usual size once
// more. Together they bound the memory: 1,024 × 64 KiB and 24 × 1 MiB.
type gates struct{ all, large *gate }

func newGates() gates {
	return gates{
		all:   &gate{most: 1024, perNetwork: 256, grace: time.Second, rate: 8 << 10, mostWaiting: 1024},
		large: &gate{most: 24, perNetwork: 6, grace: 250 * time.Millisecond, rate: 256 << 10, mostWaiting: 1024},
	}
}

// body is a body that is being read, with the places that it holds.
type body struct {
	gates  gates
	w      http.ResponseWriter
	r      *http.Request
	passes []*pass
	buffer *bytes.Buffer
}

// buffers hold bodies of the usual size, one after the other: nothing keeps a body
// that was received.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// readPost takes what arrived as it is: cut at protocol.MaxBody+1 bytes, and also
// if the connection broke off. The query of a request without a body stands in
// for it: responses are sent by GET, too. release lets go of the room that the
// body takes; the digest is nil if it is that of the post's body.
func (h *Handlers) readPost(w http.ResponseWriter, r *http.Request) (post saml.Post, digest []byte,
	release func(), err error) {
	b := &body{gates: h.gates, w: w, r: r}
	ctx, cancel := context.WithTimeout(r.Context(), receiveTime)
	defer cancel()
	post = saml.Post{Method: r.Method, ContentType: r.Header.Get("Content-Type")}
	if digest, err = b.read(ctx, &post); err != nil {
		b.release()
		return saml.Post{}, nil, nil, err
	}
	post.Size = max(post.Size, r.ContentLength)
	if post.Size == 0 && r.URL.RawQuery != "" {
		post.Body, post.Size = []byte(r.URL.RawQuery), int64(len(r.URL.RawQuery))
	}
	return post, digest, b.release, nil
}

// enter takes a place; when it is put out, reading ends with an error.
func (b *body) enter(ctx context.Context, g *gate) error {
	p, err := g.enter(ctx, limit.Network(reqctx.Of(b.r.Context()).Peer), func() {
		// An error means that there is no connection to break off.
		_ = http.NewResponseController(b.w).SetReadDeadline(time.Now())
	})
	if err == nil {
		b.passes = append(b.passes, p)
	}
	return err
}

// Read reads the body, and lets its places know.
func (b *body) Read(p []byte) (int, error) {
	n, err := b.r.Body.Read(p)
	for _, p := range b.passes {
		p.came(n)
	}
	return n, err
}

func (b *body) release() {
	for _, p := range b.passes {
		p.leave()
	}
	if b.buffer != nil && b.buffer.Cap() <= 2*usualBody {
		buffers.Put(b.buffer)
	}
	b.buffer = nil
}

func (b *body) read(ctx context.Context, post *saml.Post) (digest []byte, err error) {
	if b.r.ContentLength == 0 {
		return nil, nil
	}
	if err := b.enter(ctx, b.gates.all); err != nil {
		return nil, err
	}
	buffer := buffers.Get().(*bytes.Buffer)
	buffer.Reset()
	b.buffer = buffer
	if n := b.r.ContentLength; n > 0 && n < usualBody {
		buffer.Grow(int(n) + bytes.MinRead)
	}
	_, failed := io.Copy(buffer, io.LimitReader(b, usualBody))
	if failed == nil && buffer.Len() == usualBody {
		if err := b.enter(ctx, b.gates.large); err != nil {
			return nil, err
		}
		buffer.Grow(protocol.MaxBody + bytes.MinRead)
		_, failed = io.Copy(buffer, io.LimitReader(b, protocol.MaxBody+1-usualBody))
	}
	post.Body, post.Size = buffer.Bytes(), int64(buffer.Len())
	if failed == nil && post.Size > protocol.MaxBody {
		h := sha256.New()
		h.Write(post.Body)
		dropped, _ := io.Copy(h, io.LimitReader(b, maxDrained)) // as much as came
		digest, post.Size = h.Sum(nil), post.Size+dropped
	}
	for _, p := range b.passes {
		if !p.complete() {
			return nil, errBusy
		}
	}
	return digest, nil
}
