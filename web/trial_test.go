package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/idp"
	"gatehouse/web/webtest"
)

// stranger reaches the listener over the network, as the base URL is called.
type stranger struct {
	*listener
	header http.Header
	host   string
}

func (s *stranger) ask(t *testing.T, method, path string, form url.Values) *http.Response {
	t.Helper()
	r, err := http.NewRequest(method, s.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header = s.header.Clone()
	if r.Header == nil {
		r.Header = http.Header{}
	}
	r.Header.Set("Accept", "text/html")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", formType)
	}
	if s.host != "" {
		r.Host = s.host
	}
	return send(t, r)
}

// forged is what the test identity provider would sign for a person, had the
// stranger got hold of an answer in time.
func forged(t *testing.T, l *listener, c model.Connection, request, email string) url.Values {
	t.Helper()
	p, err := l.Desk.TestIdP(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	asked, err := l.Desk.TestIdPRequest(t.Context(), c, model.ID(request), request)
	if err != nil {
		t.Fatal(err)
	}
	user := idp.DefaultUser("acme.example")
	user.Email = email
	form, err := p.Respond(asked, idp.Options{User: user, Now: l.clock.now()})
	if err != nil {
		t.Fatal(err)
	}
	values, err := url.ParseQuery(string(form.Body()))
	if err != nil {
		t.Fatal(err)
	}
	return values
}

var trialPages = []struct{ method, path string }{
	{"GET", "/demo"}, {"GET", "/demo/login"}, {"GET", "/demo/callback"}, {"GET", "/test-idp/"}, {"GET", "/test-idp/metadata"},
	{"GET", "/test-idp/go"}, {"GET", "/test-idp/start"}, {"GET", "/test-idp/sso"}, {"POST", "/test-idp/sso"},
	{"POST", "/test-idp/try"}, {"POST", "/test-idp/respond"}, {"GET", "/test-idp/respond"},
}

// A stranger who reaches the listener tries to sign in to an app of Staging as
// whoever they like, through the test identity provider: by its pages, by a login
// of the app, by an answer that it has signed.
func TestAccountTakeoverThroughTheTestIdP(t *testing.T) {
	const public = "https://sso.hooli.example"
	production := func(t *testing.T, l *listener) {
		all, err := l.Desk.Environments(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		l.rewrite(t, model.KindOrganization, l.Welcome.Organization.ID, "environment_id", all[1].ID)
		l.rewrite(t, model.KindConnection, l.Welcome.Connection.ID, "environment_id", all[1].ID)
		l.rewrite(t, model.KindEnvironment, all[1].ID, "redirect_uris", []string{"http://127.0.0.1:*/callback"})
		l.Welcome.Environment = all[1]
	}
	for _, test := range []struct {
		name    string
		options model.Options
		header  http.Header
		host    string
		change  func(*testing.T, *listener) // as an earlier version may have left the store
		barred  bool                        // also a login and a signed answer are refused
	}{
		{name: "auto, public base URL", options: model.Options{BaseURL: public}, host: "sso.hooli.example", barred: true},
		{name: "auto, public base URL, asked by address", options: model.Options{BaseURL: public}, barred: true},
		{name: "auto, listener on all addresses", options: model.Options{Listen: "[::]:4100"}, barred: true},
		{name: "auto, listener on a private address", options: model.Options{Listen: "10.0.0.7:4100"}, barred: true},
		{name: "off", options: model.Options{TestIdP: model.TestIdPOff}, barred: true},
		{name: "auto, a proxy in front", header: http.Header{"X-Forwarded-For": {"203.0.113.9"}}},
		{name: "auto, a proxy of the newer kind", header: http.Header{"Forwarded": {"for=203.0.113.9"}}},
		{name: "auto, a foreign name for loopback", host: "rebound.evil.example"},
		{name: "production, auto", change: production, barred: true},
		{name: "production, on", options: model.Options{TestIdP: model.TestIdPOn, BaseURL: public}, change: production, barred: true},
		{name: "under another type", barred: true, change: func(t *testing.T, l *listener) {
			l.rewrite(t, model.KindConnection, l.Welcome.Connection.ID, "type", "OktaSAML")
		}},
		{name: "its key under another name and type", barred: true, change: func(t *testing.T, l *listener) {
			l.rewrite(t, model.KindConnection, l.Welcome.Connection.ID, "type", "OktaSAML")
			l.rewrite(t, model.KindConnection, l.Welcome.Connection.ID, "idp_entity_id", "https://idp.hooli.example")
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			first, a := listen(t), webtest.NewApp(t)
			l := &listener{Server: first.Reopen(t, withClock(test.options, first)), log: first.log, clock: first.clock, dns: first.dns, docs: first.docs}
			l.Welcome = first.Welcome
			if test.change != nil {
				test.change(t, l)
			}
			s := &stranger{l, test.header, test.host}
			if !test.barred || test.options.TestIdP != model.TestIdPOn && test.change == nil {
				for _, page := range trialPages {
					path := page.path + "?connection=" + string(l.Welcome.Connection.ID)
					if answer := s.ask(t, page.method, path, url.Values{"connection": {string(l.Welcome.Connection.ID)}}); answer.StatusCode != http.StatusNotFound {
						t.Errorf("%s %s: %d", page.method, page.path, answer.StatusCode)
					}
				}
				if home := body(t, s.ask(t, "GET", "/", nil)); strings.Contains(home, "test-idp") || strings.Contains(home, "/demo") {
					t.Error("the first page leads to it")
				}
			}
			if !test.barred {
				return
			}
			to := l.AuthorizeURL(url.Values{"redirect_uri": {a.Callback()}})[len(l.URL):]
			if refused := query(t, s.ask(t, "GET", to, nil), "error"); refused != "connection_invalid" {
				t.Errorf("a login begins: error %q", refused)
			}
			c, err := l.Desk.Connection(t.Context(), l.Welcome.Connection.ID)
			if err != nil {
				t.Fatal(err)
			}
			answer := s.ask(t, "POST", l.acs(), forged(t, l, c, "", "ada.lovelace@acme.example"))
			got := l.session(t, model.ID(answer.Header.Get("Gatehouse-Session")))
			if got.State != model.Failed || got.Cause != saml.TestIdPBarred && got.Cause != saml.Issuer || answer.Header.Get("Location") != "" {
				t.Errorf("its answer: %s %s, to %q", got.State, got.Cause, answer.Header.Get("Location"))
			}
		})
	}
}

// rewrite changes one field of a record as it is stored.
func (l *listener) rewrite(t *testing.T, kind model.Kind, id model.ID, field string, value any) {
	t.Helper()
	if err := rewriteRecord(t.Context(), l.Desk.Store, kind, id, field, value); err != nil {
		t.Fatal(err)
	}
}

// The test identity provider proves nothing, so a demonstration lets nobody in by
// an address of somebody else's domain, whoever asks and wherever they go.
func TestDemonstrationAdmitsOnlyItsDomain(t *testing.T) {
	l, a := listen(t), webtest.NewApp(t)
	yes := true
	for name, loosen := range map[string]func(){
		"as it is made":                 func() {},
		"an operator allows all":        func() { l.allowOutside(t, l.Welcome.Organization.ID, yes) },
		"and gives it another known id": func() { l.rename(t, l.Welcome.Organization.ID, "cust_42") },
	} {
		t.Run(name, func(t *testing.T) {
			loosen()
			for _, callback := range []string{a.Callback(), l.URL + model.DemoCallback} {
				at, err := l.Browser(t).Get(t.Context(), l.AuthorizeURL(url.Values{"redirect_uri": {callback}}))
				if err != nil {
					t.Fatal(err)
				}
				page, ok := at.FormWith("fault")
				if !ok {
					t.Fatalf("no sign-in page: %s", at.Text)
				}
				if err := page.Set("email", "ceo@bigcorp.example"); err != nil {
					t.Fatal(err)
				}
				b := l.Browser(t)
				answer, err := b.Submit(t.Context(), page)
				if err != nil {
					t.Fatal(err)
				}
				form, _ := answer.FormWith("SAMLResponse")
				if at, err = b.SubmitAndStay(t.Context(), form); err != nil {
					t.Fatal(err)
				}
				if s := l.session(t, at.Session); s.State != model.Failed || s.Class != saml.OutsideOrg {
					t.Errorf("to %s: %s %s", callback, s.State, s.Cause)
				}
				if at.Location == nil || at.Location.Query().Get("code") != "" {
					t.Errorf("sent to %v", at.Location)
				}
			}
		})
	}
}

// What is only looked at makes nothing: the store is where it was.
func TestNothingIsMadeByAGet(t *testing.T) {
	l := listen(t)
	before, err := l.Desk.Now(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	connection := "?connection=" + string(l.Welcome.Connection.ID)
	for _, path := range []string{
		"/", "/demo", "/demo/login" + connection, "/demo/callback?state=x&code=y", "/test-idp/", "/test-idp/metadata", "/test-idp/sso",
		"/test-idp/start" + connection, "/healthz", "/setup/none", "/portal/none", "/admin-portal/", "/sso/saml/metadata/" + l.Welcome.Connection.Key,
	} {
		get(t, l.URL+path)
	}
	for _, fault := range idp.Faults() {
		get(t, l.URL+"/test-idp/go"+connection+"&fault="+fault.Name)
		get(t, l.URL+"/test-idp/try?fault="+fault.Name)
	}
	if after, err := l.Desk.Now(t.Context()); err != nil || after != before {
		t.Errorf("the store moved from %d to %d, %v", before, after, err)
	}
}

// Once the sample was deleted nothing is made again, neither by a press of a
// button nor at the next start.
func TestDeletedSampleStaysAway(t *testing.T) {
	l := listen(t)
	if _, err := l.Desk.DeleteOrganization(t.Context(), l.Welcome.Organization.ID); err != nil {
		t.Fatal(err)
	}
	for _, fault := range []string{"", "wrong-audience", "certificate-expired", "ecdsa", "no-certificate"} {
		if answer := postForm(t, l.URL+"/test-idp/try", url.Values{"fault": {fault}}); answer.StatusCode != http.StatusNotFound {
			t.Errorf("%q: %d", fault, answer.StatusCode)
		}
	}
	again := l.Reopen(t, withClock(model.Options{}, l))
	all, err := again.Desk.Organizations(t.Context(), model.OrganizationQuery{})
	if err != nil || len(all) != 0 || again.Welcome.Connection.ID != "" {
		t.Errorf("%+v, %v", all, err)
	}
}

// The demo app knows demonstrations, and of customers nothing.
func TestDemoShowsDemonstrationsOnly(t *testing.T) {
	l := listen(t)
	o := l.customer(t, "Globex")
	c := l.configured(t, o, func(usual, _ []byte) []byte { return usual })
	for _, path := range []string{"/demo", "/test-idp/"} {
		if page := body(t, get(t, l.URL+path)); strings.Contains(page, "Globex") || strings.Contains(page, string(c.ID)) || !strings.Contains(page, "Acme") {
			t.Errorf("%s:\n%s", path, page)
		}
	}
	for _, path := range []string{"/demo/login?connection=", "/test-idp/start?connection="} {
		if answer := get(t, l.URL+path+string(c.ID)); answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, answer.StatusCode)
		}
	}
	if answer := postForm(t, l.URL+"/test-idp/respond", url.Values{"connection": {string(c.ID)}}); answer.StatusCode != http.StatusNotFound {
		t.Errorf("it answers for a customer: %d", answer.StatusCode)
	}
}
