package saml_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/saml"
)

// timed is a message by what it says about time: each is an offset from now, nil
// where the message says nothing.
type timed struct {
	notBefore, notOnOrAfter         *time.Duration // of Conditions
	confirmedFrom, confirmedUntil   *time.Duration // NotBefore and NotOnOrAfter of SubjectConfirmationData
	sessionUntil                    *time.Duration // SessionNotOnOrAfter
	responseIssued, assertionIssued time.Duration  // IssueInstant
	authenticated                   time.Duration  // AuthnInstant
}

// usualTimes says what most providers say.
func usualTimes() timed {
	return timed{notBefore: new(-time.Minute), notOnOrAfter: new(5 * time.Minute), confirmedUntil: new(5 * time.Minute),
		authenticated: -time.Minute}
}

// causes is the oracle: all that is wrong with a message for somebody whose clock
// may be wrong by the skew. None means that it is to be accepted.
//
//	lower bound b:  now + skew >= b       (core 2.5.1.2: NotBefore is inclusive)
//	upper bound b:  now - skew <  b       (NotOnOrAfter is exclusive)
func (m timed) causes(skew time.Duration, strict bool) []saml.Cause {
	var wrong []saml.Cause
	began := func(b *time.Duration) bool { return b == nil || skew >= *b }
	lasts := func(b *time.Duration) bool { return b == nil || -skew < *b }
	note := func(fine bool, c saml.Cause) {
		if !fine {
			wrong = append(wrong, c)
		}
	}
	for _, b := range []*time.Duration{m.notBefore, m.confirmedFrom, &m.responseIssued, &m.assertionIssued,
		&m.authenticated} {
		note(began(b), saml.NotYetValid)
	}
	for _, b := range []*time.Duration{m.notOnOrAfter, m.confirmedUntil} {
		note(lasts(b), saml.Expired)
	}
	note(lasts(m.sessionUntil), saml.SessionExpired)
	note(m.notBefore == nil || m.notOnOrAfter == nil || *m.notBefore < *m.notOnOrAfter, saml.BadTime)
	note(m.confirmedUntil != nil, saml.SubjectConfirmation)
	note(m.confirmedFrom == nil || !strict, saml.SubjectConfirmation)
	return wrong
}

// made is the message, signed.
func (m timed) made(t *testing.T) made {
	t.Helper()
	at := func(d time.Duration) string { return now.Add(d).Format("2006-01-02T15:04:05.999999999Z") }
	attribute := func(name string, d *time.Duration) string {
		if d == nil {
			return ""
		}
		return " " + name + `="` + at(*d) + `"`
	}
	message := made{sign: "assertion", how: signedBy(t, "p256")} // for there are thousands, and RSA is slow
	message.how.method = moreURI + "ecdsa-sha256"
	message.edit = func(doc string) string {
		for _, x := range []struct{ old, new string }{
			{` NotBefore="2026-03-02T09:29:30Z" NotOnOrAfter="2026-03-02T09:35:00Z">`,
				attribute("NotBefore", m.notBefore) + attribute("NotOnOrAfter", m.notOnOrAfter) + ">"},
			{` NotOnOrAfter="2026-03-02T09:35:00Z" Recipient`,
				attribute("NotBefore", m.confirmedFrom) + attribute("NotOnOrAfter", m.confirmedUntil) + " Recipient"},
			{` AuthnInstant="2026-03-02T09:29:00Z"`,
				attribute("AuthnInstant", &m.authenticated) + attribute("SessionNotOnOrAfter", m.sessionUntil)},
			{` IssueInstant="2026-03-02T09:30:00Z" Version="2.0"><saml:Issuer xmlns`,
				attribute("IssueInstant", &m.responseIssued) + ` Version="2.0"><saml:Issuer xmlns`},
			{` IssueInstant="2026-03-02T09:30:00Z" Version="2.0"><saml:Issuer>`,
				attribute("IssueInstant", &m.assertionIssued) + ` Version="2.0"><saml:Issuer>`},
		} {
			doc = replace(t, x.old, x.new)(doc)
		}
		return doc
	}
	return message
}

// edges are the places around the bounds for one skew, and far from them.
func edges(skew time.Duration) []time.Duration {
	var all []time.Duration
	for _, edge := range []time.Duration{-skew, 0, skew} {
		for _, d := range []time.Duration{-time.Second, -1, 0, 1, time.Second} {
			all = append(all, edge+d)
		}
	}
	return append(all, -24*time.Hour, -10*time.Minute, 10*time.Minute, 24*time.Hour)
}

