package portal_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/seal"
	"gatehouse/service"
	"gatehouse/storage"
	"gatehouse/web"
	"gatehouse/web/webtest"
)

func TestPortalHeadersAndCookie(t *testing.T) {
	l := webtest.Open(t)
	_, address, err := l.Services.CreateLink(t.Context(), model.LinkRequest{Kind: model.SetupLink,
		Organization: l.Welcome.Organization.ID, Intents: []model.Intent{model.IntentSSO}})
	if err != nil {
		t.Fatal(err)
	}
	if shown := len(address) - len(l.URL) + len("https://sso.customer-example.com"); shown > 78 {
		t.Errorf("a link of %d columns", shown)
	}
	opened := webtest.Get(t, address)
	if to := opened.Header.Get("Location"); to != "/admin-portal/?opened=1" {
		t.Errorf("opened to %q", to)
	}
	c := opened.Cookies()[0]
	if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure || c.Domain != "" || c.MaxAge <= 0 {
		t.Errorf("cookie %+v", c)
	}
	page := l.With(t, c, "domains", nil)
	for name, want := range map[string]string{
		"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
		"X-Content-Type-Options": "nosniff",
	} {
		if got := page.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	policy := page.Header.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'",
		"base-uri 'none'"} {
		if !strings.Contains(policy, part) {
			t.Errorf("policy %q lacks %q", policy, part)
		}
	}
	if strings.Contains(policy, "unsafe") {
		t.Errorf("policy %q", policy)
	}
	if text := webtest.Body(t, page); strings.Contains(text, "<style") || strings.Contains(text, " style=") ||
		strings.Contains(text, "onclick") || strings.Contains(text, "<script>") {
		t.Error("the page has inline code")
	}
	token := address[strings.LastIndex(address, "/")+1:]
	if strings.Contains(l.Log.String(), token) {
		t.Error("the token is in the log")
	}
}

