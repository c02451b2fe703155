package web_test

import (
	"strings"
	"testing"

	"gatehouse/model"
)

// tester is an admin whose connection waits for its first test.
func (l *listener) tester(t *testing.T, name, domain string) *admin {
	t.Helper()
	a := l.invite(t, l.customer(t, name), model.SetupLink, model.IntentSSO)
	a.addDomain(domain)
	a.open("provider")
	a.send("provider", map[string]string{"type": "OktaSAML"})
	a.open("metadata?how=file")
	a.send("metadata", map[string]string{"xml": l.idpMetadata(t)})
	a.ok()
	return a
}

// The answer to a test that fails verification is the test's result: on its page,
// in the events as one row, and with its request. The session that waits for the
// answer stays as it is.
func TestPortalShowsATestThatFailsVerification(t *testing.T) {
	for fault, title := range map[string]string{
		"unsigned": "Response is not signed", "changed-after-signing": "Changed after signing", "other-key": "Identity provider changed its certificate",
	} {
		t.Run(fault, func(t *testing.T) {
			l := listen(t)
			a := l.tester(t, "Globex", "globex.example")
			a.open("test")
			a.signIn(map[string]string{"fault": fault, "email": "ada@globex.example"})
			a.sees("The test sign-in failed", title)

			all := l.sessions(t)
			failed, waiting := all[0], all[1]
			if failed.State != model.Failed || failed.Origin != model.FromAdminPortal || failed.Claims != waiting.ID || waiting.State != model.Started || waiting.Receipts != 0 {
				t.Fatalf("failed %+v, waiting %+v", failed, waiting)
			}
			a.open("test/" + string(waiting.ID))
			a.sees("The test sign-in failed", title)
			a.open("test")
			a.sees("✗ Failed")
			a.open("events")
			if n := strings.Count(a.page.Text, "Test sign-in"); n != 1 || strings.Contains(a.page.Text, "In progress") {
				t.Errorf("%d rows: %s", n, a.page.Text)
			}
			a.open("events/" + string(failed.ID))
			a.sees("samlp:AuthnRequest", string(waiting.ID))

			// The answer that is verified counts for the session that waited.
			a.open("test")
			a.signIn(map[string]string{"email": "ada@globex.example"})
			a.sees("The test sign-in works")
			a.open("test/" + string(waiting.ID))
			a.sees("The test sign-in failed")
		})
	}
}

// The page of a failed test has a button for whoever can act: there, and not by
// mail. What it leads to is where the cause can be mended.
func TestPortalFailureHasAButton(t *testing.T) {
	l := listen(t)
	a := l.tester(t, "Globex", "globex.example")
	for _, test := range []struct {
		fault, email  string
		button, leads string // "" for none: another test is all that helps
		says          string
	}{
		{"wrong-audience", "ada@globex.example", "Open step 2 of the guide", "guide/2", "Audience URI"},
		{"wrong-issuer", "ada@globex.example", "Replace the metadata", "metadata", "another identity provider"},
		{"unsigned", "ada@globex.example", "Open step 2 of the guide", "guide/2", "Assertion Signature"},
		{"no-email", "ada@globex.example", "Open step 3 of the guide", "guide/3", "email"},
		{"error-response", "ada@globex.example", "Open step 4 of the guide", "guide/4", "refused the sign-in"},
		{"none", "ada@elsewhere.test", "Verify elsewhere.test", "domains", "not among your verified domains"},
		{"none", "ada@gmail.com", "", "", "anybody can get one"},
		{"expired-2h", "ada@globex.example", "", "", "no longer valid"},
		{"doctype", "ada@globex.example", "All details", "events/", "does not write by itself"},
	} {
		t.Run(test.fault+" "+test.email, func(t *testing.T) {
			a.t = t
			a.open("test")
			a.signIn(map[string]string{"fault": test.fault, "email": test.email})
			a.sees("The test sign-in failed", test.says, "Test again")
			for _, mail := range []string{"send us", "let us know", "tell us"} {
				if strings.Contains(a.page.Text, mail) {
					t.Errorf("it says %q: %s", mail, a.page.Text)
				}
			}
			if test.button == "" {
				return
			}
			a.follow(test.button)
			if got := strings.TrimPrefix(a.page.URL.Path, "/admin-portal/"); !strings.HasPrefix(got, test.leads) {
				t.Errorf("%s leads to %s, want %s", test.button, got, test.leads)
			}
		})
	}
	a.t = t
	a.open("domains?domain=elsewhere.test")
	if got := a.form("domains").Value("domain"); got != "elsewhere.test" {
		t.Errorf("the form holds %q", got)
	}
}

