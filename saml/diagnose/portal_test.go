package diagnose

import (
	"regexp"
	"strings"
	"testing"

	"gatehouse/saml"
)

// mailVoice is how one writes to somebody who is not here.
var mailVoice = regexp.MustCompile(`(?i)send us|tell us|let us know|have the user|from you\b|we are checking|our ` +
	`setup page|we will|[{}\[\]]`)

// Each cause, and each of its reasons, has words for the IT admin who is in the
// Admin Portal: whole sentences to whoever is there, not those of a mail.
func TestEachCauseSpeaksInThePortal(t *testing.T) {
	said := map[saml.Cause]bool{}
	for _, x := range situations(t) {
		for _, kind := range []string{"GenericSAML", "OktaSAML", "ADFSSAML", ""} {
			v, s := x.verdict(testSettings(t, kind))
			e := Explain(v, s)
			said[x.cause] = true
			if found := mailVoice.FindString(e.Portal); found != "" {
				t.Errorf("%s %s %s: %q in %q", x.cause, x.name, kind, found, e.Portal)
			}
			if len(e.Portal) < 40 || !strings.HasSuffix(e.Portal, ".") {
				t.Errorf("%s %s %s: %q", x.cause, x.name, kind, e.Portal)
			}
		}
	}
	for _, code := range knownStatuses() {
		v := &saml.Verdict{
			Findings: []saml.Finding{{Class: saml.Malformed, Cause: saml.IdPStatus}},
			Checks:   []saml.Check{{Cause: saml.IdPStatus, Facts: &saml.Facts{StatusCode: code}}},
			Seen:     saml.Seen{StatusCode: code},
		}
		for _, signs := range []bool{false, true} {
			s := testSettings(t, "AzureSAML")
			s.SignsRequests = signs
			if e := Explain(v, s); mailVoice.MatchString(e.Portal) || len(e.Portal) < 40 {
				t.Errorf("%s: %q in %q", code, mailVoice.FindString(e.Portal), e.Portal)
			}
		}
	}
	for _, info := range Causes() {
		if !said[info.Cause] {
			t.Errorf("no situation is of %s", info.Cause)
		}
	}
}
