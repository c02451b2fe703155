package testidp_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/idp"
	"gatehouse/service"
	"gatehouse/testclient"
	"gatehouse/web/webtest"
)

// stranger reaches the listener over the network, as the base URL is called.
type stranger struct {
	*webtest.World
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
		r.Header.Set("Content-Type", webtest.FormType)
	}
	if s.host != "" {
		r.Host = s.host
	}
	return webtest.Send(t, r)
}

var trialPages = []struct{ method, path string }{
	{"GET", "/demo"}, {"GET", "/demo/login"}, {"GET", "/demo/callback"}, {"GET", "/test-idp/"},
	{"GET", "/test-idp/metadata"}, {"GET", "/test-idp/go"}, {"GET", "/test-idp/start"}, {"GET", "/test-idp/sso"},
	{"POST", "/test-idp/sso"}, {"POST", "/test-idp/try"}, {"POST", "/test-idp/respond"}, {"GET", "/test-idp/respond"},
}

// A stranger who reaches the listener tries to sign in to an app of Staging as
// whoever they like, through the test identity provider: by its pages, by a login
// of the app, by an answer that it has signed.
func TestAccountTakeoverThroughTheTestIdP(t *testing.T) {
	const public = "https://sso.hooli.example"
	production := func(t *testing.T, l *webtest.World) {
		all, err := l.Services.Environments(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		l.Rewrite(t, model.KindOrganization, l.Welcome.Organization.ID, "environment_id", all[1].ID)
		l.Rewrite(t, model.KindConnection, l.Welcome.Connection.ID, "environment_id", all[1].ID)
		l.Rewrite(t, model.KindEnvironment, all[1].ID, "redirect_uris", []string{"http://127.0.0.1:*/callback"})
		l.Welcome.Environment = all[1]
	}
	for _, test := range []struct {
		name    string
		options service.Options
		header  http.Header
		host    string
		change  func(*testing.T, *webtest.World) // as an earlier version may have left the store
		barred  bool                             // also a login and a signed answer are refused
	}{
		{name: "auto, public base URL", options: service.Options{BaseURL: public}, host: "sso.hooli.example",
			barred: true},
		{name: "auto, public base URL, asked by address", options: service.Options{BaseURL: public}, barred: true},
		{name: "auto, listener on all addresses", options: service.Options{Listen: "[::]:4100"}, barred: true},
		{name: "auto, listener on a private address", options: service.Options{Listen: "10.0.0.7:4100"}, barred: true},
		{name: "off", options: service.Options{TestIdP: model.TestIdPOff}, barred: true},
		{name: "auto, a proxy in front", header: http.Header{"X-Forwarded-For": {"203.0.113.9"}}},
		{name: "auto, a proxy of the newer kind", header: http.Header{"Forwarded": {"for=203.0.113.9"}}},
		{name: "auto, a foreign name for loopback", host: "rebound.evil.example"},
		{name: "production, auto", change: production, barred: true},
		{name: "production, on", options: service.Options{TestIdP: model.TestIdPOn, BaseURL: public},
			change: production, barred: true},
		{name: "under another type", barred: true, change: func(t *testing.T, l *webtest.World) {
			l.Rewrite(t, model.KindConnection, l.Welcome.Connection.ID, "type", "OktaSAML")
		}},
		{name: "its key under another name and type", barred: true, change: func(t *testing.T, l *webtest.World) {
			l.Rewrite(t, model.KindConnection, l.Welcome.Connection.ID, "type", "OktaSAML")
			l.Rewrite(t, model.KindConnection, l.Welcome.Connection.ID, "idp_entity_id", "https://idp.hooli.example")
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			first, a := webtest.Open(t), webtest.NewApp(t)
			l := &webtest.World{Server: first.Reopen(t, first.Options(test.options)), Log: first.Log,
				Clock: first.Clock, DNS: first.DNS, Docs: first.Docs}
			l.Welcome = first.Welcome
			if test.change != nil {
				test.change(t, l)
			}
			s := &stranger{l, test.header, test.host}
			if !test.barred || test.options.TestIdP != model.TestIdPOn && test.change == nil {
				for _, page := range trialPages {
					path := page.path + "?connection=" + string(l.Welcome.Connection.ID)
					if answer := s.ask(t, page.method, path,
						url.Values{"connection": {string(
							l.Welcome.Connection.ID)}}); answer.StatusCode != http.StatusNotFound {
						t.Errorf("%s %s: %d", page.method, page.path, answer.StatusCode)
					}
				}
				if home := webtest.Body(t, s.ask(t, "GET", "/", nil)); strings.Contains(home, "test-idp") ||
					strings.Contains(home, "/demo") {
					t.Error("the first page leads to it")
				}
			}
			if !test.barred {
				return
			}
			to := l.AuthorizeURL(url.Values{"redirect_uri": {a.Callback()}})[len(l.URL):]
			if refused := webtest.Query(t, s.ask(t, "GET", to, nil), "error"); refused != "connection_invalid" {
				t.Errorf("a login begins: error %q", refused)
			}
			c, err := l.Services.Connection(t.Context(), l.Welcome.Connection.ID)
			if err != nil {
				t.Fatal(err)
			}
			answer := s.ask(t, "POST", l.ACS(), webtest.Forged(t, l, c, "", "ada.lovelace@acme.example"))
			got := l.Session(t, model.ID(answer.Header.Get("Gatehouse-Session")))
			if got.State != model.Failed || got.Cause != saml.TestIdPBarred && got.Cause != saml.Issuer ||
				answer.Header.Get("Location") != "" {
				t.Errorf("its answer: %s %s, to %q", got.State, got.Cause, answer.Header.Get("Location"))
			}
		})
	}
}

// The test identity provider proves nothing, so a demonstration lets nobody in by
// an address of somebody else's domain, whoever asks and wherever they go.
func TestDemonstrationAdmitsOnlyItsDomain(t *testing.T) {
	l, a := webtest.Open(t), webtest.NewApp(t)
	yes := true
	for name, loosen := range map[string]func(){
		"as it is made":                 func() {},
		"an operator allows all":        func() { l.AllowOutside(t, l.Welcome.Organization.ID, yes) },
		"and gives it another known id": func() { l.Rename(t, l.Welcome.Organization.ID, "cust_42") },
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
				if s := l.Session(t, at.Session); s.State != model.Failed || s.Class != saml.OutsideOrg {
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
	l := webtest.Open(t)
	before, err := l.Services.Now(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	connection := "?connection=" + string(l.Welcome.Connection.ID)
	for _, path := range []string{
		"/", "/demo", "/demo/login" + connection, "/demo/callback?state=x&code=y", "/test-idp/", "/test-idp/metadata",
		"/test-idp/sso", "/test-idp/start" + connection, "/healthz", "/setup/none", "/portal/none", "/admin-portal/",
		"/sso/saml/metadata/" + l.Welcome.Connection.Key,
	} {
		webtest.Get(t, l.URL+path)
	}
	for _, fault := range idp.Faults() {
		webtest.Get(t, l.URL+"/test-idp/go"+connection+"&fault="+fault.Name)
		webtest.Get(t, l.URL+"/test-idp/try?fault="+fault.Name)
	}
	if after, err := l.Services.Now(t.Context()); err != nil || after != before {
		t.Errorf("the store moved from %d to %d, %v", before, after, err)
	}
}

// Once the sample was deleted nothing is made again, neither by a press of a
// button nor at the next start.
func TestDeletedSampleStaysAway(t *testing.T) {
	l := webtest.Open(t)
	if _, err := l.Services.DeleteOrganization(t.Context(), l.Welcome.Organization.ID); err != nil {
		t.Fatal(err)
	}
	for _, fault := range []string{"", "wrong-audience", "certificate-expired", "ecdsa", "no-certificate"} {
		if answer := webtest.PostForm(t, l.URL+"/test-idp/try",
			url.Values{"fault": {fault}}); answer.StatusCode != http.StatusNotFound {
			t.Errorf("%q: %d", fault, answer.StatusCode)
		}
	}
	again := l.Reopen(t, l.Options(service.Options{}))
	all, err := again.Services.Organizations(t.Context(), model.OrganizationQuery{})
	if err != nil || len(all) != 0 || again.Welcome.Connection.ID != "" {
		t.Errorf("%+v, %v", all, err)
	}
}

// The demo app knows demonstrations, and of customers nothing.
func TestDemoShowsDemonstrationsOnly(t *testing.T) {
	l := webtest.Open(t)
	o := l.Customer(t, "Globex")
	c := l.Configured(t, o, func(usual, _ []byte) []byte { return usual })
	for _, path := range []string{"/demo", "/test-idp/"} {
		if page := webtest.Body(t, webtest.Get(t, l.URL+path)); strings.Contains(page, "Globex") ||
			strings.Contains(page, string(c.ID)) || !strings.Contains(page, "Acme") {
			t.Errorf("%s:\n%s", path, page)
		}
	}
	for _, path := range []string{"/demo/login?connection=", "/test-idp/start?connection="} {
		if answer := webtest.Get(t, l.URL+path+string(c.ID)); answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, answer.StatusCode)
		}
	}
	if answer := webtest.PostForm(t, l.URL+"/test-idp/respond",
		url.Values{"connection": {string(c.ID)}}); answer.StatusCode != http.StatusNotFound {
		t.Errorf("it answers for a customer: %d", answer.StatusCode)
	}
}

// The test identity provider posts nowhere but to our own ACS.
func TestTestIdPAnswersOnlyOurConnections(t *testing.T) {
	l := webtest.Open(t)
	request := func(issuer, acs string) string {
		return `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1" Version="2.0" ` +
			`IssueInstant="2026-01-01T00:00:00Z" AssertionConsumerServiceURL="` + acs +
			`"><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">` + issuer +
			`</saml:Issuer></samlp:AuthnRequest>`
	}
	entityID, acs := l.Services.EntityID(l.Welcome.Connection), l.Services.ACSURL(l.Welcome.Connection)
	for _, test := range []struct {
		name, request string
		status        int
	}{
		{"ours", request(entityID, acs), http.StatusOK},
		{"another issuer", request("https://evil.example/", acs), http.StatusBadRequest},
		{"our issuer, another ACS", request(entityID, "https://evil.example/acs"), http.StatusBadRequest},
		{"our issuer with more", request(entityID+"/x", acs), http.StatusBadRequest},
		{"not a request", "<a/>", http.StatusBadRequest},
		{"not XML", "hello", http.StatusBadRequest},
	} {
		t.Run(test.name, func(t *testing.T) {
			answer := webtest.PostForm(t, l.URL+"/test-idp/sso", url.Values{"SAMLRequest": {webtest.B64(test.request)}})
			text := webtest.Body(t, answer)
			if answer.StatusCode != test.status || strings.Contains(text, "evil.example") {
				t.Errorf("%d %s", answer.StatusCode, text)
			}
		})
	}
	r, _ := http.NewRequest(http.MethodPost, l.URL+"/test-idp/respond",
		strings.NewReader("connection="+string(l.Welcome.Connection.ID)))
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if answer := webtest.Send(t, r); answer.StatusCode != http.StatusForbidden {
		t.Errorf("a form of another site: %d", answer.StatusCode)
	}
}

// Each connection's sign-in page offers the faults that it can show.
func TestSignInPageOffersWhatFits(t *testing.T) {
	l := webtest.Open(t)
	usual := webtest.Body(t, webtest.Get(t, l.URL+"/test-idp/start?connection="+string(l.Welcome.Connection.ID)))
	for name, want := range map[string]bool{"unsolicited": true, "wrong-audience": true, "encrypted": true,
		"certificate-expired": false, "sp-initiated": false} {
		if got := strings.Contains(usual, `value="`+name+`"`); got != want {
			t.Errorf("a login that begins at the provider offers %s: %t", name, got)
		}
	}
	expired, err := l.Services.DemoConnection(t.Context(), idp.ExpiredCertificate)
	if err != nil {
		t.Fatal(err)
	}
	if text := webtest.Body(t,
		webtest.Get(t, l.URL+"/test-idp/start?connection="+string(expired.ID))); !strings.Contains(text,
		`value="certificate-expired" selected`) {
		t.Error("the connection with the expired certificate does not propose its fault")
	}
}

// The demo app shows nobody words that somebody else put into a link.
func TestDemoShowsNoForeignWords(t *testing.T) {
	l := webtest.Open(t)
	answer := webtest.Get(t, l.URL+"/demo/callback?code=x&error=access_denied&error_description=Call+555-0100")
	if text := webtest.Body(t, answer); answer.StatusCode != http.StatusBadRequest ||
		strings.Contains(text, "555-0100") {
		t.Errorf("%d %s", answer.StatusCode, text)
	}
}

func TestVisitorPicksTheUser(t *testing.T) {
	l := webtest.Open(t)
	result, err := l.Client(t).SignIn(t.Context(), testclient.SignIn{
		Connection: l.Welcome.Connection.ID, User: testclient.User{Email: "grace@" + model.DemoDomain,
			FirstName: "Grace"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if s := l.Session(t, result.Session()); s.Email != "grace@"+model.DemoDomain ||
		s.ConnectionID != l.Welcome.Connection.ID {
		t.Errorf("signed in %s through %s", s.Email, s.ConnectionID)
	}
}
