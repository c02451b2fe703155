package saml

import (
	"strings"
	"sync"
	"time"

	"gatehouse/saml/xmldoc"
)

// evaluation is the scratch of judging one message. It is pooled: nothing in
// it outlives the call, so everything that a verdict holds is copied out.
type evaluation struct {
	sp           *ServiceProvider
	in           Input
	skew         time.Duration
	issued       time.Time // the IssueInstant of the response, or else of the assertion
	request      Pending   // the pending request that the message answers, or claims to
	answers      string    // its ID, if it is one of this connection
	signedAnswer bool      // that ID stands in verified bytes
	until        time.Time // when the assertion ends, for the replay cache
	fields       fields    // where the mapped attributes stand

	results [allChecks]result
	rows    []row
	surplus row // beyond maxRows; not kept
	seen    observed

	relayState []byte
	ids        []idAttribute
	elements   []elementState

	xml                             []byte // decoded from the form
	ciphertext                      []byte
	plaintext                       []byte
	random                          [32]byte  // a content key for attempts that failed
	octets                          [2][]byte // what the two signatures cover, in canonical form
	small                           []byte    // SignedInfo, decoded signature values and certificates
	signers                         []*certificate
	assertions                      int  // in the response
	unbounded                       bool // the canonical form would be too large to make
	responseSigned, assertionSigned bool

	untrusted, inner   Untrusted
	verified, asserted Verified // the response, and the assertion that is believed

	posted, decrypted       xmldoc.Doc
	fromResponse, fromInner xmldoc.Doc

	arena strings.Builder // what the verdict keeps
	list  []Check         // of an accepted message, before it is shared
}

// result is what became of a check, with its rows in e.rows: 1-based, since 0
// is none.
type result struct {
	outcome     Outcome
	count       uint8
	first, last int32
}

// maxRows bounds the rows that one check keeps: a thousand misplaced elements
// are one mistake.
const maxRows = 4

func (e *evaluation) full(c check) bool { return e.results[c].count == maxRows }

// row holds what a check has to say beyond having passed.
type row struct {
	next     int32 // the next row of the same check
	outcome  Outcome
	cause    Cause
	class    Class // "" is the default of the cause
	expected string
	received string
	raw      []byte // received, as it stands in a tree
	detail   string
	at       place
}

var evaluations = sync.Pool{New: func() any { return new(evaluation) }}

// ordinary is the size beyond which scratch memory is not kept.
const ordinary = 128 << 10

func (e *evaluation) release() {
	for _, d := range []*xmldoc.Doc{&e.posted, &e.decrypted, &e.fromResponse, &e.fromInner} {
		d.Reset()
	}
	for _, b := range []*[]byte{&e.xml, &e.ciphertext, &e.plaintext, &e.octets[0], &e.octets[1], &e.small} {
		if cap(*b) > ordinary {
			*b = nil
		}
	}
	clear(e.rows)
	e.untrusted, e.inner, e.verified, e.asserted = Untrusted{}, Untrusted{}, Verified{}, Verified{}
	clear(e.signers)
	e.signers = e.signers[:0]
	e.assertions, e.unbounded, e.responseSigned, e.assertionSigned = 0, false, false, false
	clear(e.list)
	e.list = e.list[:0]
	clear(e.fields.at)
	e.fields.of, e.fields.at, e.fields.groups = nil, e.fields.at[:0], nil
	e.issued, e.until, e.request, e.answers, e.signedAnswer = time.Time{}, time.Time{}, Pending{}, "", false
	e.xml = e.xml[:0]
	e.random = [32]byte{}
	e.sp, e.in, e.seen, e.relayState = nil, Input{}, observed{}, nil
	e.rows = e.rows[:0]
	e.results = [allChecks]result{}
	clear(e.ids)
	e.ids = e.ids[:0]
	if cap(e.ids) > ordinary/64 {
		e.ids = nil
	}
	if cap(e.elements) > ordinary/16 {
		e.elements = nil
	}
	e.arena.Reset()
	evaluations.Put(e)
}

// add appends a row to a check; the worst outcome of its rows is the check's.
func (e *evaluation) add(c check, r row) *row {
	res := &e.results[c]
	res.outcome = max(res.outcome, r.outcome)
	if e.full(c) {
		e.surplus = r
		return &e.surplus
	}
	res.count++
	e.rows = append(e.rows, r)
	n := int32(len(e.rows))
	if res.last == 0 {
		res.first = n
	} else {
		e.rows[res.last-1].next = n
	}
	res.last = n
	return &e.rows[n-1]
}

// pass records a check that has nothing to show.
func (e *evaluation) pass(c check) {
	e.results[c].outcome = max(e.results[c].outcome, Passed)
}

// passed records a check whose values are worth showing. Both strings must be
// constant for the connection: see [ServiceProvider.checks].
func (e *evaluation) passed(c check, expected, received string) {
	e.add(c, row{outcome: Passed, expected: expected, received: received})
}

// warn records something that a stricter connection would refuse.
func (e *evaluation) warn(c check, cause Cause, detail string) *row {
	return e.add(c, row{outcome: Warning, cause: cause, detail: detail})
}

// fail refuses the message. The row may be completed until the next one.
func (e *evaluation) fail(c check, cause Cause, detail string) *row {
	return e.add(c, row{outcome: Failed, cause: cause, detail: detail})
}

// failed tells whether any of the checks failed.
func (e *evaluation) failed(checks ...check) bool {
	for _, c := range checks {
		if e.results[c].outcome == Failed {
			return true
		}
	}
	return false
}

func (r *row) want(expected string) *row { r.expected = expected; return r }

func (r *row) got(received string) *row { r.received = received; return r }

// gotRaw is got for bytes of a tree, which are copied only if they are shown.
func (r *row) gotRaw(received []byte) *row { r.raw = received; return r }

func (r *row) in(p place) *row { r.at = p; return r }
