package testclient

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// A base URL that points elsewhere, behind a proxy, is reached at the listener.
func TestBrowserReachesTheListenerBehindItsBaseURL(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			http.SetCookie(w, &http.Cookie{Name: "kept", Value: "yes", Secure: true, Path: "/"})
			http.Redirect(w, r, "https://sso.example.com/next", http.StatusFound)
		case "/next":
			cookie, _ := r.Cookie("kept")
			io.WriteString(w, "<title>"+r.Host+" "+cookie.Value+"</title>")
		case "/away":
			w.Header().Set("Gatehouse-Session", "sess_1")
			http.Redirect(w, r, "https://app.example.com/callback?code=secret", http.StatusFound)
		}
	}))
	defer server.Close()
	base, _ := url.Parse("https://sso.example.com")
	b, err := NewBrowser(base, server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	at, err := b.Get(t.Context(), "https://sso.example.com/")
	if err != nil || at.Title != "sso.example.com yes" {
		t.Errorf("%q, %v", at.Title, err)
	}
	// An app on another machine is not visited: the sign-in ends there.
	at, err = b.Get(t.Context(), "https://sso.example.com/away")
	if err != nil || at.Status != 0 || at.URL.Host != "app.example.com" || at.Session != "sess_1" {
		t.Errorf("%+v, %v", at, err)
	}
}

func TestBrowserErrorsHoldNoSecrets(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/again?code=secret", http.StatusFound)
	}))
	defer server.Close()
	base, _ := url.Parse(server.URL)
	b, err := NewBrowser(base, server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.Get(t.Context(), server.URL+"/?code=secret")
	if err == nil || strings.Contains(err.Error(), "secret") || !strings.Contains(err.Error(), "redirects") {
		t.Errorf("error %v", err)
	}
}

func TestClientKnowsAForeignProvider(t *testing.T) {
	foreign := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `<title>Okta</title><form><input name="user"></form>`)
	}))
	defer foreign.Close()
	for _, leads := range []string{foreign.URL, "https://acme.okta.example/sso"} {
		server := httptest.NewServer(http.RedirectHandler(leads, http.StatusFound))
		v, err := New(server.URL, server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := v.SignIn(t.Context(), SignIn{}); !errors.Is(err, ErrNotTestIdP) {
			t.Errorf("%s: %v", leads, err)
		}
		server.Close()
	}
}

func TestNewClientRefusesABaseURLWithoutAHost(t *testing.T) {
	for _, base := range []string{"", "localhost:4100", "/path", "http://%zz"} {
		if _, err := New(base, "127.0.0.1:4100"); err == nil {
			t.Errorf("%q was taken", base)
		}
	}
}
