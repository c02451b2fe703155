package service_test

import (
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/storage"
)

// The rules of redirect URIs: exact match, one * for the left-most label or for
// the port of a loopback address, HTTPS in Production.
func TestCheckRedirectURI(t *testing.T) {
	for _, test := range []struct {
		uri                 string
		staging, production string // part of the refusal, "" for allowed
	}{
		{"https://app.example.com/callback", "", ""},
		{"https://app.example.com:8443/callback?x=1", "", ""},
		{"https://*.example.com/callback", "", ""},
		{"http://app.example.com/callback", "", "not encrypted"},
		{"http://localhost:3000/callback", "", "not encrypted"},
		{"http://127.0.0.1:3000/callback", "", ""},
		{"http://127.0.0.1:*/callback", "", ""},
		{"http://localhost:*/callback", "", "not encrypted"},
		{"https://localhost:*/callback", "", ""},
		{"https://app.example.com:*/callback", "not on loopback", "not on loopback"},
		{"https://*.com/callback", "matches too much", "matches too much"},
		{"https://*.*.example.com/callback", "matches too much", "matches too much"},
		{"https://a*.example.com/callback", "inside the host", "inside the host"},
		{"https://app.*.com/callback", "inside the host", "inside the host"},
		{"https://app.example.com/*", "in its path", "in its path"},
		{"https://app.example.com/callback#frag", "fragment", "fragment"},
		{"https://app.example.com/callback#", "fragment", "fragment"},
		{"https://me:pw@app.example.com/callback", "credentials", "credentials"},
		{"/callback", "not an absolute URL", "not an absolute URL"},
		{"app.example.com/callback", "not an absolute URL", "not an absolute URL"},
		{"myapp://callback", `scheme "myapp"`, `scheme "myapp"`},
		{"javascript:alert(1)", "not an absolute URL", "not an absolute URL"},
		{"https://app.example.com/a b", "not an absolute URL", "not an absolute URL"},
		{`https://app.example.com\@evil.example.com/`, "not an absolute URL", "not an absolute URL"},
		{"", "not an absolute URL", "not an absolute URL"},
		{"https://app.example.com/" + strings.Repeat("x", 2048), "has 2072 characters", "has 2072 characters"},
	} {
		for kind, want := range map[model.EnvironmentKind]string{model.Staging: test.staging,
			model.Production: test.production} {
			err := model.CheckRedirectURI(kind, test.uri)
			if want == "" && err == nil {
				continue
			}
			if want == "" || err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%.60s in %s: %v, want %q", test.uri, kind, err, want)
			}
		}
	}
}

func TestAllowsRedirect(t *testing.T) {
	e := model.Environment{Kind: model.Staging, RedirectURIs: []string{
		"https://app.example.com/callback", "https://*.tenants.example.com/cb?x=1", "http://127.0.0.1:*/callback",
	}}
	for uri, want := range map[string]bool{
		"https://app.example.com/callback": true, "https://acme.tenants.example.com/cb?x=1": true,
		"http://127.0.0.1:53124/callback": true,

		"https://app.example.com/callback/": false, "https://app.example.com/callback?x": false,
		"http://app.example.com/callback": false, "https://APP.example.com/callback": false,
		"https://app.example.com:443/callback": false, "https://evil-app.example.com/callback": false,
		"https://a.b.tenants.example.com/cb?x=1": false, "https://tenants.example.com/cb?x=1": false,
		"https://.tenants.example.com/cb?x=1": false, "https://acme.tenants.example.com/cb": false,
		"https://acme.tenants.example.com/cb?x=2": false, "https://acme.tenants.example.com:8443/cb?x=1": false,
		"https://evil.com/.tenants.example.com/cb?x=1": false, "https://evil.com#.tenants.example.com/cb?x=1": false,
		"https://me@acme.tenants.example.com/cb?x=1": false, `https://evil.com\.tenants.example.com/cb?x=1`: false,
		"http://127.0.0.1/callback": false, "http://127.0.0.2:80/callback": false,
		"http://localhost:80/callback": false, "http://127.0.0.1:80/callback/x": false,
		"https://127.0.0.1:80/callback": false, "http://127.0.0.1:*/callback": true, "": false,
	} {
		if got := e.AllowsRedirect(uri); got != want {
			t.Errorf("%s: allowed %v, want %v", uri, got, want)
		}
	}
}

