package diagnose

import (
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/provider"
	"gatehouse/saml"
	"gatehouse/saml/diff"
	"gatehouse/saml/internal/samltest"
)

func TestExplainAccepted(t *testing.T) {
	e := Explain(&saml.Verdict{Accepted: true}, saml.Settings{})
	if e.Cause != "" || e.Title != "" || e.Engineer != "" {
		t.Errorf("an accepted message is explained: %+v", e)
	}
}

// Explanations come from stored verdicts, too: a cause that this version does
// not know must still say something.
func TestExplainUnknownCause(t *testing.T) {
	e := Explain(&saml.Verdict{Findings: []saml.Finding{{Class: saml.Malformed, Cause: "of_the_future", Check: 7}}},
		saml.Settings{})
	if e.Title != "of_the_future" || e.Class != saml.Malformed || e.Fixer != FixVendor {
		t.Errorf("got %+v", e)
	}
}

// A status without a code is called so.
func TestExplainNoStatus(t *testing.T) {
	for name, seen := range map[string]struct {
		seen saml.Seen
		want string
	}{
		"nothing":         {saml.Seen{}, "no status"},
		"only a message":  {saml.Seen{StatusMessage: "sorry"}, "no status"},
		"a code":          {saml.Seen{StatusCode: samlStatus + "Responder"}, "Responder"},
		"a foreign code":  {saml.Seen{StatusCode: "urn:x:denied"}, "urn:x:denied"},
		"only the second": {saml.Seen{StatusSub: samlStatus + "RequestDenied"}, "/ RequestDenied"},
	} {
		v := &saml.Verdict{
			Findings: []saml.Finding{{Class: saml.IdPStatus.Class(), Cause: saml.IdPStatus}},
			Checks:   []saml.Check{{Rule: "P2", Outcome: saml.Failed, Cause: saml.IdPStatus}}, Seen: seen.seen,
		}
		e := Explain(v, testSettings(t, "GenericSAML"))
		if text := e.Title + " " + e.Engineer; !strings.Contains(text, seen.want) ||
			strings.Contains(text, "no status") != (seen.want == "no status") {
			t.Errorf("%s: %s, want %q in it", name, text, seen.want)
		}
	}
}

// Every situation for every provider: whole sentences, nothing unresolved.
func TestExplainIsWhole(t *testing.T) {
	for _, x := range situations(t) {
		for _, kind := range append(provider.Types(), "TestIdp", "") {
			v, s := x.verdict(testSettings(t, kind))
			e := Explain(v, s)
			for _, text := range []string{e.Title, e.Engineer, e.Admin} {
				for _, flaw := range []string{"{", "  ", " .", " ,", "..", ":.", "()", "[ ", " ]", `""`, ": ;"} {
					if strings.Contains(strings.ReplaceAll(text, ` (URI="")`, ""), flaw) {
						t.Errorf("%s %s %s: %q in %q", x.cause, x.name, kind, flaw, text)
					}
				}
			}
			if !strings.HasSuffix(e.Engineer, ".") || !strings.HasSuffix(e.Admin, ".") {
				t.Errorf("%s %s %s: a sentence without an end: %q, %q", x.cause, x.name, kind, e.Engineer, e.Admin)
			}
			if e.Fix != "" && e.FixLabel == "" {
				t.Errorf("%s %s: no label for %s", x.cause, x.name, e.Fix)
			}
		}
	}
}

// P18: whatever a sender writes, the sentences hold no control, bidi or
// zero-width character, and stay of a size that can be shown.
func TestExplainHostileValues(t *testing.T) {
	hostile := "\x1b]0;x\a\u202e{received}[x]\u200b\xff\r\n" + strings.Repeat("A", 5000)
	for _, x := range situations(t) {
		v, s := x.verdict(testSettings(t, "OktaSAML"))
		v.Checks[0].Received, v.Checks[0].Detail, v.Checks[0].Expected = hostile, hostile, hostile
		v.Seen.Email = hostile + "@" + hostile
		v.Seen.StatusCode, v.Seen.StatusSub, v.Seen.StatusMessage = hostile, hostile, hostile
		for range 50 {
			v.Seen.Attributes = append(v.Seen.Attributes, saml.Attribute{Name: hostile})
		}
		s.EntityID, s.ACSURL, s.IdPEntityID, s.Domains = hostile, hostile, hostile, []string{hostile, hostile}
		e := Explain(v, s)
		for _, text := range []string{e.Title, e.Engineer, e.Admin, e.FixLabel, e.Difference} {
			for _, r := range text {
				if diff.Hidden(r) {
					t.Fatalf("%s %s: hidden character %U in %q", x.cause, x.name, r, text)
				}
			}
			if len(text) > 8000 {
				t.Errorf("%s %s: %d bytes", x.cause, x.name, len(text))
			}
		}
	}
}

func TestExplainAlso(t *testing.T) {
	v := &saml.Verdict{Findings: []saml.Finding{
		{Cause: saml.Issuer, Class: saml.Malformed}, {Cause: saml.Audience, Follows: true}, {Cause: saml.Expired},
		{Cause: saml.Expired}, {Cause: saml.Issuer},
	}}
	if e := Explain(v, saml.Settings{}); !slices.Equal(e.Also, []saml.Cause{saml.Expired}) {
		t.Errorf("Also = %v, want what stands beside the root cause, once", e.Also)
	}
}

// The span and the values are those of the check that found the root cause.
func TestExplainPointsAtTheCheck(t *testing.T) {
	v := &saml.Verdict{
		Findings: []saml.Finding{{Cause: saml.Audience, Class: saml.Malformed, Check: 1}},
		Checks: []saml.Check{{Rule: "T1"}, {Rule: "P11", Expected: "urn:a", Received: "urn:a/",
			Span: saml.Span{Start: 3, End: 9}}},
	}
	e := Explain(v, saml.Settings{EntityID: "urn:a"})
	if e.Expected != "urn:a" || e.Received != "urn:a/" || e.Span != (saml.Span{Start: 3, End: 9}) ||
		e.Difference != "differs in a trailing slash (added)" {
		t.Errorf("got %+v", e)
	}
}

func TestDurationInWords(t *testing.T) {
	tests := map[time.Duration]string{
		0: "less than a second", time.Second: "1 second", 90 * time.Second: "1 minute and 30 seconds",
		-2 * time.Hour: "2 hours", 2*time.Hour + 5*time.Second: "2 hours", 26 * time.Hour: "1 day and 2 hours",
		3 * time.Minute: "3 minutes",
	}
	for d, want := range tests {
		if got := durationInWords(d); got != want {
			t.Errorf("%v: got %q, want %q", d, got, want)
		}
	}
}

func BenchmarkExplain(b *testing.B) {
	v := &saml.Verdict{
		Findings: []saml.Finding{{Class: saml.Malformed, Cause: saml.Audience}},
		Checks:   []saml.Check{{Rule: "P11", Expected: "urn:vendor", Received: "urn:vendor/"}},
	}
	s := saml.Settings{
		EntityID: "urn:vendor", ConnectionType: "OktaSAML",
		Certificates: [][]byte{samltest.Certificate(b, "idp", "rsa2048-1", samltest.Arrival,
			samltest.Arrival.AddDate(1, 0, 0))},
	}
	b.ReportAllocs()
	for b.Loop() {
		Explain(v, s)
	}
}
