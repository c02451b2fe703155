package webtest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gatehouse/model"
)

// CustomersIdP is the identity provider of the customers, the same one at each
// call.
func (l *World) CustomersIdP(t *testing.T) *IdP {
	t.Helper()
	if l.idp == nil {
		l.idp = NewIdP(t, l.Clock.Now)
	}
	return l.idp
}

// IdPMetadata is what the customers' identity provider publishes.
func (l *World) IdPMetadata(t *testing.T) string {
	t.Helper()
	return string(l.CustomersIdP(t).Metadata())
}

// Tester is an admin whose connection waits for its first test.
func (l *World) Tester(t *testing.T, name, domain string) *Admin {
	t.Helper()
	a := l.Invite(t, l.Customer(t, name), model.SetupLink, model.IntentSSO)
	a.AddDomain(domain)
	a.Open("provider")
	a.Send("provider", map[string]string{"type": "OktaSAML"})
	a.Open("metadata?how=file")
	a.Send("metadata", map[string]string{"xml": l.IdPMetadata(t)})
	a.OK()
	return a
}

// Drafted is an admin whose connection has no settings yet.
func (l *World) Drafted(t *testing.T) *Admin {
	t.Helper()
	a := l.Invite(t, l.Customer(t, "Globex"), model.PortalLink, model.IntentSSO)
	a.Open("provider")
	a.Send("provider", map[string]string{"type": "GenericSAML"})
	return a
}

// Configured makes a connection of an organization to the customers' identity
// provider, with one of its other certificates.
func (l *World) Configured(
	t *testing.T, o model.Organization, certificate func(theirs, other []byte) []byte,
) model.Connection {
	t.Helper()
	p := l.CustomersIdP(t)
	setup, err := model.ByHand(p.EntityID, p.SSOURL, model.Redirect, certificate(p.Cert, p.Stranger.Cert))
	if err != nil {
		t.Fatal(err)
	}
	c, _, err := l.Services.CreateConnection(t.Context(), model.NewConnection{Organization: o.ID, Type: "OktaSAML",
		IdP: &setup})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Works makes single sign-on work, as a sign-in by then would.
func (l *World) Works(t *testing.T, o model.ID) {
	t.Helper()
	c := l.Configured(t, model.Organization{ID: o}, func(theirs, _ []byte) []byte { return theirs })
	l.Rewrite(t, model.KindConnection, c.ID, "state", model.Active)
}

// CookieOf opens a link and gives the cookie of its session.
func (l *World) CookieOf(
	t *testing.T, o model.ID, kind model.LinkKind, intents ...model.Intent,
) (model.Link, *http.Cookie) {
	t.Helper()
	link, address, err := l.Services.CreateLink(t.Context(),
		model.LinkRequest{Kind: kind, Organization: o, Intents: intents})
	if err != nil {
		t.Fatal(err)
	}
	answer := Get(t, address)
	cookies := answer.Cookies()
	if answer.StatusCode != http.StatusSeeOther || len(cookies) != 1 {
		t.Fatalf("%d with %d cookies", answer.StatusCode, len(cookies))
	}
	return link, cookies[0]
}

// With asks for a page of the portal with a cookie; a form makes it a POST.
func (l *World) With(t *testing.T, c *http.Cookie, path string, form url.Values) *http.Response {
	t.Helper()
	method, content := http.MethodGet, ""
	if form != nil {
		method, content = http.MethodPost, form.Encode()
	}
	r, err := http.NewRequest(method, l.URL+"/admin-portal/"+path, strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/html")
	if form != nil {
		r.Header.Set("Content-Type", FormType)
	}
	if c != nil {
		r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
	}
	return Send(t, r)
}
