package web_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"gatehouse/fetch"
	"gatehouse/model"
	"gatehouse/visitor"
	"gatehouse/web/webtest"
)

// zone is the DNS: TXT records that a test sets.
type zone struct {
	mu  sync.Mutex
	txt map[string][]string
}

func (z *zone) set(name, value string) {
	z.mu.Lock()
	defer z.mu.Unlock()
	if z.txt == nil {
		z.txt = map[string][]string{}
	}
	z.txt[name] = append(z.txt[name], value)
}

func (z *zone) LookupTXT(_ context.Context, name string) ([]string, error) {
	z.mu.Lock()
	defer z.mu.Unlock()
	if values, ok := z.txt[name]; ok {
		return values, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
}

func (z *zone) LookupNS(context.Context, string) ([]*net.NS, error) {
	return []*net.NS{{Host: "ada.ns.cloudflare.com."}}, nil
}

// shelf holds documents by their URL.
type shelf struct {
	mu      sync.Mutex
	docs    map[string][]byte
	private bool // somebody asked for one on a private address
}

func (s *shelf) put(url string, doc []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.docs == nil {
		s.docs = map[string][]byte{}
	}
	s.docs[url] = doc
}

func (s *shelf) Get(ctx context.Context, url string, reach fetch.Reach) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.private = s.private || reach == fetch.Anywhere
	if doc, ok := s.docs[url]; ok {
		return doc, nil
	}
	if strings.HasPrefix(url, "http://10.") {
		return fetch.New(fetch.Options{}).Get(ctx, url, reach)
	}
	return nil, fmt.Errorf("%s answered %q instead of a document", url, "404 Not Found")
}

// admin is an IT admin at a browser without JavaScript.
type admin struct {
	t *testing.T
	l *listener
	*visitor.Browser
	org  model.Organization
	link model.Link
	page visitor.Page
}