// Over HTTPS the cookie is the host's alone.
func TestPortalCookieOverHTTPS(t *testing.T) {
	l := webtest.Open(t)
	secrets, err := seal.NewSealer([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	services := service.New(service.Options{Store: l.Store, BaseURL: "https://sso.example", Secrets: secrets}).For(
		l.Services.Principal())
	_, address, err := services.CreateLink(t.Context(), model.LinkRequest{Kind: model.SetupLink,
		Organization: l.Welcome.Organization.ID, Intents: []model.Intent{model.IntentSSO}})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	web.New(web.Options{Services: services}).ServeHTTP(w,
		httptest.NewRequest(http.MethodGet, strings.TrimPrefix(address, "https://sso.example"), nil))
	c := w.Result().Cookies()[0]
	if c.Name != "__Host-gatehouse_portal" || !c.Secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" ||
		c.SameSite != http.SameSiteLaxMode {
		t.Errorf("cookie %+v", c)
	}
}

// A store that does not answer is our failure, and no link that opens nothing.
func TestPortalWithoutAStore(t *testing.T) {
	handler := web.New(
		web.Options{Services: service.New(service.Options{Store: brokenStore{}, BaseURL: "http://127.0.0.1:4100"})})
	for _, path := range []string{"/admin-portal/", "/admin-portal/done", "/setup/token"} {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.AddCookie(&http.Cookie{Name: "gatehouse_portal", Value: "link_1.1.nonce.bWFj"})
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code != http.StatusInternalServerError {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}

// A form without the session's token, or with another session's, changes
// nothing.
func TestPortalForms(t *testing.T) {
	l := webtest.Open(t)
	globex, initech := l.Customer(t, "Globex"), l.Customer(t, "Initech")
	_, mine := l.CookieOf(t, globex.ID, model.SetupLink, model.IntentSSO)
	_, theirs := l.CookieOf(t, initech.ID, model.SetupLink, model.IntentSSO)
	token, foreign := webtest.FormToken(t, webtest.Body(t, l.With(t, mine, "domains", nil))),
		webtest.FormToken(t, webtest.Body(t, l.With(t, theirs, "domains", nil)))
	for _, test := range []struct {
		name   string
		cookie *http.Cookie
		token  []string
		want   int
	}{
		{"no token", mine, nil, http.StatusForbidden},
		{"empty token", mine, []string{""}, http.StatusForbidden},
		{"token of another session", mine, []string{foreign}, http.StatusForbidden},
		{"cookie of another session", theirs, []string{token}, http.StatusForbidden},
		{"no cookie", nil, []string{token}, http.StatusNotFound},
		{"forged cookie", &http.Cookie{Name: mine.Name, Value: mine.Value[:len(mine.Value)-2] + "xx"}, []string{token},
			http.StatusNotFound},
		{"its own", mine, []string{token}, http.StatusSeeOther},
	} {
		t.Run(test.name, func(t *testing.T) {
			form := url.Values{"domain": {"globex.example"}}
			if test.token != nil {
				form["form_token"] = test.token
			}
			if got := l.With(t, test.cookie, "domains", form).StatusCode; got != test.want {
				t.Errorf("%d, want %d", got, test.want)
			}
			for _, o := range []model.ID{globex.ID, initech.ID} {
				now, err := l.Services.Organization(t.Context(), o)
				if err != nil {
					t.Fatal(err)
				}
				if n := len(now.Domains); (test.want == http.StatusSeeOther && o == globex.ID) != (n == 1) {
					t.Errorf("%s has %d domains", now.Name, n)
				}
			}
		})
	}
}

// A link opens what it is for, of its own organization, and nothing else.
func TestPortalKeepsToItsLink(t *testing.T) {
	l := webtest.Open(t)
	globex := l.Customer(t, "Globex")
	// a session of Acme
	webtest.SignIn(t, l.Browser(t), l.AuthorizeURL(url.Values{"redirect_uri": {webtest.NewApp(t).Callback()}}))
	acme := l.Sessions(t)[0]
	_, sso := l.CookieOf(t, globex.ID, model.PortalLink, model.IntentSSO)
	_, dsync := l.CookieOf(t, globex.ID, model.PortalLink, model.IntentDirectorySync)
	_, domains := l.CookieOf(t, globex.ID, model.PortalLink, model.IntentDomainVerification)
	for _, test := range []struct {
		name, path string
		cookie     *http.Cookie
		want       int
	}{
		{"SSO: another organization's sign-in", "events/" + string(acme.ID), sso, http.StatusNotFound},
		{"SSO: its message", "events/" + string(acme.ID) + "?file=response", sso, http.StatusNotFound},
		{"SSO: its test result", "test/" + string(acme.ID), sso, http.StatusNotFound},
		{"SSO: another organization's domain", "domains/" + string(l.Welcome.Organization.Domains[0].ID), sso,
			http.StatusNotFound},
		{"SSO: a request", "request/dsync", sso, http.StatusNotFound},
		{"directory sync: its request", "request/dsync", dsync, http.StatusOK},
		{"directory sync: another request", "request/audit_logs", dsync, http.StatusNotFound},
		{"directory sync: domains", "domains", dsync, http.StatusNotFound},
		{"directory sync: providers", "provider", dsync, http.StatusNotFound},
		{"directory sync: certificates", "certificates", dsync, http.StatusNotFound},
		{"directory sync: events", "events", dsync, http.StatusNotFound},
		{"domain verification: domains", "domains", domains, http.StatusOK},
		{"domain verification: metadata", "metadata", domains, http.StatusNotFound},
		{"domain verification: reset", "reset", domains, http.StatusNotFound},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := l.With(t, test.cookie, test.path, nil).StatusCode; got != test.want {
				t.Errorf("%d, want %d", got, test.want)
			}
		})
	}
}

// A link that dies takes its sessions along, at once and to the second.
func TestPortalLinkDies(t *testing.T) {
	for _, test := range []struct {
		name string
		kind model.LinkKind
		kill func(*testing.T, *webtest.World, model.Link)
		says string
	}{
		{"revoked", model.SetupLink, func(t *testing.T, l *webtest.World, x model.Link) {
			if _, err := l.Services.RevokeLink(t.Context(), x.ID); err != nil {
				t.Fatal(err)
			}
		}, "withdrawn"},
		{"regenerated", model.SetupLink, func(t *testing.T, l *webtest.World, x model.Link) {
			l.CookieOf(t, x.OrganizationID, model.SetupLink, model.IntentSSO)
		}, "withdrawn"},
		{"expired", model.SetupLink, func(_ *testing.T, l *webtest.World, _ model.Link) {
			l.Clock.Forward(model.SetupLinkLife)
		}, "expired"},
		{"portal session over", model.PortalLink, func(_ *testing.T, l *webtest.World, _ model.Link) {
			l.Clock.Forward(model.PortalSessionLife)
		}, "expired"},
		{"used", model.SetupLink, func(t *testing.T, l *webtest.World, x model.Link) {
			l.Works(t, x.OrganizationID)
			if _, err := l.Services.FinishIntent(t.Context(), x.ID, model.IntentSSO); err != nil {
				t.Fatal(err)
			}
		}, "complete"},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := webtest.Open(t)
			o := l.Customer(t, "Globex")
			link, c := l.CookieOf(t, o.ID, test.kind, model.IntentSSO)
			page := l.With(t, c, "domains", nil)
			token := webtest.FormToken(t, webtest.Body(t, page))
			test.kill(t, l, link)
			for _, form := range []url.Values{nil, {"domain": {"globex.example"}, "form_token": {token}}} {
				answer := l.With(t, c, "domains", form)
				if text := webtest.Body(t, answer); answer.StatusCode != http.StatusGone ||
					!strings.Contains(text, test.says) {
					t.Errorf("%d %s", answer.StatusCode, text)
				}
			}
			if now, _ := l.Services.Organization(t.Context(), o.ID); len(now.Domains) > 0 {
				t.Error("a dead link added a domain")
			}
		})
	}
}

