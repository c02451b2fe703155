package diagnose

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/saml"
	"gatehouse/saml/internal/samltest"
	"gatehouse/saml/protocol"
)

// situation is one refusal as evaluation reports it, to be explained.
type situation struct {
	name  string
	cause saml.Cause
	class saml.Class // "" for the cause's own
	check saml.Check
	seen  func(*saml.Seen)
	with  func(*saml.Settings)
	v     func(*saml.Verdict)
}

// situations hold every cause at least once, with values such as the rules
// report, and once more for each closer explanation.
func situations(t *testing.T) []situation {
	return slices.Concat(messageSituations(), signatureSituations(t), decryptionSituations(),
		profileSituations(), attributeSituations(), otherSituations(), oidcSituations())
}

// checked, because, of, ended and early make the check of a situation.
func checked(expected, received, detail string) saml.Check {
	return saml.Check{Expected: expected, Received: received, Detail: detail}
}

func because(why saml.Reason, c saml.Check) saml.Check {
	c.Reason = why
	return c
}

func of(fields string, c saml.Check) saml.Check {
	c.Fields = fields
	return c
}

func measuring(f saml.Facts, c saml.Check) saml.Check {
	c.Facts = &f
	return c
}

func ended(detail string) saml.Check {
	return measuring(saml.Facts{Bound: samltest.Arrival.Add(-115 * time.Minute), Now: samltest.Arrival},
		checked("before 2026-01-31T10:05:00Z + 3m0s skew", "2026-01-31T12:00:00Z", detail))
}

// written is how a check shows a time.
func written(at time.Time) string { return at.UTC().Format(time.RFC3339) }

func early(by time.Duration) saml.Check {
	return measuring(saml.Facts{Bound: samltest.Arrival.Add(by), Now: samltest.Arrival},
		checked("from "+written(samltest.Arrival.Add(by))+" − 3m0s skew", "2026-01-31T12:00:00Z", "NotBefore is ahead"))
}

func ahead(why saml.Reason, by time.Duration, detail string) saml.Check {
	return because(why, measuring(saml.Facts{Bound: samltest.Arrival.Add(by), Now: samltest.Arrival},
		checked("until 2026-01-31T12:00:00Z + 3m0s skew", written(samltest.Arrival.Add(by)), detail)))
}

// asks and clock change its verdict, trust its settings, shows and status what
// was seen in the message.
func asks(a protocol.Asked) func(*saml.Verdict) { return func(v *saml.Verdict) { v.Asked = &a } }

func trust(der []byte) func(*saml.Settings) {
	return func(s *saml.Settings) { s.Certificates = [][]byte{der} }
}

func shows(der []byte) func(*saml.Seen) { return func(s *saml.Seen) { s.KeyInfo = der } }

func status(code, sub, message string) func(*saml.Seen) {
	return func(s *saml.Seen) {
		s.StatusCode, s.StatusSub, s.StatusMessage = samlStatus+code, sub, message
		if sub != "" && !strings.Contains(sub, ":") {
			s.StatusSub = samlStatus + sub
		}
	}
}

func clock(offset time.Duration, answers string) func(*saml.Verdict) {
	return func(v *saml.Verdict) {
		v.ClockOffset, v.Claims = offset, answers
		v.Seen.IssueInstant = samltest.Arrival.Add(offset)
	}
}

const samlStatus = "urn:oasis:names:tc:SAML:2.0:status:"

// verdict is what evaluation would return for the situation.
func (x situation) verdict(s saml.Settings) (*saml.Verdict, saml.Settings) {
	class := x.class
	if class == "" {
		class = x.cause.Class()
	}
	v := &saml.Verdict{
		Findings: []saml.Finding{{Class: class, Cause: x.cause}},
		Checks:   []saml.Check{x.check},
		Seen: saml.Seen{
			Email: "todd@rundgren.test",
			Attributes: []saml.Attribute{
				{Name: "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname", Values: []string{"Todd"}},
				{Name: "mailaddress", Values: []string{"todd@rundgren.test"}},
			},
		},
	}
	v.Checks[0].Outcome, v.Checks[0].Cause = saml.Failed, x.cause
	if x.seen != nil {
		x.seen(&v.Seen)
	}
	if code, _, _ := strings.Cut(v.Seen.StatusMessage, ":"); strings.HasPrefix(code, "AADSTS") {
		v.Checks[0].Facts = &saml.Facts{StatusCode: code}
	}
	if x.with != nil {
		x.with(&s)
	}
	if x.v != nil {
		x.v(v)
	}
	return v, s
}

func testSettings(t *testing.T, connectionType string) saml.Settings {
	return saml.Settings{
		EntityID: "https://sso.vendor.test/k1", ACSURL: "https://sso.vendor.test/sso/saml/acs/k1",
		ConnectionID: "conn_1", ConnectionType: connectionType,
		IdPEntityID: "https://idp.acme.test/saml",
		Certificates: [][]byte{samltest.Certificate(t, "acme-idp", "rsa2048-1", samltest.Arrival.AddDate(-2, 0, 0),
			samltest.Arrival.AddDate(1, 0, 0))},
		Policy:  saml.DefaultPolicy(),
		Domains: []string{"acme.test", "acme.example"},
	}
}

// The golden file holds every sentence as it would be mailed, for two providers
// with their own words and one without.
func TestExplainGolden(t *testing.T) {
	var b strings.Builder
	for _, x := range situations(t) {
		title := string(x.cause)
		if x.name != "" {
			title += " (" + x.name + ")"
		}
		fmt.Fprintf(&b, "== %s\n", title)
		kinds := []string{"GenericSAML", "OktaSAML", "AzureSAML"}
		if strings.HasPrefix(string(x.cause), "oidc_") {
			kinds = []string{"GenericOIDC", "OktaOIDC", "EntraIdOIDC"}
		}
		for i, kind := range kinds {
			v, s := x.verdict(testSettings(t, kind))
			e := Explain(v, s)
			if i == 0 {
				fmt.Fprintf(&b, "%s · %s · %s to mend it\nfix: %s: %s\n", e.Title, e.Class, e.Fixer, e.Fix, e.FixLabel)
				fmt.Fprintf(&b, "\nEngineer: %s\n", e.Engineer)
				fmt.Fprintf(&b, "\nPortal: %s\n", e.Portal)
			}
			fmt.Fprintf(&b, "\n%s: %s\n", kind, e.Admin)
		}
		b.WriteString("\n")
	}
	samltest.Golden(t, filepath.Join("testdata", "explanations.txt"), b.String())
}
