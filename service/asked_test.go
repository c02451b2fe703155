package service_test

import (
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/idp"
	"gatehouse/saml/protocol"
)

// forced plays a login that began with a prompt, and that the test identity
// provider answers with a fault; wait passes between request and response.
func (h *installation) forced(t *testing.T, c model.Connection, prompt, fault string) model.Received {
	t.Helper()
	env := h.welcome.Environment
	begun, err := h.BeginLogin(t.Context(), model.Authorize{
		ClientID: env.ClientID, RedirectURI: env.DefaultRedirect, ResponseType: "code", Connection: string(c.ID),
		Prompt: prompt,
	})
	if err != nil {
		t.Fatal(err)
	}
	p, err := h.TestIdP(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	request, err := h.TestIdPRequest(t.Context(), c, begun.Session.ID, string(begun.Session.ID))
	if err != nil {
		t.Fatal(err)
	}
	form, err := p.Respond(request,
		idp.Options{Now: h.clock.Now(), User: idp.DefaultUser(model.DemoDomain), Fault: fault})
	if err != nil {
		t.Fatal(err)
	}
	body := form.Body()
	received, err := h.Receive(t.Context(), model.Delivery{Key: c.Key, Post: saml.Post{
		Method: "POST", ContentType: "application/x-www-form-urlencoded", Body: body, Size: int64(len(body)),
	}})
	if err != nil {
		t.Fatal(err)
	}
	return received
}

// TestForceAuthn is P13: whoever asked to sign in anew, the app by prompt=login
// or the connection each time, an older sign-in does not answer it, even if the
// connection's setting has changed since.
func TestForceAuthn(t *testing.T) {
	h := openInstallation(t)
	c := h.welcome.Connection
	for _, tt := range []struct {
		name, prompt, fault string
		always              bool
		cause               saml.Cause
	}{
		{"nobody asked", "", "old-session", false, ""},
		{"another prompt", "consent", "old-session", false, ""},
		{"the app asked", "login", "old-session", false, saml.NotReauthenticated},
		{"the app asked, and got it", "login", "none", false, ""},
		{"the app asked, and the time is not told", "login", "no-authn-statement", false, saml.NotReauthenticated},
		{"the connection asks each time", "", "stale-authn", true, saml.NotReauthenticated},
		{"the connection asks each time, and got it", "", "none", true, ""},
	} {
		always := tt.always
		c, _, err := h.UpdateConnection(t.Context(), c.ID, model.ConnectionPatch{ForceAuthn: &always})
		if err != nil {
			t.Fatal(err)
		}
		got := h.forced(t, c, tt.prompt, tt.fault)
		if got.Session.Cause != tt.cause || got.Verdict.Accepted != (tt.cause == "") {
			t.Errorf("%s: %s, want %q", tt.name, got.Session.Cause, tt.cause)
		}
		h.clock.add(time.Minute)
	}
}

// TestAskedIsChecked: what no identity provider could understand is refused,
// and what means nothing is left out.
func TestAskedIsChecked(t *testing.T) {
	h := openInstallation(t)
	c := h.connection(t, h.org(t, "Foo", ""), "OktaSAML")
	text := func(s string) *string { return &s }
	for name, p := range map[string]model.ConnectionPatch{
		"a word for a format":    {NameIDFormat: text("emailish")},
		"a format with a blank":  {NameIDFormat: text("urn:x y")},
		"a class that is no URI": {AuthnContexts: &[]string{"password"}},
		"a class twice":          {AuthnContexts: &[]string{"urn:x", "urn:x"}},
		"eleven classes": {AuthnContexts: &[]string{"urn:a", "urn:b", "urn:c", "urn:d", "urn:e", "urn:f",
			"urn:g", "urn:h", "urn:i", "urn:j", "urn:k"}},
		"a comparison of its own":  {AuthnContexts: &[]string{"urn:x"}, Comparison: new(protocol.Comparison("about"))},
		"groups from the NameID":   {Mapping: &saml.Mapping{Groups: []string{"NameID"}}},
		"an expression":            {Mapping: &saml.Mapping{Email: []string{"${user.mail}"}}},
		"blanks around a name":     {Mapping: &saml.Mapping{Email: []string{" mail"}}},
		"a name twice":             {Mapping: &saml.Mapping{LastName: []string{"sn", "sn"}}},
		"an expression in a field": {Mapping: &saml.Mapping{FirstName: []string{"{{ user.given }}"}}},
	} {
		if _, _, err := h.UpdateConnection(t.Context(), c.ID, p); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	c, _, err := h.UpdateConnection(t.Context(), c.ID, model.ConnectionPatch{
		NameIDFormat: text(model.NameIDFormat("Email")), AuthnContexts: &[]string{}, Comparison: new(protocol.Minimum),
		Mapping: &saml.Mapping{Email: []string{"mail", saml.NameIDSource}, ID: []string{saml.NameIDSource}},
	})
	if err != nil || c.Comparison != "" || model.NameIDFormatWord(c.NameIDFormat) != "email" {
		t.Errorf("%+v, %v", c.Asked, err)
	}
}
