// Package route is where handlers mount themselves.
package route

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"gatehouse/web/internal/respond"
)

// Table is the routes of the listener. Whoever uses a method that an address does
// not take is told which ones it does.
type Table struct {
	mux      *http.ServeMux
	out      *respond.Responder
	patterns *[]string
	guard    Guard // nil for none
	programs Guard // only programs come here: this refuses them, in JSON; nil where people come
}

// Guard wraps a handler.
type Guard func(http.HandlerFunc) http.HandlerFunc

// New makes a table without routes.
func New(out *respond.Responder) *Table {
	return &Table{mux: http.NewServeMux(), out: out, patterns: new([]string)}
}

// Behind is the same table for routes that stand behind a guard, whatever method
// they are asked with.
func (t *Table) Behind(g Guard) *Table {
	guarded := *t
	guarded.guard = g
	return &guarded
}

// ForPrograms is the same table for routes that are no pages: whoever is refused there gets
// JSON, whatever they accept. The guard wraps each handler that refuses.
func (t *Table) ForPrograms(refused Guard) *Table {
	own := *t
	own.programs = refused
	return &own
}

// ServeHTTP makes the table a handler.
func (t *Table) ServeHTTP(w http.ResponseWriter, r *http.Request) { t.mux.ServeHTTP(w, r) }

// Patterns lists what was mounted: "GET /healthz", or "/{key}" for any method.
func (t *Table) Patterns() []string { return *t.patterns }

// Any takes every method.
func (t *Table) Any(path string, h http.HandlerFunc) { t.take(path, h) }

// Only takes one method.
func (t *Table) Only(method, path string, h http.HandlerFunc) {
	t.take(method+" "+path, h)
	t.refuse(path, method)
}

// Literal takes one method of a path that also fits the pattern of another route.
func (t *Table) Literal(method, path string, h http.HandlerFunc) {
	t.Resource(path, map[string]http.HandlerFunc{method: h})
}

// Form is shown by a GET and sent by a POST.
func (t *Table) Form(path string, get, post http.HandlerFunc) {
	t.take("GET "+path, get)
	t.take("POST "+path, post)
	t.refuse(path, "GET, POST")
}

// Resource takes several methods, and refuses the others. Its path may fit the pattern of
// another route, too: the mux then wants each method by name.
func (t *Table) Resource(path string, methods map[string]http.HandlerFunc) {
	names := slices.Sorted(maps.Keys(methods))
	for _, method := range names {
		t.take(method+" "+path, methods[method])
	}
	for _, other := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
		http.MethodDelete, http.MethodOptions, http.MethodTrace} {
		served := other == http.MethodHead && methods[http.MethodGet] != nil
		if methods[other] == nil && !served {
			t.refuse(other+" "+path, strings.Join(names, ", "))
		}
	}
}

// Nothing is at a path for programs, whatever the method.
func (t *Table) Nothing(path string) { t.handle(path, t.programs(respond.NotFoundJSON)) }

func (t *Table) take(pattern string, h http.HandlerFunc) {
	*t.patterns = append(*t.patterns, pattern)
	t.handle(pattern, h)
}

func (t *Table) refuse(pattern, allowed string) {
	if t.programs != nil {
		t.handle(pattern, t.programs(respond.WrongMethodJSON(allowed)))
	} else {
		t.handle(pattern, t.out.WrongMethod(allowed))
	}
}

func (t *Table) handle(pattern string, h http.HandlerFunc) {
	if t.guard != nil {
		h = t.guard(h)
	}
	t.mux.HandleFunc(pattern, h)
}
