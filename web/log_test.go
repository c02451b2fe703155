package web_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/storage"
	"gatehouse/web"
	"gatehouse/web/webtest"
)

// Whatever fails on the way of a request is found in the log by the id that its
// caller was given: in the listener, and in the services below it.
func TestLogOfARequestNamesIt(t *testing.T) {
	none := service.New(service.Options{}) // no store: every verb panics
	closed := webtest.Open(t)
	closed.Store.Close()
	form := url.Values{"SAMLResponse": {"x"}}.Encode()
	for name, test := range map[string]struct {
		services           *service.Services
		method, path, body string
		line               string
	}{
		"a page":         {closed.Services, http.MethodGet, "/sso/saml/metadata/key", "", "level=ERROR"},
		"a setup link":   {closed.Services, http.MethodGet, "/setup/token", "", "level=ERROR"},
		"a response":     {closed.Services, http.MethodPost, "/sso/saml/acs/key", form, "level=ERROR"},
		"a stray one":    {closed.Services, http.MethodPost, "/elsewhere", form, "level=ERROR"},
		"a panic":        {none, http.MethodGet, "/sso/saml/metadata/key", "", "a request failed inside"},
		"what went well": {closed.Services, http.MethodGet, "/assets/icon.svg", "", "msg=request"},
	} {
		t.Run(name, func(t *testing.T) {
			log := &webtest.Buffer{}
			handler := web.New(web.Options{Services: test.services, Log: webtest.NewLog(log)})
			r := httptest.NewRequest(test.method, test.path, strings.NewReader(test.body))
			r.Header.Set("Content-Type", webtest.FormType)
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			want := "request_id=" + w.Header().Get("X-Request-ID") + " peer=192.0.2.1"
			found := false
			for line := range strings.Lines(log.String()) {
				found = found || strings.Contains(line, test.line)
				if strings.Count(line, want) != 1 {
					t.Errorf("does not name %q once: %s", want, line)
				}
			}
			if !found {
				t.Errorf("no line has %q: %s", test.line, log)
			}
		})
	}
}

// What the services find out about a request stands under its id, too.
func TestLogOfTheServicesNamesTheRequest(t *testing.T) {
	l, a := webtest.Open(t), webtest.NewApp(t)
	code := l.Code(t, a, nil)
	log := &webtest.Buffer{}
	services := service.New(service.Options{
		Store: withoutNotes{l.Store}, BaseURL: l.URL, Secrets: l.Secrets,
		Log: slog.New(web.LogHandler(webtest.NewLog(log).Handler())),
	})
	r := httptest.NewRequest(http.MethodPost, "/sso/token", strings.NewReader(url.Values{
		"client_id": {l.Welcome.Environment.ClientID}, "client_secret": {l.APIKey},
		"grant_type": {"authorization_code"}, "code": {code},
		"code_verifier": {"no challenge came before it, so this is refused and noted"},
	}.Encode()))
	r.Header.Set("Content-Type", webtest.FormType)
	w := httptest.NewRecorder()
	web.New(web.Options{Services: services}).ServeHTTP(w, r)
	if want := "request_id=" + w.Header().Get("X-Request-ID"); w.Code != http.StatusBadRequest ||
		!strings.Contains(log.String(), "no timeline") ||
		!strings.Contains(log.String(), want) {
		t.Errorf("%d: the log has no %s: %s", w.Code, want, log)
	}
}

// withoutNotes is a store that cannot write timelines.
type withoutNotes struct{ storage.Store }

func (withoutNotes) Note(context.Context, model.ID, model.Event) error {
	return errors.New("no timeline")
}