// The certificate that a message shows can be used once it was compared.
func TestPortalUsesTheCertificateOfAMessage(t *testing.T) {
	l := listen(t)
	a := l.tester(t, "Globex", "globex.example")
	a.open("test")
	a.signIn(map[string]string{"fault": "other-key", "email": "ada@globex.example"})
	a.follow("Use this certificate")
	a.ok()
	a.sees("compare it with Okta first", "SHA-256 fingerprint")
	path := strings.TrimPrefix(a.page.URL.Path, "/admin-portal/")
	a.send(path, nil)
	if a.page.Status != 422 || len(a.connection().Certificates) != 1 {
		t.Fatalf("without a comparison: %d", a.page.Status)
	}
	a.send(path, map[string]string{"sure": "yes"})
	a.at("certificates")
	if n := len(a.connection().Certificates); n != 2 {
		t.Fatalf("%d certificates", n)
	}
	a.open("test")
	a.signIn(map[string]string{"fault": "other-key", "email": "ada@globex.example"})
	a.sees("The test sign-in works")

	b := l.tester(t, "Initech", "initech.example") // whose admin has another's session
	b.open(path)
	if b.page.Status != 404 {
		t.Errorf("the session of another organization: %d", b.page.Status)
	}
}

// A mapping is tried on the last messages before it is saved; one that locks
// people out is saved only if that is wanted.
func TestPortalTriesAMapping(t *testing.T) {
	l := listen(t)
	a := l.tester(t, "Globex", "globex.example")
	a.open("test")
	a.signIn(map[string]string{"email": "ada@globex.example"})
	a.sees("The test sign-in works")
	before := a.connection().Mapping

	for _, wrong := range []map[string]string{{"email": "firstName"}, {"email": "mail-address"}} {
		a.open("attributes")
		a.send("attributes", wrong)
		if a.page.Status != 422 || len(a.connection().Mapping.Email) != len(before.Email) {
			t.Fatalf("%v: %d, %+v", wrong, a.page.Status, a.connection().Mapping)
		}
		a.sees("people could no longer sign in", "ada@globex.example", "Nothing was saved")
		if got := a.form("attributes").Value("email"); got != wrong["email"] {
			t.Errorf("what was entered is lost: %q", got)
		}
	}
	a.send("attributes", map[string]string{"first_name": "lastName", "email": ""})
	a.at("test") // another first name locks nobody out
	a.open("attributes")
	a.send("attributes", map[string]string{"email": "mail-address"})
	a.send("attributes", map[string]string{"sure": "yes"})
	a.at("test")
	if got := a.connection().Mapping.Email; len(got) != 1 || got[0] != "mail-address" {
		t.Errorf("confirmed: %v", got)
	}

	// Good advice has a button, and goes once it is taken.
	a.open("attributes")
	a.sees("this would fit better")
	a.send("attributes", map[string]string{"use": "recommended"})
	a.at("test")
	a.open("attributes")
	if strings.Contains(a.page.Text, "this would fit better") {
		t.Errorf("advice that was taken is given again: %s", a.page.Text)
	}
	a.open("test")
	a.signIn(map[string]string{"email": "ada@globex.example"})
	a.sees("The test sign-in works")
}
