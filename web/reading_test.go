package web_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"gatehouse/model"
	rehearsed "gatehouse/service/directory"
	"gatehouse/storage"
	"gatehouse/web"
	"gatehouse/web/webtest"
)

// Nothing is created or changed by a GET, nor by a HEAD: every route of the
// listener that takes one is asked, over a store in which something could be done
// by it. What a GET does by its nature is left out by name: /sso/authorize begins
// a login, and the flight recorder of a link notes which pages were seen.
func TestGETChangesNothing(t *testing.T) {
	l, admins := webtest.Open(t), map[string]*http.Cookie{}
	globex := l.Tester(t, "Globex", "globex.example")
	globex.Open("test")
	globex.SignIn(map[string]string{"email": "ada@globex.example"})
	globex.Open("test")
	globex.SignIn(map[string]string{"fault": "other-key", "email": "ada@globex.example"})
	globex.Open("test")
	globex.Send("test", nil) // and waits
	late := l.Customer(t, "Initech")
	_, domain, err := l.Services.AddDomain(t.Context(), late.ID, "initech.example", model.DomainPending)
	if err != nil {
		t.Fatal(err)
	}
	l.DNS.Set(domain.Record().Name, domain.Record().Value) // a look-up would verify it
	intents := []model.Intent{model.IntentSSO, model.IntentDomainVerification, model.IntentCertificateRenewal,
		model.IntentDirectorySync}
	_, admins["a customer whose domain waits"] = l.CookieOf(t, late.ID, model.SetupLink, intents...)
	link, cookie := l.CookieOf(t, globex.Org.ID, model.SetupLink, intents...)
	admins["a customer who is set up"] = cookie
	if _, err := l.Services.FinishIntent(t.Context(), link.ID, model.IntentSSO); err != nil {
		t.Fatal(err)
	}
	_, unopened, err := l.Services.CreateLink(t.Context(), model.LinkRequest{Kind: model.PortalLink,
		Organization: globex.Org.ID, Intents: intents[:1]})
	if err != nil {
		t.Fatal(err)
	}
	values := map[string][]string{
		"slug":  {"okta", "google", "none"},
		"token": {unopened[strings.LastIndex(unopened, "/")+1:], "none"}, "id": {string(domain.ID), "none"},
		"key": {globex.Connection().Key, "none"}, "environment": {string(l.Welcome.Environment.ID)},
		"client": {l.Welcome.Environment.ClientID, "none"}, "step": {"1", "2", "99"}, "intent": {"dsync", "none"},
		"file": {"portal.css", "none"}, "session": {"none"},
	}
	directory := l.NewDirectory(t, "okta")
	directory.Want(t, http.StatusCreated, "POST", "/Users",
		`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada"}`)
	values["id"] = append(values["id"], string(directory.ID))
	synced, _, err := l.Services.CreateDirectory(t.Context(),
		model.NewDirectory{Organization: globex.Org.ID, Type: "okta"})
	if err != nil {
		t.Fatal(err)
	}
	sent, err := l.Services.RehearseDirectory(t.Context(), synced.ID, rehearsed.Rehearsal{Users: 2, Groups: 1})
	if err != nil {
		t.Fatal(err)
	}
	users, err := l.Services.DirectoryUsers(t.Context(), rehearsed.EntryList{Directory: synced.ID,
		Paging: model.Paging{Limit: 1}})
	if err != nil {
		t.Fatal(err)
	}
	values["id"] = append(values["id"], string(sent[0].ID), string(users.Items[0].ID))
	for _, s := range l.Sessions(t) {
		values["session"] = append(values["session"], string(s.ID))
	}
	asked := 0
	for _, pattern := range getPatterns(l) {
		if pattern == "/sso/authorize" {
			continue
		}
		for _, path := range filled(t, pattern, values) {
			for name, cookie := range admins {
				before := position(t, l)
				for _, query := range []string{"", "?file=response",
					"?how=url&saved=1&finished=sso&reset=1&sort=state&q=okta&domain=new.example"} {
					for _, method := range []string{http.MethodGet, http.MethodHead} {
						asked++
						askAs(t, l, cookie, method, path+query)
					}
				}
				if changed := changedSince(t, l, before); len(changed) > 0 {
					t.Errorf("GET %s by %s changed %v", path, name, changed)
				}
			}
		}
	}
	if asked < 500 {
		t.Errorf("only %d requests were made", asked)
	}
}

// askAs asks with the cookie of an IT admin's browser.
func askAs(t *testing.T, l *webtest.World, cookie *http.Cookie, method, path string) {
	t.Helper()
	r, err := http.NewRequest(method, l.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/html")
	r.AddCookie(&http.Cookie{Name: cookie.Name, Value: cookie.Value})
	if answer := webtest.Send(t, r); answer.StatusCode >= 500 {
		t.Errorf("%s %s: %d", method, path, answer.StatusCode)
	}
}

func position(t *testing.T, l *webtest.World) storage.Pos {
	t.Helper()
	at, err := l.Store.Now(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// changedSince lists what is new in the store but for the flight recorder.
func changedSince(t *testing.T, l *webtest.World, from storage.Pos) []string {
	t.Helper()
	until := position(t, l)
	if until == from {
		return nil
	}
	var all []string
	end := errors.New("read up to the end")
	err := l.Store.Tail(t.Context(), from, storage.AllChanges, func(c storage.Changed) error {
		switch {
		case c.Session != nil:
			all = append(all, fmt.Sprintf("session %s (%s)", c.Session.ID, c.Session.State))
		case c.Kind != model.KindOpening:
			all = append(all, fmt.Sprintf("%s %s", c.Kind, c.ID))
		}
		if c.Pos >= until {
			return end
		}
		return nil
	})
	if !errors.Is(err, end) && !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	return all
}

// getPatterns are the routes that take a GET, as they are mounted.
func getPatterns(l *webtest.World) []string {
	var all []string
	for _, pattern := range web.Patterns(web.Options{Services: l.Services}) {
		if path := strings.TrimPrefix(pattern, "GET "); strings.HasPrefix(path, "/") {
			all = append(all, path)
		}
	}
	return all
}

// filled puts each of the values into the places of a pattern.
func filled(t *testing.T, pattern string, values map[string][]string) []string {
	t.Helper()
	pattern = strings.TrimSuffix(pattern, "{$}")
	place := regexp.MustCompile(`\{(\w+)\}`).FindStringSubmatch(pattern)
	if place == nil {
		return []string{pattern}
	}
	if len(values[place[1]]) == 0 {
		t.Errorf("%s: no value is known for %s", pattern, place[0])
	}
	var all []string
	for _, value := range values[place[1]] {
		all = append(all, filled(t, strings.Replace(pattern, place[0], value, 1), values)...)
	}
	return all
}
