package saml_test

import (
	"strings"
	"testing"
	"time"

	"gatehouse/saml"
)

func probeTime(t *testing.T) []probe {
	l := list{t: t}
	const conditionsFrom, conditionsTo, confirmationTo = `NotBefore="2026-03-02T09:29:30Z"`,
		`NotOnOrAfter="2026-03-02T09:35:00Z">`, `NotOnOrAfter="2026-03-02T09:35:00Z" Recipient`
	places := []struct{ name, old, tail string }{
		{"NotBefore", conditionsFrom, ""}, {"NotOnOrAfter", conditionsTo, ">"},
		{"the confirmation's NotOnOrAfter", confirmationTo, " Recipient"},
		{"AuthnInstant", `AuthnInstant="2026-03-02T09:29:00Z"`, ""},
		{"IssueInstant", `IssueInstant="2026-03-02T09:30:00Z" Version="2.0"><saml:Issuer>`,
			` Version="2.0"><saml:Issuer>`},
	}
	for _, p := range places {
		attribute, _, _ := strings.Cut(p.old, "=")
		for _, bad := range []string{"", " ", "2026-03-02", "2026-03-02T09:34:60Z", "2026-03-02T24:00:00Z",
			"2026-03-02T09:34:00z", "2026-03-02t09:34:00Z", "2026-03-02T09:34:00+00:0", "2026-03-02T09:34:00 +00:00",
			"2026-03-02T09:34:00+00:00+00:00", "2026-03-02T09:34:00Z\u00a0", "+00:00", "2026-03-02T09:34:00+0000",
			"2026-03-02T09:34:00−00:00", "2026-03-02T09:34:00-00:00", "2026-03-02T09:34:00+14:00",
			"2026-03-02T09:34:00", "2026-03-02 09:34:00Z", "2026-3-2T9:34:00Z", "2026-02-29T09:34:00Z",
			"2100-02-29T00:00:00Z", "2026-13-02T09:34:00Z", "2026-00-02T09:34:00Z", "2026-03-00T09:34:00Z",
			"2026-03-32T09:34:00Z", "2026-03-02T25:34:00Z", "2026-03-02T09:60:00Z", "2026-03-02T09:34:00.Z",
			"2026-03-02T09:34:00,5Z", "2026-03-02T09:34:00.5", "2026-03-02T09:34:00.5e3Z", "-2026-03-02T09:34:00Z",
			"12026-03-02T09:34:00Z", "1969-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "0000-00-00T00:00:00Z",
			"٢٠٢٦-03-02T09:34:00Z", "2026-03-02T09:34:00ZZ", "2026-03-02T09:34:00.000000000000000000000000Z",
			"1772444040", "never", "NaN", "2026-W10-1T09:34:00Z",
			"20260302T093400Z"} {
			if bad == "2026-03-02T09:34:00.000000000000000000000000Z" && len(bad) <= 40 {
				continue
			}
			l.attack("P14 "+p.name+" of "+bad, inAssertion(t, p.old, attribute+`="`+bad+`"`+p.tail), saml.BadTime)
		}
	}
	for _, p := range places {
		attribute, old, _ := strings.Cut(p.old, "=")
		old, _, _ = strings.Cut(strings.Trim(old, `"`), `"`)
		for _, good := range []string{" " + old, old + "&#10;", strings.Replace(old, "Z", "+00:00", 1),
			" " + strings.Replace(old, "Z", ".000+00:00 ", 1)} {
			m := inAssertion(t, p.old, attribute+`="`+good+`"`+p.tail)
			l.sound("P14 "+p.name+" of "+good, m)
			if strings.Contains(good, "+") {
				l.attack("P14 strict, "+p.name+" of "+good, m, saml.BadTime).with = func(s *saml.Settings) {
					s.Policy.Strict = true
				}
			}
		}
	}
	at := func(d time.Duration) string { return now.Add(d).Format("2006-01-02T15:04:05.999999999Z") }
	skew := 3 * time.Minute
	for _, c := range []struct {
		name string
		off  time.Duration // of the time to the very boundary: NotOnOrAfter + skew = now, or NotBefore - skew = now
	}{{"a nanosecond past", -1}, {"exactly", 0}, {"a nanosecond before", 1}, {"a microsecond past", -1000},
		{"a microsecond before", 1000}} {
		confirmation := inAssertion(t, confirmationTo, `NotOnOrAfter="`+at(-skew+c.off)+`" Recipient`)
		conditions := inAssertion(t, conditionsTo, `NotOnOrAfter="`+at(-skew+c.off)+`">`)
		conditions.edit = func(old func(string) string) func(string) string {
			return func(d string) string { return strings.Replace(old(d), conditionsFrom, "", 1) }
		}(conditions.edit)
		begin := inAssertion(t, conditionsFrom, `NotBefore="`+at(skew+c.off)+`"`)
		session := inAssertion(t, "<saml:AuthnStatement ",
			`<saml:AuthnStatement SessionNotOnOrAfter="`+at(-skew+c.off)+`" `)
		if c.off > 0 {
			l.sound("P7 the confirmation's end, "+c.name, confirmation)
			l.sound("P10 NotOnOrAfter, "+c.name, conditions)
			l.sound("P13 the session's end, "+c.name, session)
			l.attack("P10 NotBefore, "+c.name, begin, saml.NotYetValid)
		} else {
			l.attack("P7 the confirmation's end, "+c.name, confirmation, saml.Expired)
			l.attack("P10 NotOnOrAfter, "+c.name, conditions, saml.Expired)
			l.attack("P13 the session's end, "+c.name, session, saml.SessionExpired)
			l.sound("P10 NotBefore, "+c.name, begin)
		}
	}
	l.attack("P10 an empty window", inAssertion(t, conditionsTo, `NotOnOrAfter="2026-03-02T09:29:30Z">`), saml.BadTime)
	l.attack("P10 a window turned round", inAssertion(t, conditionsTo, `NotOnOrAfter="2026-03-02T09:28:30Z">`),
		saml.BadTime)
	l.sound("P14 nanoseconds and more",
		inAssertion(t, conditionsFrom, `NotBefore="2026-03-02T09:29:30.1234567891234Z"`))
	l.sound("P14 the last year", inAssertion(t, conditionsTo, `NotOnOrAfter="9999-12-31T23:59:59.999Z">`))
	l.sound("P14 the first year", inAssertion(t, conditionsFrom, `NotBefore="1970-01-01T00:00:00Z"`))
	l.sound("P14 a leap day", inAssertion(t, conditionsFrom, `NotBefore="2024-02-29T23:59:59Z"`))
	// A bound of the unsigned response never stretches the signed ones, and a
	// second statement whose session is over ends all.
	l.attack("P13 the second of two sessions is over", inAssertion(t, "<saml:AttributeStatement>",
		`<saml:AuthnStatement AuthnInstant="2026-03-02T08:00:00Z" SessionNotOnOrAfter="2026-03-02T09:00:00Z">`+
			`<saml:AuthnContext></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>`),
		saml.SessionExpired)
	for _, later := range []time.Duration{10 * time.Minute, 25 * time.Hour, 366 * 24 * time.Hour} {
		m := sound(t)
		m.edit = unsolicited(t)
		p := l.attack("P7 the same message "+later.String()+" later", m, saml.Expired)
		p.input = func(in *saml.Input) { in.Now = in.Now.Add(later) }
		p.with = func(s *saml.Settings) { s.Policy.IgnoreExpiry = true }
	}
	return l.all
}
