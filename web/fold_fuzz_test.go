package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// The first segment of a path counts in any case, and all behind it to the letter: what a handler is asked is
// the same path however often it is folded, and its two forms, with escapes and without, stay one path.
func FuzzPathsInAnyCase(f *testing.F) {
	for _, path := range []string{
		"/", "", "*", "/Organizations/org_01ABC", "/ORGANIZATIONS/external_id/e%2F1", "/Sso/token",
		"/%4Frganizations/x", "/Org%2FX/Y", "//A/B", "/A//B/", "/İ/İ", "/\xff\xfe/A", "/A?x", "/K/K", "/A%00/%ff",
	} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		u, err := url.ParseRequestURI(path)
		if err != nil || u.Host != "" {
			return // no path of a request
		}
		folded := func(u *url.URL) (got *url.URL) {
			next := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.URL })
			foldCase(next).ServeHTTP(httptest.NewRecorder(), (&http.Request{URL: u}).WithContext(t.Context()))
			return got
		}
		got := folded(u)
		if again := folded(got); again.Path != got.Path || again.EscapedPath() != got.EscapedPath() {
			t.Errorf("%q is folded to %q, and that to %q", path, got.Path, again.Path)
		}
		if plain, err := url.PathUnescape(got.EscapedPath()); err != nil || plain != got.Path {
			t.Errorf("%q is %q, and %q with escapes: %v", path, got.Path, got.EscapedPath(), err)
		}
		first, behind, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
		gotFirst, gotBehind, _ := strings.Cut(strings.TrimPrefix(got.Path, "/"), "/")
		if gotBehind != behind || strings.HasPrefix(u.Path, "/") && gotFirst != strings.ToLower(first) {
			t.Errorf("%q is folded to %q", u.Path, got.Path)
		}
	})
}
