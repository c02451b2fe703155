package portal_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/storage"
	"gatehouse/web"
	"gatehouse/web/webtest"
)

// fragile is a store that loses its sessions, or the disk that it writes to.
type fragile struct {
	storage.Store
	unlisted, unwritable atomic.Bool
}

var errLost = errors.New("the disk is gone")

func (f *fragile) Sessions(ctx context.Context, q model.Query) (model.Page, error) {
	if f.unlisted.Load() {
		return model.Page{}, errLost
	}
	return f.Store.Sessions(ctx, q)
}

func (f *fragile) Apply(ctx context.Context, changes ...storage.Change) error {
	if f.unwritable.Load() {
		return errLost
	}
	return f.Store.Apply(ctx, changes...)
}

// What cannot be read or written is answered as a failure of ours, once, and never as if it
// had been done; a step that is not recorded is told to the log alone.
func TestPortalSaysThatTheStoreFailed(t *testing.T) {
	l := webtest.Open(t)
	ready := l.Customer(t, "Globex")
	l.Works(t, ready.ID)
	_, looks := l.CookieOf(t, ready.ID, model.SetupLink, model.IntentSSO)
	_, begins := l.CookieOf(t, l.Customer(t, "Initech").ID, model.SetupLink, model.IntentSSO)
	store := &fragile{Store: l.Store}
	var log webtest.Buffer
	services := service.New(service.Options{Store: store, BaseURL: l.URL, Secrets: l.Secrets,
		Log: webtest.NewLog(&log)})
	handler := web.New(web.Options{Services: services, Log: webtest.NewLog(&log)})
	ask := func(c *http.Cookie, path string, form url.Values) (int, string) {
		r := httptest.NewRequest(http.MethodGet, l.URL+"/admin-portal/"+path, nil)
		if form != nil {
			r = httptest.NewRequest(http.MethodPost, l.URL+"/admin-portal/"+path, strings.NewReader(form.Encode()))
			r.Header.Set("Content-Type", webtest.FormType)
		}
		r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
		r.Header.Set("Accept", "text/html")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}

	if status, _ := ask(looks, "connection", nil); status != http.StatusOK {
		t.Fatalf("the connection: %d", status)
	}
	_, page := ask(begins, "provider", nil)
	token := webtest.FormToken(t, page)
	if strings.Contains(log.String(), "not recorded") {
		t.Errorf("%s", log.String())
	}
	store.unlisted.Store(true)
	if status, page := ask(looks, "connection", nil); status != http.StatusInternalServerError ||
		strings.Count(page, "</html>") != 1 || strings.Contains(page, "Okta") {
		t.Errorf("the connection without its sign-ins: %d\n%s", status, page)
	}
	store.unwritable.Store(true)
	status, page := ask(begins, "provider", url.Values{"form_token": {token}, "type": {"OktaSAML"}})
	if status != http.StatusInternalServerError || strings.Count(page, "</html>") != 1 {
		t.Errorf("a provider that cannot be kept: %d\n%s", status, page)
	}
}

// What there is not is not found, and nothing else is shown: something that is not set up by a request, and
// sign-ins, domains, users and requests of nobody.
func TestPortalPagesOfNothing(t *testing.T) {
	l := webtest.Open(t)
	o := l.Customer(t, "Globex")
	l.Works(t, o.ID)
	if _, _, err := l.Services.CreateDirectory(t.Context(), model.NewDirectory{Organization: o.ID,
		Type: "okta"}); err != nil {
		t.Fatal(err)
	}
	for intent, paths := range map[model.Intent][]string{
		model.IntentSSO: {"request/sso", "test/none", "events/none", "domains/none",
			"test/none/certificate"},
		model.IntentDomainVerification: {"request/domain_verification", "domains/none"},
		model.IntentDirectorySync:      {"request/nothing", "directory/users/none", "directory/requests/none"},
		model.IntentCertificateRenewal: {"request/certificate_renewal", "test/none", "events/none"},
	} {
		_, c := l.CookieOf(t, o.ID, model.SetupLink, intent)
		for _, path := range paths {
			answer := l.With(t, c, path, nil)
			page := webtest.Body(t, answer)
			if answer.StatusCode != http.StatusNotFound || strings.Count(page, "</html>") != 1 {
				t.Errorf("%s: %d: %s", path, answer.StatusCode, page)
			}
		}
	}
}

// Of the attributes only those are required without which nobody can be signed in, and that the Name ID does
// not stand in for.
func TestPortalSaysWhichAttributesAreRequired(t *testing.T) {
	l := webtest.Open(t)
	o := l.Customer(t, "Globex")
	l.Works(t, o.ID)
	_, c := l.CookieOf(t, o.ID, model.SetupLink, model.IntentSSO)
	page := webtest.Body(t, l.With(t, c, "attributes", nil))
	var all, required []string
	for _, row := range regexp.MustCompile(`<label for="(\w+)">[^<]*</label>( <span[^>]*>required)?`).
		FindAllStringSubmatch(page, -1) {
		all = append(all, row[1])
		if row[2] != "" {
			required = append(required, row[1])
		}
	}
	if !slices.Contains(all, "id") || !slices.Contains(all, "groups") || !slices.Equal(required, []string{"email"}) {
		t.Errorf("of %q required are %q", all, required)
	}
}

// What needs an identity provider sends a draft to where its settings are entered, and shows
// nothing else.
func TestPortalSendsADraftToItsSettings(t *testing.T) {
	l := webtest.Open(t)
	_, c := l.CookieOf(t, l.Drafted(t).Org.ID, model.SetupLink, model.IntentSSO)
	for _, path := range []string{"attributes", "test", "connection", "client"} {
		answer := l.With(t, c, path, nil)
		page := webtest.Body(t, answer)
		if to := answer.Header.Get("Location"); answer.StatusCode != http.StatusSeeOther ||
			!strings.HasSuffix(to, "/admin-portal/metadata") || strings.Contains(page, "</html>") {
			t.Errorf("%s: %d to %q\n%s", path, answer.StatusCode, to, page)
		}
	}
}