// A link expires at its second, not a page later.
func TestPortalExpiresAtTheSecond(t *testing.T) {
	l := webtest.Open(t)
	_, address, err := l.Services.CreateLink(t.Context(), model.LinkRequest{Kind: model.PortalLink,
		Organization: l.Welcome.Organization.ID, Intents: []model.Intent{model.IntentSSO}})
	if err != nil {
		t.Fatal(err)
	}
	l.Clock.Forward(model.PortalLinkLife - time.Minute)
	if got := webtest.Get(t, address).StatusCode; got != http.StatusSeeOther {
		t.Errorf("a minute before: %d", got)
	}
	l.Clock.Forward(time.Minute)
	if answer := webtest.Get(t, address); answer.StatusCode != http.StatusGone ||
		!strings.Contains(webtest.Body(t, answer), "expired") {
		t.Errorf("at its end: %d", answer.StatusCode)
	}
}

// What others wrote stands on the pages as text.
func TestPortalEscapes(t *testing.T) {
	l := webtest.Open(t)
	const evil = `<script>alert(1)</script>"><img src=x onerror=alert(1)>`
	a := l.Invite(t, l.Customer(t, evil), model.SetupLink, model.IntentSSO)
	_, c := l.CookieOf(t, a.Org.ID, model.SetupLink, model.IntentSSO)
	page := webtest.Body(t, l.With(t, c, "domains", nil))
	form := url.Values{"form_token": {webtest.FormToken(t, page)}, "domain": {evil}}
	for _, text := range []string{page, webtest.Body(t, l.With(t, c, "", nil)),
		webtest.Body(t, l.With(t, c, "domains", form)),
		webtest.Body(t, l.With(t, c, "provider?q="+url.QueryEscape(evil), nil))} {
		if strings.Contains(text, "<script>") || strings.Contains(text, "<img src=x") {
			t.Errorf("not escaped: %s", text)
		}
	}
}

// Uploads have a bound.
func TestPortalUploadTooLarge(t *testing.T) {
	l := webtest.Open(t)
	o := l.Customer(t, "Globex")
	_, c := l.CookieOf(t, o.ID, model.SetupLink, model.IntentSSO)
	token := webtest.FormToken(t, webtest.Body(t, l.With(t, c, "domains", nil)))
	answer := l.With(t, c, "metadata", url.Values{"form_token": {token}, "xml": {strings.Repeat("x", 4<<20)}})
	if answer.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("%d", answer.StatusCode)
	}
}

// brokenStore can read nothing.
type brokenStore struct{ storage.Store }

func (brokenStore) Named(context.Context, string) (model.Record, error) {
	return model.Record{}, errors.New("the disk is gone")
}

func (brokenStore) Record(context.Context, model.Kind, model.ID) (model.Record, error) {
	return model.Record{}, errors.New("the disk is gone")
}