// Return and success URLs are HTTPS; an app that is developed on this machine has
// none, in Staging.
func TestPortalURIs(t *testing.T) {
	for uri, fine := range map[string][2]bool{ // in Staging, in Production
		"https://app.example.com/settings": {true, true}, "http://localhost:3000/settings": {true, false},
		"http://127.0.0.1/x": {true, false}, "http://[::1]:8080/": {true, false},
		"http://app.example.com/": {false, false}, "http://localhost.example.com/": {false, false},
		"javascript:alert(1)": {false, false}, "http://user@localhost/": {false, false},
		"ftp://localhost/": {false, false}, "": {false, false},
	} {
		for i, kind := range []model.EnvironmentKind{model.Staging, model.Production} {
			if err := model.CheckPortalURI(kind, "return_url", uri); (err == nil) != fine[i] {
				t.Errorf("%q in %s: %v", uri, kind, err)
			}
		}
	}
}

// A host is an address in full or a name of letters, digits and hyphens: what else
// a URL can hold there is read in more than one way.
func TestRedirectHostsAreLDH(t *testing.T) {
	for _, host := range []string{
		"app_1.example.com", "app.ex%61mple.com", "app.exämple.com", "app.example.com.", "-app.example.com",
		"app-.example.com", "app..example.com", ".example.com", "example.com\u3002evil.example", "127.1", "0x7f.0.0.1",
		"1.2.3.4.5", "2130706433", "127.0.0.0x1", strings.Repeat("a", 64) + ".example.com",
		strings.Repeat("a.", 130) + "com", "app.example.com;evil.example", "app!.example.com", "[fe80::1%25eth0]",
		"*.app_1.example.com",
	} {
		if err := model.CheckRedirectURI(model.Staging, "https://"+host+"/callback"); err == nil {
			t.Errorf("%q is taken", host)
		}
	}
	for _, host := range []string{
		"app.example.com", "APP.Example.com", "a-b.example.com", "xn--exmple-cua.com", "3com.example", "localhost",
		"127.0.0.1", "[::1]", "app.example.com:8443", "*.example.com", "1.example.com",
	} {
		if err := model.CheckRedirectURI(model.Staging, "https://"+host+"/callback"); err != nil {
			t.Errorf("%q: %v", host, err)
		}
	}
	e := model.Environment{RedirectURIs: []string{"https://*.example.com/callback"}}
	for label, want := range map[string]bool{
		"app": true, "a-b": true, "a_b": false, "a%2eb": false, "ä": false, "-a": false, "a-": false, "a.b": false,
		"evil.example%2f": false, "a%00": false, "": false, "evil\u3002com": false,
	} {
		if got := e.AllowsRedirect("https://" + label + ".example.com/callback"); got != want {
			t.Errorf("%q: %t", label, got)
		}
	}
}

// An environment with a URI that an earlier version took can still be changed.
func TestOldRedirectStays(t *testing.T) {
	h := openInstallation(t)
	const old = "https://app_1.example.com/callback"
	record, err := h.Store.Record(t.Context(), model.KindEnvironment, h.staging)
	if err != nil {
		t.Fatal(err)
	}
	record.Data = []byte(strings.Replace(string(record.Data), "http://localhost:*/callback", old, 1))
	if err := h.Store.Apply(t.Context(), storage.Change{Record: record, Based: record.Revision}); err != nil {
		t.Fatal(err)
	}
	e, err := h.UpdateEnvironment(t.Context(), h.staging, model.AddRedirect("https://app.example.com/callback"))
	if err != nil || !e.AllowsRedirect(old) {
		t.Errorf("%v, %v", e.RedirectURIs, err)
	}
	if _, err := h.UpdateEnvironment(t.Context(), h.staging,
		model.AddRedirect("https://app_2.example.com/callback")); err == nil {
		t.Error("another of its kind is taken")
	}
}
