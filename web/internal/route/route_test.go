package route_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"gatehouse/service"
	"gatehouse/web/internal/respond"
	"gatehouse/web/internal/route"
)

// Each address takes its methods and names them to whoever uses another; behind a
// guard it does not even say that.
func TestTable(t *testing.T) {
	table := route.New(respond.New(service.New(service.Options{}), slog.New(slog.DiscardHandler)))
	says := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }
	}
	table.Only("GET", "/only", says(201))
	table.Form("/form", says(202), says(203))
	table.Any("/any", says(204))
	table.Only("GET", "/portal/{token}", says(205))
	table.Literal("POST", "/portal/literal", says(206))
	table.Behind(func(http.HandlerFunc) http.HandlerFunc {
		return says(http.StatusNotFound)
	}).Only("GET", "/guarded", says(200))
	refused := 0
	programs := table.ForPrograms(func(h http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			refused++
			h(w, r)
		}
	})
	programs.Resource("/resource", map[string]http.HandlerFunc{"GET": says(207), "DELETE": says(208)})
	programs.Nothing("/resource/{rest...}")
	for _, test := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{"GET", "/only", 201, ""}, {"HEAD", "/only", 201, ""}, {"POST", "/only", 405, "GET"},
		{"DELETE", "/only", 405, "GET"}, {"GET", "/form", 202, ""}, {"POST", "/form", 203, ""},
		{"PUT", "/form", 405, "GET, POST"}, {"GET", "/any", 204, ""}, {"PATCH", "/any", 204, ""},
		{"GET", "/portal/x", 205, ""}, {"POST", "/portal/literal", 206, ""}, {"GET", "/portal/literal", 405, "POST"},
		{"PUT", "/portal/literal", 405, "POST"}, {"POST", "/portal/x", 405, "GET"},
		{"GET", "/resource", 207, ""}, {"DELETE", "/resource", 208, ""}, {"POST", "/resource", 405, "DELETE, GET"},
		{"GET", "/resource/x/y", 404, ""}, {"POST", "/resource/", 404, ""},
		{"GET", "/guarded", 404, ""}, {"POST", "/guarded", 404, ""},
	} {
		w := httptest.NewRecorder()
		table.ServeHTTP(w, httptest.NewRequest(test.method, test.path, nil))
		if w.Code != test.status || w.Header().Get("Allow") != test.allow {
			t.Errorf("%s %s: %d, allows %q; want %d, %q", test.method, test.path, w.Code, w.Header().Get("Allow"),
				test.status, test.allow)
		}
	}
	if refused != 3 {
		t.Errorf("%d programs were refused through the guard, want 3", refused)
	}
	want := []string{"GET /only", "GET /form", "POST /form", "/any", "GET /portal/{token}", "POST /portal/literal",
		"GET /guarded", "DELETE /resource", "GET /resource"}
	if !slices.Equal(table.Patterns(), want) {
		t.Errorf("%q", table.Patterns())
	}
}
