package saml_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gatehouse/saml"
)

func probeRequests(t *testing.T) []probe {
	l := list{t: t}
	const outer, inner = `InResponseTo="` + requestID + `" IssueInstant`,
		`<saml:SubjectConfirmationData InResponseTo="` + requestID + `"`
	set := func(sign, response, confirmation string) made {
		m := sound(t)
		m.sign = sign
		m.edit = func(d string) string {
			change := func(d, old, attribute, value string) string {
				if value == "none" {
					return strings.Replace(d, old, strings.Replace(old, ` InResponseTo="`+requestID+`"`, "", 1), 1)
				}
				return strings.Replace(d, old, strings.Replace(old, requestID, value, 1), 1)
			}
			if response == "none" {
				d = strings.Replace(d, outer, "IssueInstant", 1)
			} else {
				d = change(d, outer, "", response)
			}
			return change(d, inner, "", confirmation)
		}
		return m
	}
	for _, sign := range []string{"assertion", "response", "both"} {
		for _, response := range []string{requestID, "none", "_unknown", "_foreign", "_answered", "_old", "",
			" " + requestID, "_other"} {
			for _, confirmation := range []string{requestID, "none", "_unknown", "_foreign", "_answered", "_old", "",
				strings.ToUpper(requestID)} {
				m := set(sign, response, confirmation)
				name := fmt.Sprintf("P8 response %q, confirmation %q, %s signed", response, confirmation, sign)
				// Empty counts as absent, and white space around an ID is none of it.
				inner, outer := strings.TrimSpace(confirmation), strings.TrimSpace(response)
				if inner == "" {
					inner = "none"
				}
				if outer == "" {
					outer = "none"
				}
				switch {
				case inner == requestID && (outer == requestID || outer == "none"),
					inner == "none" && outer == requestID && sign != "assertion":
					l.sound(name, m)
				case inner == "none" && outer == "none":
					l.sound(strings.Replace(name, "P8", "P9", 1), m)
					strict := l.attack(strings.Replace(name, "P8", "P9 strict,", 1), m, saml.Unsolicited)
					strict.with = func(s *saml.Settings) { s.Policy = saml.StrictPolicy() }
					m.relay = requestID
					l.attack(name+", a pending request in RelayState", m, saml.InResponseTo)
				case inner == "_answered" && (outer == "_answered" || outer == "none"),
					outer == "_answered" && inner == "none" && sign != "assertion":
					l.attack(name, m, saml.Replay)
				default:
					l.attack(name, m, saml.InResponseTo)
				}
			}
		}
	}
	m := set("assertion", "none", "none")
	m.relay = requestID
	l.attack("P8 a RelayState of ours, no InResponseTo", m, saml.InResponseTo)
	m.relay = "_foreign"
	l.sound("P9 a RelayState of another connection's request", m)
	m.relay = strings.Repeat("r", 5000)
	l.sound("T6 a long RelayState", m)
	m.relay = "\x00\xff<script>"
	l.sound("T6 a RelayState of junk", m)
	// Unsigned hints make nothing solicited.
	m = set("assertion", "none", "none")
	m.tamper = replace(t, `ID="_response1" `, `ID="_response1" InResponseTo="`+requestID+`" `)
	l.attack("P8 an InResponseTo added to an unsigned response", m, saml.InResponseTo)
	m = sound(t)
	m.tamper = replace(t, ` InResponseTo="`+requestID+`" IssueInstant`, " IssueInstant")
	l.sound("P8 the InResponseTo taken from an unsigned response", m)
	m.tamper = replace(t, ` InResponseTo="`+requestID+`" IssueInstant`, ` InResponseTo="_other" IssueInstant`)
	l.attack("P8 the InResponseTo of an unsigned response changed", m, saml.InResponseTo)
	p := l.attack("P8 no request is known", sound(t), saml.InResponseTo)
	p.input = func(in *saml.Input) { in.Requests = saml.Requests{} }
	p = l.attack("P8 a request of a nanosecond too old", sound(t), saml.InResponseTo)
	p.input = func(in *saml.Input) { in.Requests = only(requestID, now.Add(-15*time.Minute-1)) }
	p = l.attack("P8 a request of exactly 15 minutes (\"younger than\")", sound(t), saml.InResponseTo)
	p.input = func(in *saml.Input) { in.Requests = only(requestID, now.Add(-15*time.Minute)) }
	p = l.attack("P8 an ID of 300 bytes", edits(t, requestID, strings.Repeat("r", 300)), saml.InResponseTo)
	p.input = func(in *saml.Input) { in.Requests = only(strings.Repeat("r", 300), now) }
	// P15: how long a message has to be remembered. See run.
	const confirmed, bounded = `NotOnOrAfter="2026-03-02T09:35:00Z" Recipient`, ` NotOnOrAfter="2026-03-02T09:35:00Z">`
	lasting := func(name, confirmedUntil, boundedUntil string) {
		m := sound(t)
		m.edit = func(d string) string {
			d = strings.Replace(unsolicited(t)(d), confirmed, strings.Replace(confirmed, "2026-03-02T09:35:00Z",
				confirmedUntil, 1), 1)
			if boundedUntil == "" {
				return strings.Replace(d, bounded, ">", 1)
			}
			return strings.Replace(d, bounded, strings.Replace(bounded, "2026-03-02T09:35:00Z", boundedUntil, 1), 1)
		}
		l.sound("P15 valid until "+name, m)
	}
	for _, until := range []string{"2026-03-02T17:30:00Z", "2026-03-03T09:26:59Z", "2026-03-09T09:30:00Z",
		"2027-03-02T09:30:00Z", "9999-12-31T23:59:59Z"} {
		lasting(until+", by its confirmation alone", until, "")
		lasting(until, until, until)
		lasting(until+", by its conditions, not its confirmation", "2026-03-02T09:35:00Z", until)
	}
	for order, ends := range map[string][2]string{"shorter": {"09:35:00Z", "17:35:00Z"},
		"longer": {"17:35:00Z", "09:35:00Z"}} {
		m := sound(t)
		m.edit = func(d string) string {
			d = unsolicited(t)(strings.Replace(d, bounded, ">", 1))
			start, end := strings.Index(d, "<saml:SubjectConfirmation "), strings.Index(d,
				"</saml:SubjectConfirmation>")+len("</saml:SubjectConfirmation>")
			one := d[start:end]
			return d[:start] + strings.Replace(one, "09:35:00Z", ends[0], 1) + strings.Replace(one, "09:35:00Z",
				ends[1], 1) + d[end:]
		}
		l.sound("P15 two confirmations, the first of which lasts "+order, m)
	}
	// Several confirmations: one that fits wholly is enough, wherever it stands.
	confirm := func(request, recipient, end, method string) string {
		if request != "" {
			request = ` InResponseTo="` + request + `"`
		}
		return `<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:` + method +
			`"><saml:SubjectConfirmationData` + request + ` NotOnOrAfter="` + end + `" Recipient="` + recipient +
			`"></saml:SubjectConfirmationData></saml:SubjectConfirmation>`
	}
	const ok, over = "2026-03-02T09:35:00Z", "2026-03-02T08:35:00Z"
	fit := confirm(requestID, acsURL, ok, "bearer")
	for name, other := range map[string]string{
		"holder-of-key": confirm(requestID, acsURL, ok, "holder-of-key"), "sender-vouches": confirm(requestID, acsURL,
			ok, "sender-vouches"), "another recipient": confirm(requestID, "https://x.example", ok, "bearer"),
		"over":            confirm(requestID, acsURL, over, "bearer"),
		"another request": confirm("_unknown", acsURL, ok, "bearer"), "an answered request": confirm("_answered",
			acsURL, ok, "bearer"), "no request": confirm("", acsURL, ok, "bearer"),
		"without data": `<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">` +
			`</saml:SubjectConfirmation>`,
		"a bad time": confirm(requestID, acsURL, "never", "bearer"),
	} {
		for _, hint := range []string{requestID, "none"} {
			for order, both := range map[string]string{"first": other + fit, "last": fit + other} {
				m := set("assertion", hint, requestID)
				before := m.edit
				m.edit = func(d string) string {
					d = before(d)
					start, end := strings.Index(d, "<saml:SubjectConfirmation "), strings.Index(d,
						"</saml:SubjectConfirmation>")+len("</saml:SubjectConfirmation>")
					return d[:start] + both + d[end:]
				}
				p := l.sound(fmt.Sprintf("P7 two confirmations, %s one with %s, response with %s", order, name, hint),
					m)
				p.with = func(s *saml.Settings) { s.Policy = saml.StrictPolicy() }
			}
		}
	}
	return l.all
}
