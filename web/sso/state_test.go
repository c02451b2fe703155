package sso_test

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web/webtest"
)

// person is a browser that does not follow redirects by itself, and whose cookies
// go along only where a Lax one would.
type person struct {
	*http.Client
	t *testing.T
}

func newPerson(t *testing.T) *person {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &person{t: t, Client: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}}
}

func (p *person) get(address string) *http.Response {
	p.t.Helper()
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Accept", "text/html")
	answer, err := p.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	answer.Body.Close()
	return answer
}

// crossPost posts from another site: without cookies.
func (p *person) crossPost(address string, form url.Values) *http.Response {
	p.t.Helper()
	return webtest.PostForm(p.t, address, form)
}

// begin starts a login and gives its request id.
func (p *person) begin(l *webtest.World, a *webtest.App) string {
	p.t.Helper()
	answer := p.get(l.AuthorizeURL(url.Values{"redirect_uri": {a.Callback()}, "state": {"secret-state"}}))
	if answer.StatusCode != http.StatusFound {
		p.t.Fatalf("status %d", answer.StatusCode)
	}
	return string(l.Sessions(p.t)[0].ID)
}

// fetchResult follows our own redirects until the app is reached.
func (p *person) fetchResult(l *webtest.World, answer *http.Response) *url.URL {
	p.t.Helper()
	for range 3 {
		to, err := answer.Location()
		if err != nil {
			return nil
		}
		if !strings.HasPrefix(to.String(), l.URL) {
			return to
		}
		answer = p.get(to.String())
	}
	return nil
}

// An unverified message that names somebody's request gets the app's state only in
// the browser that began the login.
func TestStateIsForTheBrowserThatBegan(t *testing.T) {
	l, a := webtest.Open(t), webtest.NewApp(t)
	unsigned := func(request string) map[string]url.Values {
		return map[string]url.Values{
			"junk": {"SAMLResponse": {webtest.B64(`<samlp:Response ` +
				`xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_x" Version="2.0" InResponseTo="` + request +
				`"/>`)}},
			"only RelayState": {"SAMLResponse": {"AAAA"}, "RelayState": {request}},
			"denied": {"SAMLResponse": {webtest.B64(`<samlp:Response ` +
				`xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_y" Version="2.0" InResponseTo="` + request +
				`"><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder"/>` +
				`</samlp:Status></samlp:Response>`)}},
		}
	}
	victim := newPerson(t)
	request := victim.begin(l, a)
	for name, form := range unsigned(request) {
		attacker := newPerson(t)
		attacker.begin(l, a) // holds a cookie of a login of their own
		answer := attacker.crossPost(l.URL+l.ACS(), form)
		if to := attacker.fetchResult(l, answer); to != nil && strings.Contains(to.RawQuery, "secret-state") {
			t.Errorf("%s: another browser gets %s", name, to)
		}
		if text := answer.Header.Get("Location") + webtest.Body(t, answer); strings.Contains(text, "secret-state") {
			t.Errorf("%s: the answer itself holds the state: %s", name, text)
		}
		if to := newPerson(t).fetchResult(l, answer); to != nil && strings.Contains(to.RawQuery, "secret-state") {
			t.Errorf("%s: a browser without cookies gets %s", name, to)
		}
		to := victim.fetchResult(l, victim.crossPost(l.URL+l.ACS(), form))
		if name == "only RelayState" && to == nil {
			continue // it names no request, so a page answers
		}
		if to == nil || to.Query().Get("state") != "secret-state" || to.Query().Get("error") == "" ||
			to.Query().Get("code") != "" {
			t.Errorf("%s: the browser that began is sent to %v", name, to)
		}
	}
}

// A message that another customer's identity provider has signed does not get the
// state of this one's login either, nor is it sent to this one's app.
func TestStateIsNotForAnotherConnection(t *testing.T) {
	l, a := webtest.Open(t), webtest.NewApp(t)
	request := newPerson(t).begin(l, a)
	other, err := l.Services.DemoConnection(t.Context(), "ecdsa-certificate")
	if err != nil {
		t.Fatal(err)
	}
	answer := webtest.PostForm(t, l.Services.ACSURL(other),
		webtest.Forged(t, l, other, request, "eve@ecdsa-certificate.acme.example"))
	if to := newPerson(t).fetchResult(l, answer); to != nil {
		t.Errorf("sent to %s", to)
	}
}

// A signed message gets it in any browser: the login is that of its user.
func TestStateComesWithAVerifiedMessage(t *testing.T) {
	l, a := webtest.Open(t), webtest.NewApp(t)
	request := newPerson(t).begin(l, a)
	answer := webtest.PostForm(t, l.URL+l.ACS(), webtest.Forged(t, l, l.Welcome.Connection, request,
		"ada@elsewhere.example"))
	if to := newPerson(t).fetchResult(l, answer); to == nil || to.Query().Get("state") != "secret-state" ||
		to.Query().Get("error") == "" {
		t.Errorf("sent to %v", to)
	}
}

// The cookie is for this host, for the login and for no script.
func TestBrowserCookie(t *testing.T) {
	l := webtest.Open(t)
	secure := &webtest.World{Server: l.Reopen(t,
		l.Options(service.Options{BaseURL: "https://sso.hooli.example", TestIdP: model.TestIdPOn}))}
	secure.Welcome = l.Welcome
	for name, x := range map[string]*webtest.World{"gatehouse_browser": l, "__Host-gatehouse_browser": secure} {
		answer := webtest.Get(t, x.AuthorizeURL(nil))
		if len(answer.Cookies()) != 1 {
			t.Fatalf("%s: cookies %v", name, answer.Cookies())
		}
		c := answer.Cookies()[0]
		if c.Name != name || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" ||
			c.Secure != (x == secure) || c.Domain != "" || len(c.Value) < 26 {
			t.Errorf("%+v", c)
		}
		again := &http.Request{Method: http.MethodGet, Header: http.Header{"Cookie": {c.Name + "=" + c.Value}}}
		again.URL, _ = url.Parse(x.AuthorizeURL(nil))
		if kept := webtest.Send(t, again).Cookies(); len(kept) != 1 || kept[0].Value != c.Value {
			t.Errorf("a second login of the browser gets another secret: %v", kept)
		}
		for _, planted := range []string{"short", strings.Repeat("a", 26), strings.Repeat("A", 27), `"><script>`} {
			again.Header.Set("Cookie", c.Name+"="+planted)
			if kept := webtest.Send(t, again).Cookies(); len(kept) != 1 || kept[0].Value == planted {
				t.Errorf("%q is kept", planted)
			}
		}
	}
	if refused := webtest.Get(t, l.AuthorizeURL(url.Values{"connection": {"none"}})); len(refused.Cookies()) != 0 {
		t.Error("a login that does not begin sets a cookie")
	}
}
