package saml_test

import (
	"crypto/rsa"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/internal/testkeys"
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
	"gatehouse/saml/idp"
)

// told are the faults that are told more closely than their cause alone: by
// their title, and by words that have to be there.
var told = map[string]struct{ title, engineer string }{
	"audience-suffix":        {"", "differs in the end of the path (.another-app.example added)"},
	"expired-2h":             {"The sender's clock is slow", "2 hours and 5 minutes ago"},
	"expired-3m":             {"The sender's clock is slow", "8 minutes ago"},
	"not-yet-valid-2h":       {"The sender's clock is fast", "2 hours in the future"},
	"clock-fast-3m":          {"The sender's clock is fast", "3 minutes and 30 seconds in the future"},
	"trailing-slash":         {"", "differs in a trailing slash (added)"},
	"unknown-in-response-to": {"", "we sent no such request"},
	"missing-in-response-to": {"Does not say what it answers", "as its RelayState shows"},
	"other-key": {
		"Identity provider changed its certificate", "the signature verifies with the one in the message",
	},
	"certificate-expired":    {"", "(expired)"},
	"broken-signature-value": {"Signature value is damaged", "the very certificate that is configured here"},
	"rsa-sha1":               {"Signed with SHA-1", "rsa-sha1"},
	"idp-status":             {"", "Responder / AuthnFailed"},
	"error-response":         {"", "Responder / RequestDenied"},
	"no-email":               {"", "lacks what the profile needs: email (looked for as email, mail"},
	"domain-not-allowed":     {"", "in the domain another-company.example"},
	"truncated":              {"Response is cut off", "was the message cut short?"},
	"not-xml":                {"Response is not XML", `it begins with "Internal Server Error`},
	"base64-twice":           {"Response is base64-encoded twice", "encoded twice"},
	"junk-before-base64":     {"", "21 other characters stand before the base64"},
	"signature-wrapping":     {"", "Response/Extensions/Assertion"},
	"element-in-nameid":      {"", "Subject/NameID/"},
	"replay":                 {"Request was answered before", "_request1"},
	"replay-after-exchange":  {"Request was answered before", "_request1"},
	"no-status":              {"Response has no status", "nor that it failed"},
	"made-up-in-response-to": {"Answers a request that was never ours", "makes the InResponseTo up"},
	"several-emails":         {"Several email addresses", ""},
	"no-authn-context":       {"", "asked for no method of authentication"},
	"invalid-nameid-policy":  {"", "asked for no NameID format"},
	"stale-authn":            {"", "This connection asks so each time"},
	"no-certificate":         {"", "has no certificate of the identity provider"},
}

// Evaluation notes reasons and facts, and explanations are chosen by them. This
// test holds the two together: real messages, the real engine, and what has to be
// said.
func TestExplainFaults(t *testing.T) {
	provider, err := idp.New("https://idp.acme.test/metadata", "https://idp.acme.test/sso", now.AddDate(0, -1, 0),
		testkeys.Theirs)
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range idp.Faults() {
		if fault.Accept {
			continue
		}
		t.Run(fault.Name, func(t *testing.T) {
			x := explainFault(t, provider, fault)
			want := told[fault.Name]
			if want.title == "" && fault.Cause == saml.IdPStatus {
				want.title = "The identity provider reported an error"
			}
			if want.title == "" {
				want.title = fault.Cause.Title()
			}
			if x.Title != want.title {
				t.Errorf("title %q, want %q", x.Title, want.title)
			}
			if !strings.Contains(x.Engineer, want.engineer) {
				t.Errorf("want %q in %q", want.engineer, x.Engineer)
			}
			if x.Cause != fault.Cause || x.Class != fault.Class || x.Fixer != fault.Fixer {
				t.Errorf("%s, %s, to be mended by %s; want %s, %s, %s", x.Class, x.Cause, x.Fixer, fault.Class,
					fault.Cause, fault.Fixer)
			}
			if !strings.HasSuffix(x.Engineer, ".") || !strings.HasSuffix(x.Admin, ".") ||
				strings.ContainsAny(x.Engineer+x.Admin, "{}") {
				t.Errorf("not whole: %q, %q", x.Engineer, x.Admin)
			}
		})
	}
}

func explainFault(t *testing.T, provider *idp.Provider, fault idp.Fault) diagnose.Explanation {
	const ours, acs, request = "https://sso.vendor.test/k1", "https://sso.vendor.test/sso/saml/acs/k1", "_request1"
	settings := provider.Settings(fault, saml.Settings{
		EntityID: ours, ACSURL: acs, ConnectionID: "conn_1", ConnectionType: "ADFSSAML",
		Policy: saml.DefaultPolicy(), Domains: []string{"acme.test"},
	})
	key := testKey(t, "rsa2048-1").(*rsa.PrivateKey)
	form, err := provider.Respond(
		idp.Request{ID: request, ACSURL: acs, Audience: ours, RelayState: request,
			EncryptTo: certificateOf(t, "rsa2048-1")},
		idp.Options{User: idp.DefaultUser("acme.test"), Now: now, Fault: fault.Name},
	)
	if err != nil {
		t.Fatal(err)
	}
	pending := saml.Pending{
		ID: request, ConnectionID: "conn_1", IssuedAt: now.Add(-20 * time.Second), Asked: settings.Requests,
	}
	in := saml.Input{
		Post: saml.Post{
			Method: "POST", ContentType: "application/x-www-form-urlencoded", Body: form.Body(),
			Size: int64(len(form.Body())),
		},
		Now: now,
	}
	sp := saml.New(settings, []*rsa.PrivateKey{key})
	in.Requests = saml.Requests{Pending: []saml.Pending{pending}, NeverOurs: notOurs(sp, in.Post, "_")}
	v := sp.Evaluate(in)
	if v.Accepted && fault.Cause == saml.Replay {
		in.Requests.Pending[0].Answered = true
		v = sp.Evaluate(in)
	}
	if v.Accepted {
		t.Fatalf("%s was accepted", fault.Name)
	}
	for _, finding := range v.Findings {
		if rule := v.Checks[finding.Check].Rule; !slices.Contains(rulesOf(finding.Cause), rule) {
			t.Errorf("%s is raised by %s, which the catalogue does not say", finding.Cause, rule)
		}
	}
	return diagnose.Explain(v, settings)
}

func rulesOf(cause saml.Cause) []string {
	for _, info := range diagnose.Causes() {
		if info.Cause == cause {
			return info.Rules
		}
	}
	return nil
}
