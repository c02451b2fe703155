package connection

import (
	"regexp"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/tui/internal/canned"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// The page of a connection by OpenID Connect fits 80 columns, has what travels between
// the two sides, never the secret, and nothing that is SAML's alone.
func TestOpenIDConnectionPage(t *testing.T) {
	w := &screen.World{Style: widget.NewStyle(widget.Mono, nil, 0, false), Now: canned.Now}
	c := model.Connection{
		ID: "conn_1", Type: "OktaOIDC", Name: "Acme", State: model.Draft, Policy: saml.DefaultPolicy(),
		Created: canned.Now, OIDC: model.OIDC{Issuer: "https://acme.okta.example", ClientID: "client-1",
			Secret: []byte("sealed secret")},
	}
	a := connectionAbout{connection: c, acsURL: "https://sso.example/sso/oidc/callback", entityID: "client-1"}
	text := strings.Join(connectionLines(w, a, 0, 78), "\n")
	for _, words := range []string{
		"Okta (OIDC)", "https://sso.example/sso/oidc/callback", "https://acme.okta.example", "client-1",
		"stored, and shown to nobody", "openid email profile", "until its provider is set (e)",
	} {
		if !strings.Contains(text, words) {
			t.Errorf("it lacks %q:\n%s", words, text)
		}
	}
	if found := regexp.MustCompile(`SAML|ACS|[Mm]etadata|sealed secret`).FindString(text); found != "" {
		t.Errorf("it speaks of %s:\n%s", found, text)
	}
	for line := range strings.Lines(text) {
		if n := widget.Width(strings.TrimRight(line, "\n")); n > 80 {
			t.Errorf("a line of %d cells: %q", n, line)
		}
	}
}

// Choosing a type by OpenID Connect asks for a provider, and not for SAML's settings.
func TestOpenIDFields(t *testing.T) {
	of := func(kind string) func(string) string {
		return func(name string) string { return map[string]string{"type": choiceOf(kind)}[name] }
	}
	for kind, want := range map[string]bool{"OktaOIDC": true, "GenericOIDC": true, "OktaSAML": false,
		model.TestIdPType: false} {
		if openID(of(kind)) != want {
			t.Errorf("%s: %v", kind, !want)
		}
	}
	for _, label := range samlTypes() {
		if model.IsOIDC(typeOf(label)) {
			t.Errorf("%s is offered to a connection by SAML", label)
		}
	}
	if n := len(openIDChoices()); n != 4 {
		t.Errorf("%d types by OpenID Connect", n)
	}
}
