package e2e

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"gatehouse/testclient"
)

// GATEHOUSE_ALLOW_PRIVATE says whether an IT admin's metadata URL may lead to an
// address inside; without it nothing is even asked there.
func TestVariableOfPrivateAddresses(t *testing.T) {
	t.Parallel()
	okta, err := os.ReadFile("../saml/protocol/testdata/metadata/okta.xml")
	if err != nil {
		t.Fatal(err)
	}
	for variable, allowed := range map[string]bool{"GATEHOUSE_ALLOW_PRIVATE=on": true,
		"GATEHOUSE_ALLOW_PRIVATE=off": false, "GATEHOUSE_ALLOW_PRIVATE=": false} {
		t.Run(variable, func(t *testing.T) {
			var asked atomic.Int32
			inside := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				asked.Add(1)
				w.Write(okta)
			}))
			defer inside.Close()
			data := t.TempDir()
			base := served(t, data, variable)
			command(t, data, "org", "create", "Foo Corp", "--domain", "foo.example")
			browser := adminBrowser(t, base,
				strings.Fields(command(t, data, "link", "create", "--org", "Foo Corp", "--copy", "no"))[0])
			browser.send("provider", "type", "OktaSAML")
			page := browser.send("metadata?how=url", "url", inside.URL+"/metadata")

			shown := command(t, data, "connection", "show", "Foo Corp")
			if kept := strings.Contains(shown, inside.URL+"/metadata"); kept != allowed {
				t.Errorf("the URL was kept: %v, want %v\n%s\n%s", kept, allowed, page.Text, shown)
			}
			if said := strings.Contains(page.Text,
				"leads into a private network, from which nothing is fetched"); said == allowed {
				t.Errorf("it is said to be private: %v\n%s", said, page.Text)
			}
			if got := asked.Load() > 0; got != allowed {
				t.Errorf("asked inside: %v, want %v", got, allowed)
			}
		})
	}
	refused(t, 2, "use on or off", []string{"GATEHOUSE_ALLOW_PRIVATE=yes"}, "--data", t.TempDir(), "serve",
		"--listen", "127.0.0.1:0")
}

// admin is an IT admin in the Admin Portal.
type admin struct {
	*testclient.Browser
	t    *testing.T
	base string
}

// adminBrowser opens a setup link.
func adminBrowser(t *testing.T, base, link string) *admin {
	t.Helper()
	at, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	browser, err := testclient.NewBrowser(at, at.Host)
	if err != nil {
		t.Fatal(err)
	}
	a := &admin{browser, t, base}
	if page, err := a.Get(t.Context(), link); err != nil || page.Status != http.StatusOK {
		t.Fatalf("%s: %d, %v", link, page.Status, err)
	}
	return a
}

// send fills one field of a page's form, and sends it.
func (a *admin) send(path, field, value string) testclient.Page {
	a.t.Helper()
	page, err := a.Get(a.t.Context(), a.base+"/admin-portal/"+path)
	if err != nil {
		a.t.Fatal(err)
	}
	for _, form := range page.Forms {
		if form.Method != http.MethodPost || form.Action.Path != "/admin-portal/"+strings.Split(path, "?")[0] {
			continue
		}
		if form.Set(field, value) != nil {
			form.Fields = append(form.Fields, testclient.Field{Name: field, Value: value}) // a button
		}
		if page, err = a.Submit(a.t.Context(), form); err != nil {
			a.t.Fatal(err)
		}
		return page
	}
	a.t.Fatalf("%s has no form: %s", path, page.Text)
	return page
}
