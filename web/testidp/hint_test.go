package testidp_test

import (
	"net/url"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/testclient"
	"gatehouse/web/webtest"
)

// hinted begins a sign-in of the app with a login hint, and gives the page that it leads to.
func hinted(t *testing.T, l *webtest.World, hint string) (*testclient.Browser, testclient.Page) {
	t.Helper()
	base, err := url.Parse(l.URL)
	if err != nil {
		t.Fatal(err)
	}
	b, err := testclient.NewBrowser(base, base.Host)
	if err != nil {
		t.Fatal(err)
	}
	page, err := b.Get(t.Context(), l.AuthorizeURL(url.Values{"login_hint": {hint}}))
	if err != nil {
		t.Fatal(err)
	}
	return b, page
}

// A login hint that names a fault is answered with it at once.
func TestLoginHintAsksForAFault(t *testing.T) {
	for hint, test := range map[string]struct {
		state model.State
		cause saml.Cause
	}{
		"fault+wrong-audience@acme.test": {model.Failed, saml.Audience},
		"fault+no-email@acme.test":       {model.Failed, saml.MissingAttributes},
		"fault+none@acme.test":           {model.Authorized, ""},
		"fault+none":                     {model.Authorized, ""},
	} {
		t.Run(hint, func(t *testing.T) {
			l := webtest.Open(t)
			b, page := hinted(t, l, hint)
			form, ok := page.FormWith("SAMLResponse")
			if !ok {
				t.Fatalf("it leads to %q: %s", page.Title, page.Text)
			}
			page, err := b.SubmitAndStay(t.Context(), form)
			if err != nil {
				t.Fatal(err)
			}
			if s := l.Session(t, page.Session); s.State != test.state || s.Cause != test.cause {
				t.Errorf("the session is %s %s", s.State, s.Cause)
			}
		})
	}
}

// Any other login hint is whom the page offers, if it is an address.
func TestLoginHintIsWhoSignsIn(t *testing.T) {
	for hint, email := range map[string]string{
		"grace@acme.example":         "grace@acme.example",
		"faulty@acme.example":        "faulty@acme.example",
		"no address":                 "ada.lovelace@acme.example",
		"<script>@acme.example\x00x": "ada.lovelace@acme.example",
	} {
		_, page := hinted(t, webtest.Open(t), hint)
		form, ok := page.FormWith("fault")
		if !ok || form.Value("email") != email {
			t.Errorf("%q: the page %q offers %q", hint, page.Title, form.Value("email"))
		}
	}
}

// A fault that there is not, or that this connection cannot show, is said.
func TestLoginHintThatCannotBe(t *testing.T) {
	for hint, says := range map[string]string{
		"fault+nonsense@acme.test":            "gatehouse test-idp list",
		"fault+idp-initiated@acme.test":       "cannot show the fault idp-initiated",
		"fault+certificate-expired@acme.test": "gatehouse test-idp --fault certificate-expired",
	} {
		_, page := hinted(t, webtest.Open(t), hint)
		if text := page.Title + " " + page.Text; !strings.Contains(text, says) {
			t.Errorf("%s: %s", hint, text)
		}
	}
}
