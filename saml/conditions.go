package saml

import (
	"time"

	"gatehouse/saml/diff"
	"gatehouse/saml/protocol"
	"gatehouse/saml/xmldoc"
)

// checkConditions is P10 to P12.
func (e *evaluation) checkConditions(t *tree) {
	d := t.doc
	conditions := d.Child(t.root, protocol.AssertionNS, "Conditions")
	e.checkWindow(t, conditions)
	restrictions, refused := 0, false
	for n := d.First(conditions); n != xmldoc.None; n = d.Next(n) {
		switch {
		case d.Is(n, protocol.AssertionNS, "AudienceRestriction"):
			restrictions++
			if !refused && !e.isAudience(t, n) {
				refused = true
				e.failAudience(t, n)
			}
		case d.Is(n, protocol.AssertionNS, "OneTimeUse"), d.Is(n, protocol.AssertionNS, "ProxyRestriction"):
			// The replay cache sees to the first; the second binds proxies only.
		default:
			e.fail(checkConditions, UnknownCondition, "a condition that is not understood must not be ignored").
				gotRaw(d.Name(n)).in(t.at(n))
		}
	}
	e.pass(checkConditions)
	expected := e.sp.settings.EntityID
	switch {
	case restrictions == 0:
		p := t.at(conditions)
		if conditions == xmldoc.None {
			p = t.at(t.root)
		}
		e.fail(checkAudience, Audience, "the assertion names no audience").reasoned(NotNamed).want(expected).in(p)
	case !refused:
		e.passed(checkAudience, expected, expected)
	}
}

// isAudience tells whether a restriction names us, by octets (P11).
func (e *evaluation) isAudience(t *tree, restriction xmldoc.Node) bool {
	expected := e.sp.settings.EntityID
	for n := t.doc.First(restriction); n != xmldoc.None; n = t.doc.Next(n) {
		if t.doc.Is(n, protocol.AssertionNS, "Audience") && expected != "" &&
			string(xmldoc.TrimSpace(t.doc.Text(n))) == expected {
			return true
		}
	}
	return false
}

func (e *evaluation) failAudience(t *tree, restriction xmldoc.Node) {
	expected := e.sp.settings.EntityID
	var received []byte
	at, detail, nearest := t.at(restriction), "", ""
	for n := t.doc.First(restriction); n != xmldoc.None && len(received) < 1<<10; n = t.doc.Next(n) {
		if len(received) > 0 {
			received = append(received, ", "...)
		} else {
			at = t.atText(n)
		}
		audience := xmldoc.TrimSpace(t.doc.Text(n))
		received = append(received, audience...)
		if detail == "" {
			if detail = diff.Between(expected, string(audience)); detail != "" {
				nearest = string(audience)
			}
		}
	}
	e.fail(checkAudience, Audience, detail).reasoned(e.audienceReason(received)).want(expected).gotRaw(received).in(at).
		measured(Facts{Nearest: nearest})
}

func (e *evaluation) audienceReason(received []byte) Reason {
	s := &e.sp.settings
	switch {
	case len(received) == 0:
		return NotNamed
	case string(received) == s.ACSURL && s.ACSURL != s.EntityID:
		return AudienceIsACS
	}
	return ""
}

// checkWindow is P10 for Conditions.
func (e *evaluation) checkWindow(t *tree, conditions xmldoc.Node) {
	begin, begins := e.instant(t, conditions, "NotBefore")
	end, ends := e.instant(t, conditions, "NotOnOrAfter")
	if !e.readable(t, conditions, "NotBefore", begins) || !e.readable(t, conditions, "NotOnOrAfter", ends) {
		return
	}
	switch {
	case begins && ends && !begin.Before(end):
		e.fail(checkTimes, BadTime, "NotBefore is not before NotOnOrAfter").
			want("before " + stamp(end)).got(stamp(begin)).in(t.atAttr(conditions, "NotBefore"))
	case begins && e.ahead(begin):
		e.failEarly(checkNotBefore, begin, t.atAttr(conditions, "NotBefore"))
	default:
		e.pass(checkNotBefore)
	}
	switch {
	case ends && e.ended(end):
		e.failEnded(checkNotOnOrAfter, Expired, "NotOnOrAfter", end, t.atAttr(conditions, "NotOnOrAfter"))
	default:
		if ends && end.After(e.until) {
			e.until = end
		}
		e.pass(checkNotOnOrAfter)
	}
}

// readable tells a time that is not there, which is allowed, from one that
// cannot be read.
func (e *evaluation) readable(t *tree, n xmldoc.Node, name string, read bool) bool {
	_, present := t.attr(n, name)
	return read || !present
}

// failEarly refuses what is not valid yet.
func (e *evaluation) failEarly(c check, begin time.Time, at place) {
	e.fail(c, NotYetValid, e.early(begin.Sub(e.in.Now).Round(time.Second).String())).
		want("from " + stamp(begin) + " − " + e.skew.String() + " skew").got(stamp(e.in.Now)).
		measured(Facts{Bound: begin, Now: e.in.Now}).in(at)
}

// early tells a fast clock from a message for later.
func (e *evaluation) early(by string) string {
	detail := "NotBefore is " + by + " ahead"
	if ahead := e.issued.Sub(e.in.Now); !e.issued.IsZero() && ahead > 0 {
		detail += "; the message was issued " + ahead.Round(time.Second).String() +
			" ahead of our time: the identity provider's clock is fast"
	}
	return detail
}
