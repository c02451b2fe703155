package saml

import (
	"bytes"
	"strconv"
	"time"

	"gatehouse/saml/xmldoc"
)

func itoa(n int) string { return strconv.Itoa(n) }

// zeroOffset is UTC in another notation than the Z that SAML demands: P14
// forgives it with a warning.
const zeroOffset = "+00:00"

// parseInstant reads an xs:dateTime in UTC (P14): 2006-01-02T15:04:05Z, with
// or without a fraction, in the years 1970 to 9999. By an offset it was written
// with +00:00 in place of the Z.
func parseInstant(b []byte) (t time.Time, byOffset, ok bool) {
	b = xmldoc.TrimSpace(b)
	if bytes.HasSuffix(b, []byte(zeroOffset)) {
		t, ok = parseLocal(b[:len(b)-len(zeroOffset)])
		return t, true, ok
	}
	if len(b) == 0 || b[len(b)-1] != 'Z' {
		return t, false, false
	}
	t, ok = parseLocal(b[:len(b)-1])
	return t, false, ok
}

// parseLocal reads what stands before the zone.
func parseLocal(b []byte) (t time.Time, ok bool) {
	const layout = "2006-01-02T15:04:05"
	if len(b) < len(layout) || len(b) > 40 {
		return t, false
	}
	for i := range layout {
		switch c := layout[i]; {
		case b[i]-'0' <= 9 && c-'0' <= 9:
		case b[i] != c || c-'0' <= 9:
			return t, false
		}
	}
	nanos := 0
	if fraction := b[len(layout):]; len(fraction) > 0 {
		if fraction[0] != '.' || len(fraction) == 1 {
			return t, false
		}
		scale := 100_000_000
		for _, c := range fraction[1:] {
			if c < '0' || c > '9' {
				return t, false
			}
			nanos += int(c-'0') * scale
			scale /= 10
		}
	}
	two := func(i int) int { return int(b[i]-'0')*10 + int(b[i+1]-'0') }
	year, month, day := two(0)*100+two(2), two(5), two(8)
	hour, minute, second := two(11), two(14), two(17)
	if year < 1970 || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59 {
		return t, false
	}
	t = time.Date(year, time.Month(month), day, hour, minute, second, nanos, time.UTC)
	return t, t.Day() == day
}

// instant reads a time that may be absent; one that cannot be read is P14.
func (e *evaluation) instant(t *tree, n xmldoc.Node, name string) (at time.Time, ok bool) {
	value, present := t.attr(n, name)
	if !present {
		return at, false
	}
	at, byOffset, ok := parseInstant(value)
	if !ok || byOffset && e.sp.settings.Policy.Strict {
		e.fail(checkTimes, BadTime, name+" is no time in UTC").
			want("2006-01-02T15:04:05Z").gotRaw(value).in(t.atAttr(n, name))
		return at, false
	}
	if byOffset && e.results[checkTimes].outcome < Warning {
		e.warn(checkTimes, BadTime, name+" has the offset +00:00 where SAML has a Z").gotRaw(value).in(t.atAttr(n,
			name))
	}
	e.pass(checkTimes)
	return at, true
}

// required is instant for a time that must be there.
func (e *evaluation) required(t *tree, n xmldoc.Node, name string) (at time.Time, ok bool) {
	if _, present := t.attr(n, name); !present {
		e.fail(checkTimes, BadTime, elementPath(t, n)+" has no "+name).want("2006-01-02T15:04:05Z").in(t.at(n))
		return at, false
	}
	return e.instant(t, n, name)
}

// ended tells whether a time that must lie ahead is past, skew allowed for.
func (e *evaluation) ended(at time.Time) bool { return !e.in.Now.Add(-e.skew).Before(at) }

// ahead tells whether a time lies in the future, skew allowed for.
func (e *evaluation) ahead(at time.Time) bool { return at.After(e.in.Now.Add(e.skew)) }

// failAhead refuses a message that says it was made in the future (P13): its
// sender's clock is wrong, and so is all that it says about time.
func (e *evaluation) failAhead(c check, name string, at time.Time, why Reason, p place) {
	e.fail(c, NotYetValid, name+" is "+at.Sub(e.in.Now).Round(time.Second).String()+" ahead").reasoned(why).
		want("until " + stamp(e.in.Now) + e.tolerance()).got(stamp(at)).
		measured(Facts{Bound: at, Now: e.in.Now}).in(p)
}

// failEnded is the one wording of everything that is over.
func (e *evaluation) failEnded(c check, cause Cause, name string, at time.Time, p place) {
	detail, why := e.age(name, at)
	e.fail(c, cause, detail).reasoned(why).
		want("before " + stamp(at) + e.tolerance()).got(stamp(e.in.Now)).
		measured(Facts{Bound: at, Now: e.in.Now}).in(p)
}

// age tells a clock that is wrong from a message that is old: one issued
// before the request that it answers comes from a slow clock.
func (e *evaluation) age(name string, at time.Time) (detail string, why Reason) {
	detail = name + " passed " + e.in.Now.Sub(at).Round(time.Second).String() + " ago"
	switch {
	case e.issued.IsZero():
	case !e.request.IssuedAt.IsZero() && e.issued.Before(e.request.IssuedAt.Add(-e.skew)):
		detail += "; the message was issued " + e.request.IssuedAt.Sub(e.issued).Round(time.Second).String() +
			" before the request that it answers: the identity provider's clock is slow"
		why = SlowClock
	case e.in.Now.Sub(e.issued) > time.Minute:
		detail += "; the message was issued " + e.in.Now.Sub(e.issued).Round(time.Second).String() +
			" ago: it is stale, or the identity provider's clock is slow"
	}
	return detail, why
}

// tolerance is " + 3m0s skew".
func (e *evaluation) tolerance() string { return " + " + e.skew.String() + " skew" }

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.999Z") }
