package webtest

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/testclient"
)

// Admin is an IT admin at a browser without JavaScript.
type Admin struct {
	T     *testing.T
	World *World
	*testclient.Browser
	Org  model.Organization
	Link model.Link
	Page testclient.Page // where they are
}

// Customer makes an organization without anything.
func (l *World) Customer(t *testing.T, name string) model.Organization {
	t.Helper()
	o, err := l.Services.CreateOrganization(t.Context(), model.NewOrganization{Environment: l.Welcome.Environment.ID,
		Name: name})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// Invite opens a new link of an organization.
func (l *World) Invite(t *testing.T, o model.Organization, kind model.LinkKind, intents ...model.Intent) *Admin {
	t.Helper()
	link, address, err := l.Services.CreateLink(t.Context(), model.LinkRequest{Kind: kind, Organization: o.ID,
		Intents: intents})
	if err != nil {
		t.Fatal(err)
	}
	a := &Admin{T: t, World: l, Browser: l.Browser(t), Org: o, Link: link}
	a.Open(address)
	a.OK()
	return a
}

// Open follows a link of the page, or an address.
func (a *Admin) Open(path string) {
	a.T.Helper()
	if strings.HasPrefix(path, "/") {
		path = a.World.URL + path
	} else if !strings.HasPrefix(path, "http") {
		path = a.World.URL + "/admin-portal/" + path
	}
	var err error
	if a.Page, err = a.Get(a.T.Context(), path); err != nil {
		a.T.Fatal(err)
	}
}

// Send fills the form that posts to a path of the portal, and sends it.
func (a *Admin) Send(path string, values map[string]string) {
	a.T.Helper()
	a.Upload(path, values, nil)
}

// Upload is Send with a file.
func (a *Admin) Upload(path string, values map[string]string, file *testclient.File) {
	a.T.Helper()
	f := a.Form(path)
	f.File = file
	for name, value := range values {
		if !f.Has(name) {
			f.Fields = append(f.Fields, testclient.Field{Name: name, Value: value}) // a button
			continue
		}
		if err := f.Set(name, value); err != nil {
			a.T.Fatal(err)
		}
	}
	var err error
	if a.Page, err = a.Submit(a.T.Context(), f); err != nil {
		a.T.Fatal(err)
	}
}

func (a *Admin) Form(path string) testclient.Form {
	a.T.Helper()
	for _, f := range a.Page.Forms {
		if f.Action.Path == "/admin-portal/"+path && f.Method == http.MethodPost {
			return f
		}
	}
	a.T.Fatalf("%s has no form for %s: %s", a.Page.URL, path, a.Page.Text)
	return testclient.Form{}
}

func (a *Admin) OK() {
	a.T.Helper()
	if a.Page.Status != http.StatusOK {
		a.T.Fatalf("%s: %d %s", a.Page.URL, a.Page.Status, a.Page.Text)
	}
}

func (a *Admin) Sees(texts ...string) {
	a.T.Helper()
	for _, text := range texts {
		if !strings.Contains(a.Page.Text, text) {
			a.T.Errorf("%s does not say %q: %s", a.Page.URL, text, a.Page.Text)
		}
	}
}

// At checks which page it is.
func (a *Admin) At(path string) {
	a.T.Helper()
	a.OK()
	if got := strings.TrimPrefix(a.Page.URL.Path, "/admin-portal/"); got != path {
		a.T.Fatalf("at %s, want %s: %s", got, path, a.Page.Text)
	}
}

// Follow opens a link of the page by its label.
func (a *Admin) Follow(label string) {
	a.T.Helper()
	for _, l := range a.Page.Links {
		if strings.Contains(l.Text, label) {
			a.Open(l.URL.String())
			return
		}
	}
	a.T.Fatalf("%s has no link %q: %s", a.Page.URL, label, a.Page.Text)
}

// Connection is the one that the admin sets up.
func (a *Admin) Connection() model.Connection {
	a.T.Helper()
	all, err := a.World.Services.Connections(a.T.Context(), model.ConnectionQuery{Organization: a.Org.ID})
	if err != nil || len(all) != 1 {
		a.T.Fatalf("connections: %v %v", all, err)
	}
	return all[0]
}

// AddDomain adds a domain and puts its record into the DNS.
func (a *Admin) AddDomain(name string) {
	a.T.Helper()
	a.Open("domains")
	a.Send("domains", map[string]string{"domain": name})
	a.OK()
	a.Sees("Waiting for the record")
	o, err := a.World.Services.Organization(a.T.Context(), a.Org.ID)
	if err != nil {
		a.T.Fatal(err)
	}
	record := o.Domains[len(o.Domains)-1].Record()
	a.Sees(record.Value, record.Host)
	a.World.DNS.Set(record.Name, record.Value)
	a.Send(strings.TrimPrefix(a.Page.URL.Path, "/admin-portal/")+"/check", nil)
	a.Sees("is verified")
}

// SignIn goes from the button through the customer's identity provider back to the
// portal.
func (a *Admin) SignIn(values map[string]string) {
	a.T.Helper()
	a.Send("test", nil)
	fill, ok := a.Page.FormWith("fault")
	if !ok {
		a.T.Fatalf("not at the identity provider: %s %s", a.Page.URL, a.Page.Text)
	}
	for name, value := range values {
		if err := fill.Set(name, value); err != nil {
			a.T.Fatal(err)
		}
	}
	answer, err := a.Submit(a.T.Context(), fill)
	if err != nil {
		a.T.Fatal(err)
	}
	form, ok := answer.FormWith("SAMLResponse")
	if !ok {
		a.T.Fatalf("no answer: %s", answer.Text)
	}
	if a.Page, err = a.Submit(a.T.Context(), form); err != nil {
		a.T.Fatal(err)
	}
}

func (a *Admin) Steps() string {
	a.T.Helper()
	all, err := a.World.Services.Steps(a.T.Context(), a.Link.ID)
	if err != nil {
		a.T.Fatal(err)
	}
	var b strings.Builder
	for _, s := range all {
		fmt.Fprintf(&b, "%s %s %s\n", s.What, s.Page, s.Note)
	}
	return b.String()
}

func (a *Admin) Domains() []model.Domain {
	a.T.Helper()
	o, err := a.World.Services.Organization(a.T.Context(), a.Org.ID)
	if err != nil {
		a.T.Fatal(err)
	}
	return o.Domains
}