// customer makes an organization without anything.
func (l *listener) customer(t *testing.T, name string) model.Organization {
	t.Helper()
	o, err := l.Desk.CreateOrganization(t.Context(), model.NewOrganization{Environment: l.Welcome.Environment.ID, Name: name})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// invite opens a new link of an organization.
func (l *listener) invite(t *testing.T, o model.Organization, kind model.LinkKind, intents ...model.Intent) *admin {
	t.Helper()
	link, address, err := l.Desk.CreateLink(t.Context(), model.LinkRequest{Kind: kind, Organization: o.ID, Intents: intents})
	if err != nil {
		t.Fatal(err)
	}
	a := &admin{t: t, l: l, Browser: l.Browser(t), org: o, link: link}
	a.open(address)
	a.ok()
	return a
}

// open follows a link of the page, or an address.
func (a *admin) open(path string) {
	a.t.Helper()
	if strings.HasPrefix(path, "/") {
		path = a.l.URL + path
	} else if !strings.HasPrefix(path, "http") {
		path = a.l.URL + "/admin-portal/" + path
	}
	var err error
	if a.page, err = a.Get(a.t.Context(), path); err != nil {
		a.t.Fatal(err)
	}
}

// send fills the form that posts to a path of the portal, and sends it.
func (a *admin) send(path string, values map[string]string) {
	a.t.Helper()
	f := a.form(path)
	for name, value := range values {
		if !f.Has(name) {
			f.Fields = append(f.Fields, visitor.Field{Name: name, Value: value}) // a button
			continue
		}
		if err := f.Set(name, value); err != nil {
			a.t.Fatal(err)
		}
	}
	var err error
	if a.page, err = a.Submit(a.t.Context(), f); err != nil {
		a.t.Fatal(err)
	}
}

func (a *admin) form(path string) visitor.Form {
	a.t.Helper()
	for _, f := range a.page.Forms {
		if f.Action.Path == "/admin-portal/"+path && f.Method == http.MethodPost {
			return f
		}
	}
	a.t.Fatalf("%s has no form for %s: %s", a.page.URL, path, a.page.Text)
	return visitor.Form{}
}

func (a *admin) ok() {
	a.t.Helper()
	if a.page.Status != http.StatusOK {
		a.t.Fatalf("%s: %d %s", a.page.URL, a.page.Status, a.page.Text)
	}
}

func (a *admin) sees(texts ...string) {
	a.t.Helper()
	for _, text := range texts {
		if !strings.Contains(a.page.Text, text) {
			a.t.Errorf("%s does not say %q: %s", a.page.URL, text, a.page.Text)
		}
	}
}

// at checks which page it is.
func (a *admin) at(path string) {
	a.t.Helper()
	a.ok()
	if got := strings.TrimPrefix(a.page.URL.Path, "/admin-portal/"); got != path {
		a.t.Fatalf("at %s, want %s: %s", got, path, a.page.Text)
	}
}

// connection is the one that the admin sets up.
func (a *admin) connection() model.Connection {
	a.t.Helper()
	all, err := a.l.Desk.Connections(a.t.Context(), model.ConnectionQuery{Organization: a.org.ID})
	if err != nil || len(all) != 1 {
		a.t.Fatalf("connections: %v %v", all, err)
	}
	return all[0]
}

// customersIdP is the identity provider of the customers, the same one at each
// call.
func (l *listener) customersIdP(t *testing.T) *webtest.IdP {
	t.Helper()
	if l.idp == nil {
		l.idp = webtest.NewIdP(t, l.clock.now)
	}
	return l.idp
}

// idpMetadata is what the customers' identity provider publishes.
func (l *listener) idpMetadata(t *testing.T) string {
	t.Helper()
	return string(l.customersIdP(t).Metadata())
}

// addDomain adds a domain and puts its record into the DNS.
func (a *admin) addDomain(name string) {
	a.t.Helper()
	a.open("domains")
	a.send("domains", map[string]string{"domain": name})
	a.ok()
	a.sees("Waiting for the record")
	o, err := a.l.Desk.Organization(a.t.Context(), a.org.ID)
	if err != nil {
		a.t.Fatal(err)
	}
	record := o.Domains[len(o.Domains)-1].Record()
	a.sees(record.Value, record.Host)
	a.l.dns.set(record.Name, record.Value)
	a.send(strings.TrimPrefix(a.page.URL.Path, "/admin-portal/")+"/check", nil)
	a.sees("is verified")
}

// signIn goes from the button through the customer's identity provider back to the
// portal.
func (a *admin) signIn(values map[string]string) {
	a.t.Helper()
	a.send("test", nil)
	fill, ok := a.page.FormWith("fault")
	if !ok {
		a.t.Fatalf("not at the identity provider: %s %s", a.page.URL, a.page.Text)
	}
	for name, value := range values {
		if err := fill.Set(name, value); err != nil {
			a.t.Fatal(err)
		}
	}
	answer, err := a.Submit(a.t.Context(), fill)
	if err != nil {
		a.t.Fatal(err)
	}
	form, ok := answer.FormWith("SAMLResponse")
	if !ok {
		a.t.Fatalf("no answer: %s", answer.Text)
	}
	if a.page, err = a.Submit(a.t.Context(), form); err != nil {
		a.t.Fatal(err)
	}
}

func (a *admin) steps() string {
	a.t.Helper()
	all, err := a.l.Desk.Steps(a.t.Context(), a.link.ID)
	if err != nil {
		a.t.Fatal(err)
	}
	var b strings.Builder
	for _, s := range all {
		fmt.Fprintf(&b, "%s %s %s\n", s.What, s.Page, s.Note)
	}
	return b.String()
}

// The whole way, without JavaScript: link, domain, provider, guide, metadata,
// attributes, a test that fails, one that works, done.
func TestPortalSetsUpSingleSignOn(t *testing.T) {
	l := listen(t)
	o := l.customer(t, "Globex")
	a := l.invite(t, o, model.SetupLink, model.IntentSSO)
	a.at("")
	if strings.Contains(a.page.URL.String(), "setup") {
		t.Error("the token is still in the address")
	}
	a.sees("Single Sign-On", "Globex")
	a.addDomain("globex.example")

	a.open("provider")
	a.send("provider", map[string]string{"type": "OktaSAML"})
	a.at("guide/1")
	c := a.connection()
	if c.Type != "OktaSAML" || c.State != model.Draft {
		t.Fatalf("%+v", c)
	}
	a.open("guide/2")
	a.sees("Single sign-on URL", l.Desk.ACSURL(c), "Audience URI", l.Desk.EntityID(c))

	a.open("metadata?how=file")
	a.send("metadata", map[string]string{"xml": "<html><body>Sign in</body></html>"})
	if a.page.Status != http.StatusUnprocessableEntity {
		t.Fatalf("HTML instead of metadata: %d", a.page.Status)
	}
	a.sees("This was not saved")
	if kept := a.form("metadata").Value("xml"); !strings.Contains(kept, "Sign in") {
		t.Errorf("the input is lost: %q", kept)
	}
	a.send("metadata", map[string]string{"xml": l.idpMetadata(t)})
	a.ok()
	if c = a.connection(); c.State != model.Validating {
		t.Fatalf("after the metadata: %s", c.State)
	}
	a.open("attributes")
	a.sees("after the first test")
	a.send("attributes", nil)
	a.at("test")

	a.signIn(map[string]string{"fault": "wrong-audience", "email": "ada@globex.example"})
	a.sees("The test sign-in failed", "Expected", "Received", l.Desk.EntityID(c), "Okta")
	a.signIn(map[string]string{"email": "ada@globex.example"})
	a.sees("The test sign-in works", "ada@globex.example")
	if c = a.connection(); c.State != model.Active {
		t.Fatalf("after the test: %s", c.State)
	}
	result := a.page
	a.open("attributes")
	a.sees("ada@globex.example", "Lovelace")
	a.page = result
	a.send("finish", nil)
	a.at("done")
	a.sees("All set")

	for _, step := range []string{"opened", "page Domains", "page Identity provider", "page Guide: Tell Okta", "error Metadata", "test Test began", "test Test result failed: ", "test Test result succeeded", "configured Single Sign-On"} {
		if !strings.Contains(a.steps(), step) {
			t.Errorf("the flight recorder lacks %q:\n%s", step, a.steps())
		}
	}
	history, err := l.Desk.History(t.Context(), c.ID)
	if err != nil || len(history) == 0 {
		t.Fatal(err)
	}
	for _, entry := range history {
		by := entry.Actor
		if by.Name != "IT admin" || by.Via != "setup link" || by.Kind != model.PortalVisitor || by.ID == "" {
			t.Errorf("%q by %+v", entry.Action, entry.Actor)
		}
	}
	a.open("")
	if a.page.Status != http.StatusGone {
		t.Errorf("a used link still opens: %d %s", a.page.Status, a.page.Text)
	}
	a.sees("complete")
}

// By hand, with success URLs.
func TestPortalByHandAndSuccessURL(t *testing.T) {
	l := listen(t)
	o := l.customer(t, "Initech")
	_, address, err := l.Desk.CreateLink(t.Context(), model.LinkRequest{
		Kind: model.PortalLink, Organization: o.ID, Intents: []model.Intent{model.IntentSSO}, SuccessURL: "https://app.example/done", ReturnURL: "https://app.example/settings",
	})
	if err != nil {
		t.Fatal(err)
	}
	a := &admin{t: t, l: l, Browser: l.Browser(t), org: o}
	a.open(address)
	a.at("domains")
	a.addDomain("initech.example")
	a.open("provider")
	a.send("provider", map[string]string{"type": "GenericSAML"})
	a.at("guide/1")
	idp := l.customersIdP(t)
	a.open("metadata?how=hand")
	a.send("metadata", map[string]string{"entity_id": idp.EntityID, "sso_url": "not a URL", "certificate": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"})
	a.sees("private key")
	a.send("metadata", map[string]string{"entity_id": idp.EntityID, "sso_url": idp.SSOURL, "certificate": b64(string(idp.Cert))})
	a.ok()
	a.open("test")
	a.signIn(map[string]string{"email": "ada@initech.example"})
	a.sees("works")
	f := a.form("finish")
	a.page, err = a.SubmitAndStay(t.Context(), f)
	if err != nil || a.page.Location == nil || a.page.Location.String() != "https://app.example/done" {
		t.Fatalf("finished to %v, %v", a.page.Location, err)
	}
	a.open("")
	a.at("connection")
	a.sees("Custom SAML", "Active", idp.SSOURL)
	a.open("events?sort=state")
	a.sees("ada@initech.example", "Success")
	s := l.sessions(t)[0]
	a.open("events/" + string(s.ID))
	a.sees("<saml2p:Response", "AuthnRequest", "checks passed")
	a.open("reset")
	a.send("reset", nil)
	if a.page.Status != http.StatusUnprocessableEntity {
		t.Errorf("reset without a confirmation: %d", a.page.Status)
	}
	a.send("reset", map[string]string{"sure": "yes"})
	a.at("provider")
	a.sees("The connection was reset")
	if c := a.connection(); c.State != model.Draft || c.SSOURL != "" {
		t.Errorf("after the reset: %+v", c)
	}
}

// follow opens a link of the page by its label.
func (a *admin) follow(label string) {
	a.t.Helper()
	for _, l := range a.page.Links {
		if strings.Contains(l.Text, label) {
			a.open(l.URL.String())
			return
		}
	}
	a.t.Fatalf("%s has no link %q: %s", a.page.URL, label, a.page.Text)
}
