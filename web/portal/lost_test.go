package portal_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/storage"
	"gatehouse/web"
	"gatehouse/web/webtest"
)

// tired is a store that does one thing not: the one at a position, counted from 1.
type tired struct {
	storage.Store
	at, done int
}

func (s *tired) tire() error {
	if s.done++; s.done == s.at {
		return errLost
	}
	return nil
}

// unless does what is asked of the store if it is not too tired.
func unless[T any](s *tired, do func() (T, error)) (T, error) {
	if err := s.tire(); err != nil {
		var none T
		return none, err
	}
	return do()
}

func (s *tired) Record(ctx context.Context, k model.Kind, id model.ID) (model.Record, error) {
	return unless(s, func() (model.Record, error) { return s.Store.Record(ctx, k, id) })
}

func (s *tired) Named(ctx context.Context, name string) (model.Record, error) {
	return unless(s, func() (model.Record, error) { return s.Store.Named(ctx, name) })
}

func (s *tired) Records(ctx context.Context, q storage.Selection) ([]model.Record, error) {
	return unless(s, func() ([]model.Record, error) { return s.Store.Records(ctx, q) })
}

func (s *tired) Apply(ctx context.Context, changes ...storage.Change) error {
	_, err := unless(s, func() (int, error) { return 0, s.Store.Apply(ctx, changes...) })
	return err
}

func (s *tired) Session(ctx context.Context, id model.ID) (model.Session, error) {
	return unless(s, func() (model.Session, error) { return s.Store.Session(ctx, id) })
}

func (s *tired) Request(ctx context.Context, id model.ID) (model.Request, error) {
	return unless(s, func() (model.Request, error) { return s.Store.Request(ctx, id) })
}

func (s *tired) Receipts(ctx context.Context, id model.ID) ([]model.Receipt, error) {
	return unless(s, func() ([]model.Receipt, error) { return s.Store.Receipts(ctx, id) })
}

func (s *tired) Events(ctx context.Context, id model.ID) ([]model.Event, error) {
	return unless(s, func() ([]model.Event, error) { return s.Store.Events(ctx, id) })
}

func (s *tired) Claimants(ctx context.Context, id model.ID) ([]model.ID, error) {
	return unless(s, func() ([]model.ID, error) { return s.Store.Claimants(ctx, id) })
}

func (s *tired) Sessions(ctx context.Context, q model.Query) (model.Page, error) {
	return unless(s, func() (model.Page, error) { return s.Store.Sessions(ctx, q) })
}

func (s *tired) DirectoryEntries(ctx context.Context, q storage.EntryQuery) ([]model.DirectoryEntry, error) {
	return unless(s, func() ([]model.DirectoryEntry, error) { return s.Store.DirectoryEntries(ctx, q) })
}

func (s *tired) DirectoryEntry(ctx context.Context, d model.ID, k model.EntryKind, id model.ID,
) (model.DirectoryEntry, error) {
	return unless(s, func() (model.DirectoryEntry, error) { return s.Store.DirectoryEntry(ctx, d, k, id) })
}

func (s *tired) Memberships(ctx context.Context, q storage.MembershipQuery) ([]model.Membership, error) {
	return unless(s, func() ([]model.Membership, error) { return s.Store.Memberships(ctx, q) })
}

func (s *tired) DirectoryCounts(ctx context.Context, id model.ID) (model.DirectoryCounts, error) {
	return unless(s, func() (model.DirectoryCounts, error) { return s.Store.DirectoryCounts(ctx, id) })
}

func (s *tired) DirectoryRequest(ctx context.Context, d, id model.ID) (model.DirectoryRequest, error) {
	return unless(s, func() (model.DirectoryRequest, error) { return s.Store.DirectoryRequest(ctx, d, id) })
}

func (s *tired) DirectoryLog(ctx context.Context, q storage.DirectoryLogQuery) ([]model.DirectoryRequest, error) {
	return unless(s, func() ([]model.DirectoryRequest, error) { return s.Store.DirectoryLog(ctx, q) })
}

// Whatever a page reads of the store can fail: then the page is a failure of ours, once, or whole all the
// same, where what failed is not of it, such as the step in the flight recorder.
func failsWhole(t *testing.T, l *webtest.World, cookie *http.Cookie, paths ...string) {
	t.Helper()
	store, now := &tired{Store: l.Store}, l.Clock.Now()
	handler := web.New(web.Options{Services: service.New(service.Options{Store: store, BaseURL: l.URL,
		Secrets: l.Secrets, Clock: func() time.Time { return now }})})
	ask := func(place string, at int) (int, string) {
		store.at, store.done = at, 0
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
		reads := store.done
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
	store := &tired{Store: l.Store}
	var log webtest.Buffer
	handler := web.New(web.Options{Log: webtest.NewLog(&log),
		Services: service.New(service.Options{Store: store, BaseURL: l.URL, Secrets: l.Secrets})})
	ask := func(at int) int {
		store.at, store.done = at, 0
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
		return w.Code
	}
	if status := ask(0); status != http.StatusGone || strings.Contains(log.String(), "could not be read") {
		t.Errorf("%d: %s", status, log.String())
	}
	dead := 0
	for at := range store.done {
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
