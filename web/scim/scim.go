// Package scim is the address of each directory, at which identity providers tell of users and groups:
//
//	/scim/v2.0/{key}/Users, /Groups, each with /{id} and /.search
//	/scim/v2.0/{key}/ServiceProviderConfig, /ResourceTypes, /Schemas
//
// What is asked there is for [directory.Service.Provision] to find out.
package scim

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"gatehouse/model"
	"gatehouse/scim"
	"gatehouse/service"
	"gatehouse/service/directory"
	"gatehouse/web/internal/reqctx"
	"gatehouse/web/internal/respond"
	"gatehouse/web/internal/route"
)

// Handlers answer identity providers.
type Handlers struct {
	services *service.Services
	out      *respond.Responder
	room     *room
}

// New makes them.
func New(services *service.Services, out *respond.Responder) *Handlers {
	return &Handlers{services, out, newRoom()}
}

// Mount puts them into the table of routes.
func (h *Handlers) Mount(t *route.Table) {
	t.Any(model.SCIMPath+"{key}/{path...}", h.answer)
}

// answer proves who asks before it reads what they send.
func (h *Handlers) answer(w http.ResponseWriter, r *http.Request) {
	key := r.PathValue("key")
	q := directory.Request{
		Method: r.Method, Path: clean(r.PathValue("path")), Query: r.URL.Query(),
		ContentType: r.Header.Get("Content-Type"),
		IfMatch:     r.Header.Get("If-Match"), Address: model.Directory{Key: key}.Address(h.services.BaseURL),
		By: reqctx.Visitor(r),
	}
	client, err := h.services.DirectoryClient(r.Context(), key, r.Header.Get("Authorization"), q)
	if err != nil {
		h.refuse(w, r, "the token of a directory could not be looked up", err)
		return
	}
	as := h.services.For(client.From(reqctx.Of(r.Context()).Peer))
	free, err := h.read(w, r, client.ID, &q)
	if err != nil {
		h.unread(w, r, as, q, err)
		return
	}
	defer free()
	a, err := as.Provision(r.Context(), q)
	if err != nil {
		h.refuse(w, r, "the request of a directory could not be answered", err)
		return
	}
	write(w, a)
}

// clean is a path as the rest of the program takes it: some providers double the slash behind the address.
func clean(path string) string { return "/" + strings.Trim(path, "/") }

// read takes the body, when there is room for it.
func (h *Handlers) read(w http.ResponseWriter, r *http.Request, d model.ID, q *directory.Request) (free func(),
	err error) {
	size := int64(scim.MaxGroup)
	if r.ContentLength >= 0 {
		size = min(r.ContentLength, size)
	}
	free, err = h.room.take(r.Context(), d, size)
	if err != nil {
		w.Header().Set("Retry-After", "10")
		return nil, err
	}
	q.Body, err = io.ReadAll(http.MaxBytesReader(w, r.Body, scim.MaxGroup))
	if err != nil {
		free()
	}
	if _, long := errors.AsType[*http.MaxBytesError](err); long {
		err = &scim.Error{Status: http.StatusRequestEntityTooLarge, Code: scim.CodeTooLarge,
			Detail: "The request is longer than " +
				"16 MiB. Use a kind of application that sends changes of groups, and not whole ones."}
	}
	return free, err
}

// unread answers a request whose body was not taken.
func (h *Handlers) unread(w http.ResponseWriter, r *http.Request, as *service.Services,
	q directory.Request, err error) {
	refused, ok := errors.AsType[*scim.Error](err)
	if !ok { // who sent it is gone
		h.refuse(w, r, "the request of a directory could not be read", err)
		return
	}
	q.Body = nil
	a, err := as.Unread(r.Context(), q, refused)
	if err != nil {
		h.refuse(w, r, "the request of a directory could not be noted", err)
		return
	}
	write(w, a)
}

// refuse answers with why a request is refused.
func (h *Handlers) refuse(w http.ResponseWriter, r *http.Request, doing string, err error) {
	refused, ok := errors.AsType[*scim.Error](err)
	if !ok {
		p := h.out.Problem(r, doing, err)
		respond.RetryAfter(w, p)
		refused = &scim.Error{Status: p.Status, Detail: p.Message()}
	}
	if refused.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	write(w, directory.Answer{Status: refused.Status, Body: refused})
}

func write(w http.ResponseWriter, a directory.Answer) {
	head := w.Header()
	if a.Location != "" {
		head.Set("Location", a.Location)
	}
	if a.Version != "" {
		head.Set("ETag", a.Version)
	}
	if a.Body == nil {
		w.WriteHeader(a.Status)
		return
	}
	head.Set("Content-Type", "application/scim+json; charset=utf-8")
	w.WriteHeader(a.Status)
	_ = json.NewEncoder(w).Encode(a.Body) // to somebody who may be gone
}
