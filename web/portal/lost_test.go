package portal_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/storage/storagetest"
	"gatehouse/web"
	"gatehouse/web/webtest"
)

// Whatever a page reads of the store can fail: then the page is a failure of ours, once, or whole all the
// same, where what failed is not of it, such as the step in the flight recorder.
func failsWhole(t *testing.T, l *webtest.World, cookie *http.Cookie, paths ...string) {
	t.Helper()
	store, now := &storagetest.Failing{Store: l.Store}, l.Clock.Now()
	handler := web.New(web.Options{Services: service.New(service.Options{Store: store, BaseURL: l.URL,
		Secrets: l.Secrets, Clock: func() time.Time { return now }})})
	ask := func(place string, at int) (int, string) {
		store.At, store.Done = at, 0
		r := httptest.NewRequest(http.MethodGet, l.URL+"/admin-portal/"+place, nil)
		r.AddCookie(&http.Cookie{Name: cookie.Name, Value: cookie.Value})
		r.Header.Set("Accept", "text/html")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}
	for _, place := range paths {
		status, whole := ask(place, 0)
		if status != http.StatusOK {
			t.Fatalf("%s: %d %s", place, status, whole)
		}
		reads := store.Done
		for at := 1; at <= reads; at++ {
			status, page := ask(place, at)
			if status == http.StatusInternalServerError && strings.Count(page, "</html>") == 1 {
				continue
			}
			if status != http.StatusOK || page != whole {
				t.Errorf("%s without what it asks of the store at %d of %d: %d\n%s", place, at, reads, status, page)
			}
		}
	}
}

func TestPortalPagesFailWhole(t *testing.T) {
	l := webtest.Open(t)
	a := l.Tester(t, "Globex", "globex.example")
	for _, fault := range []string{"none", "wrong-audience", "other-key"} {
		a.Open("test")
		a.SignIn(map[string]string{"fault": fault, "email": "ada@globex.example"})
	}
	failed := string(l.Sessions(t)[0].ID)
	_, cookie := l.CookieOf(t, a.Org.ID, model.SetupLink, model.IntentSSO, model.IntentCertificateRenewal,
		model.IntentAuditLogs)
	failsWhole(t, l, cookie, "", "domains", "domains/"+string(a.Domains()[0].ID), "provider", "guide/1", "metadata",
		"metadata?saved=1", "attributes", "test", "test/"+failed, "test/"+failed+"/certificate", "connection", "events",
		"events/"+failed, "reset", "certificates", "request/audit_logs")
}

// A dead link is told as dead also where the look of its page cannot be read, and then the log says so.
func TestPortalDeadLinkWithoutALook(t *testing.T) {
	l := webtest.Open(t)
	link, address, err := l.Services.CreateLink(t.Context(), model.LinkRequest{Kind: model.SetupLink,
		Organization: l.Customer(t, "Globex").ID, Intents: []model.Intent{model.IntentSSO}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Services.RevokeLink(t.Context(), link.ID); err != nil {
		t.Fatal(err)
	}
	store := &storagetest.Failing{Store: l.Store}
	var log webtest.Buffer
	handler := web.New(web.Options{Log: webtest.NewLog(&log),
		Services: service.New(service.Options{Store: store, BaseURL: l.URL, Secrets: l.Secrets})})
	ask := func(at int) int {
		store.At, store.Done = at, 0
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
		return w.Code
	}
	if status := ask(0); status != http.StatusGone || strings.Contains(log.String(), "could not be read") {
		t.Errorf("%d: %s", status, log.String())
	}
	dead := 0
	for at := range store.Done {
		if ask(at+1) == http.StatusGone {
			dead++
		}
	}
	for _, lost := range []string{"the look of a page", "the environment of a link"} {
		if n := strings.Count(log.String(), lost+" could not be read"); n == 0 || dead < 2 {
			t.Errorf("dead %d times, %s is lost %d times: %s", dead, lost, n, log.String())
		}
	}
}

func TestPortalDirectoryPagesFailWhole(t *testing.T) {
	l := webtest.Open(t)
	a, d := syncs(t, l, model.SetupLink)
	ada := d.Want(t, http.StatusCreated, "POST", "/Users", fmt.Sprintf(userOf, "ada", "ada@globex.example"))
	d.Want(t, http.StatusCreated, "POST", "/Groups", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],`+
		`"displayName":"Engineers","members":[{"value":"`+ada.ID()+`"}]}`)
	followed := func(list, label string) string {
		a.Open(list)
		a.Follow(label)
		return strings.TrimPrefix(a.Page.URL.Path, "/admin-portal/")
	}
	request, user := followed("directory/requests", "UTC"), followed("directory/users", "ada@globex.example")
	_, cookie := l.CookieOf(t, a.Org.ID, model.SetupLink, model.IntentDirectorySync)
	failsWhole(t, l, cookie, "", "directory", "directory/provider", "directory/guide/okta/2", "directory/check",
		"directory/users", "directory/users?q=ada", user, "directory/requests", request,
		"directory/tokens", "directory/attributes", "directory/attributes?user="+path.Base(user), "directory/reset")
}
