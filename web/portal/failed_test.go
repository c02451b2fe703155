package portal_test

import (
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/web/webtest"
)

// The answer to a test that fails verification is the test's result: on its page,
// in the events as one row, and with its request. The session that waits for the
// answer stays as it is.
func TestPortalShowsATestThatFailsVerification(t *testing.T) {
	for fault, title := range map[string]string{
		"unsigned": "Response is not signed", "changed-after-signing": "Changed after signing",
		"other-key": "Identity provider changed its certificate",
	} {
		t.Run(fault, func(t *testing.T) {
			l := webtest.Open(t)
			a := l.Tester(t, "Globex", "globex.example")
			a.Open("test")
			a.SignIn(map[string]string{"fault": fault, "email": "ada@globex.example"})
			a.Sees("The test sign-in failed", title)

			all := l.Sessions(t)
			failed, waiting := all[0], all[1]
			if failed.State != model.Failed || failed.Origin != model.FromAdminPortal || failed.Claims != waiting.ID ||
				waiting.State != model.Started || waiting.Receipts != 0 {
				t.Fatalf("failed %+v, waiting %+v", failed, waiting)
			}
			a.Open("test/" + string(waiting.ID))
			a.Sees("The test sign-in failed", title)
			a.Open("test")
			a.Sees("✗ Failed")
			a.Open("events")
			if n := strings.Count(a.Page.Text, "Test sign-in"); n != 1 || strings.Contains(a.Page.Text, "In progress") {
				t.Errorf("%d rows: %s", n, a.Page.Text)
			}
			a.Open("events/" + string(failed.ID))
			a.Sees("samlp:AuthnRequest", string(waiting.ID))

			// The answer that is verified counts for the session that waited.
			a.Open("test")
			a.SignIn(map[string]string{"email": "ada@globex.example"})
			a.Sees("The test sign-in works")
			a.Open("test/" + string(waiting.ID))
			a.Sees("The test sign-in failed")
		})
	}
}

// The page of a failed test has a button for whoever can act: there, and not by
// mail. What it leads to is where the cause can be mended.
func TestPortalFailureHasAButton(t *testing.T) {
	l := webtest.Open(t)
	a := l.Tester(t, "Globex", "globex.example")
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
		{"expired-2h", "ada@globex.example", "", "", "The clocks differ"},
		{"doctype", "ada@globex.example", "All details", "events/", "does not write by itself"},
	} {
		t.Run(test.fault+" "+test.email, func(t *testing.T) {
			a.T = t
			a.Open("test")
			a.SignIn(map[string]string{"fault": test.fault, "email": test.email})
			a.Sees("The test sign-in failed", test.says, "Test again")
			for _, mail := range []string{"send us", "let us know", "tell us"} {
				if strings.Contains(a.Page.Text, mail) {
					t.Errorf("it says %q: %s", mail, a.Page.Text)
				}
			}
			if test.button == "" {
				return
			}
			a.Follow(test.button)
			if got := strings.TrimPrefix(a.Page.URL.Path, "/admin-portal/"); !strings.HasPrefix(got, test.leads) {
				t.Errorf("%s leads to %s, want %s", test.button, got, test.leads)
			}
		})
	}
	a.T = t
	a.Open("domains?domain=elsewhere.test")
	if got := a.Form("domains").Value("domain"); got != "elsewhere.test" {
		t.Errorf("the form holds %q", got)
	}
}

// The certificate that a message shows can be used once it was compared.
func TestPortalUsesTheCertificateOfAMessage(t *testing.T) {
	l := webtest.Open(t)
	a := l.Tester(t, "Globex", "globex.example")
	a.Open("test")
	a.SignIn(map[string]string{"fault": "other-key", "email": "ada@globex.example"})
	a.Follow("Use this certificate")
	a.OK()
	a.Sees("compare it with Okta first", "SHA-256 fingerprint")
	path := strings.TrimPrefix(a.Page.URL.Path, "/admin-portal/")
	a.Send(path, nil)
	if a.Page.Status != 422 || len(a.Connection().Certificates) != 1 {
		t.Fatalf("without a comparison: %d", a.Page.Status)
	}
	a.Send(path, map[string]string{"sure": "yes"})
	a.At("certificates")
	if n := len(a.Connection().Certificates); n != 2 {
		t.Fatalf("%d certificates", n)
	}
	a.Open("test")
	a.SignIn(map[string]string{"fault": "other-key", "email": "ada@globex.example"})
	a.Sees("The test sign-in works")

	b := l.Tester(t, "Initech", "initech.example") // whose admin has another's session
	b.Open(path)
	if b.Page.Status != 404 {
		t.Errorf("the session of another organization: %d", b.Page.Status)
	}
}

// A mapping is tried on the last messages before it is saved; one that locks
// people out is saved only if that is wanted.
func TestPortalTriesAMapping(t *testing.T) {
	l := webtest.Open(t)
	a := l.Tester(t, "Globex", "globex.example")
	a.Open("test")
	a.SignIn(map[string]string{"email": "ada@globex.example"})
	a.Sees("The test sign-in works")
	before := a.Connection().Mapping

	for _, wrong := range []map[string]string{{"email": "firstName"}, {"email": "mail-address"}} {
		a.Open("attributes")
		a.Send("attributes", wrong)
		if a.Page.Status != 422 || len(a.Connection().Mapping.Email) != len(before.Email) {
			t.Fatalf("%v: %d, %+v", wrong, a.Page.Status, a.Connection().Mapping)
		}
		a.Sees("people could no longer sign in", "ada@globex.example", "Nothing was saved")
		if got := a.Form("attributes").Value("email"); got != wrong["email"] {
			t.Errorf("what was entered is lost: %q", got)
		}
	}
	a.Send("attributes", map[string]string{"first_name": "lastName", "email": ""})
	a.At("test") // another first name locks nobody out
	a.Open("attributes")
	a.Send("attributes", map[string]string{"email": "mail-address"})
	a.Send("attributes", map[string]string{"sure": "yes"})
	a.At("test")
	if got := a.Connection().Mapping.Email; len(got) != 1 || got[0] != "mail-address" {
		t.Errorf("confirmed: %v", got)
	}

	// Good advice has a button, and goes once it is taken.
	a.Open("attributes")
	a.Sees("this would fit better")
	a.Send("attributes", map[string]string{"use": "recommended"})
	a.At("test")
	a.Open("attributes")
	if strings.Contains(a.Page.Text, "this would fit better") {
		t.Errorf("advice that was taken is given again: %s", a.Page.Text)
	}
	a.Open("test")
	a.SignIn(map[string]string{"email": "ada@globex.example"})
	a.Sees("The test sign-in works")
}