// judge holds the verdict on a message against the oracle.
func (m timed) judge(t *testing.T, skew time.Duration, strict bool) (accepted bool) {
	t.Helper()
	s := settings(t)
	s.Certificates = [][]byte{certificateOf(t, "p256")}
	s.Policy.Skew, s.Policy.Strict = skew, strict
	v := provider(t, s).Evaluate(m.made(t).input(t))
	want := m.causes(skew, strict)
	switch {
	case v.Accepted && len(want) > 0:
		t.Errorf("accepted, in spite of %q; skew %v, strict %v: %v", want, skew, strict, m)
	case !v.Accepted && !slices.Contains(want, v.Root().Cause):
		t.Errorf("refused for %q, want one of %q; skew %v, strict %v: %v", v.Root().Cause, want, skew, strict, m)
	}
	return v.Accepted
}

func (m timed) String() string {
	say := func(name string, d *time.Duration) string {
		if d == nil {
			return name + " –, "
		}
		return name + " " + d.String() + ", "
	}
	return strings.TrimSuffix(say("NotBefore", m.notBefore)+say("NotOnOrAfter", m.notOnOrAfter)+
		say("confirmation NotBefore", m.confirmedFrom)+
		say("confirmation NotOnOrAfter", m.confirmedUntil)+say("SessionNotOnOrAfter", m.sessionUntil)+
		say("response IssueInstant", &m.responseIssued)+
		say("assertion IssueInstant", &m.assertionIssued)+say("AuthnInstant", &m.authenticated), ", ")
}

var skews = []time.Duration{0, time.Second, 90 * time.Second, 3 * time.Minute, 5 * time.Minute}

// P7, P10, P13: each bound alone, at each place around it, with each skew.
func TestEachTimeAtItsEdges(t *testing.T) {
	for name, set := range map[string]func(*timed, *time.Duration){
		"NotBefore":                 func(m *timed, d *time.Duration) { m.notBefore = d },
		"NotOnOrAfter":              func(m *timed, d *time.Duration) { m.notOnOrAfter = d },
		"NotOnOrAfter alone":        func(m *timed, d *time.Duration) { m.notBefore, m.notOnOrAfter = nil, d },
		"confirmation NotBefore":    func(m *timed, d *time.Duration) { m.confirmedFrom = d },
		"confirmation NotOnOrAfter": func(m *timed, d *time.Duration) { m.confirmedUntil = d },
		"SessionNotOnOrAfter":       func(m *timed, d *time.Duration) { m.sessionUntil = d },
		"response IssueInstant":     func(m *timed, d *time.Duration) { m.responseIssued = *d },
		"assertion IssueInstant":    func(m *timed, d *time.Duration) { m.assertionIssued = *d },
		"AuthnInstant":              func(m *timed, d *time.Duration) { m.authenticated = *d },
	} {
		t.Run(name, func(t *testing.T) {
			accepted, refused := 0, 0
			for _, skew := range skews {
				for _, d := range edges(skew) {
					m := usualTimes()
					set(&m, &d)
					if m.judge(t, skew, false) {
						accepted++
					} else {
						refused++
					}
				}
			}
			if accepted == 0 || refused == 0 {
				t.Errorf("%d accepted, %d refused: one side was not tried", accepted, refused)
			}
		})
	}
}

// P7, P10, P13: all of them together, drawn around their bounds.
func TestTimesTogether(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 10))
	accepted, refused := 0, 0
	for range 1500 {
		skew := skews[r.IntN(len(skews))]
		any := func() time.Duration { return edges(skew)[r.IntN(len(edges(skew)))] }
		// Mostly a time that is in order, so that not everything is refused.
		past := func() time.Duration { return drawn(r, any, -time.Minute, -1, 0, skew) }
		ahead := func() time.Duration { return drawn(r, any, time.Minute, 1, 1-skew) }
		maybe := func(absent int, d time.Duration) *time.Duration {
			if r.IntN(100) < absent {
				return nil
			}
			return &d
		}
		m := timed{
			notBefore: maybe(20, past()), notOnOrAfter: maybe(20, ahead()), confirmedFrom: maybe(70, past()),
			confirmedUntil: maybe(3, ahead()), sessionUntil: maybe(50, ahead()), responseIssued: past(),
			assertionIssued: past(), authenticated: past(),
		}
		if m.judge(t, skew, r.IntN(8) == 0) {
			accepted++
		} else {
			refused++
		}
	}
	if accepted < 200 || refused < 200 {
		t.Errorf("%d accepted, %d refused: one side was hardly tried", accepted, refused)
	}
}

// drawn gives one of the usual values, and sometimes another.
func drawn(r *rand.Rand, other func() time.Duration, usual ...time.Duration) time.Duration {
	if r.IntN(10) == 0 {
		return other()
	}
	return usual[r.IntN(len(usual))]
}
