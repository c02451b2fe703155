package saml

import (
	"strings"
	"sync"
	"time"

	"gatehouse/saml/xmldoc"
)

// evaluation is the judging of one message. Its memory is pooled: nothing in it
// outlives the call, so everything that a verdict holds is copied out.
type evaluation struct {
	progress
	memory
}

// progress is what is known so far. It is empty at the start of each message.
type progress struct {
	sp   *ServiceProvider
	in   Input
	skew time.Duration

	parsed  bool     // it is XML, and what is left to do is to judge it
	unasked []string // see [Reading.Judge]

	results [allChecks]result
	surplus row // beyond maxRows; not kept
	seen    observed

	untrusted, inner   Untrusted
	verified, asserted Verified // the response, and the assertion that is believed

	assertions                      int  // in the response
	unbounded                       bool // the canonical form would be too large to make
	responseSigned, assertionSigned bool

	issued       time.Time // the IssueInstant of the response, or else of the assertion
	until        time.Time // when the assertion ends, for the replay cache
	request      Pending   // the request that the message answers, or claims to
	answers      string    // its ID, if it is one of this connection
	signedAnswer bool      // that ID stands in verified bytes
}

// memory is kept from message to message.
type memory struct {
	rows     []row
	ids      []idAttribute
	elements []elementState
	fields   fields
	signers  []*certificate // whose keys verified

	xml        []byte // decoded from the form
	relayState []byte // likewise
	ciphertext []byte
	plaintext  []byte
	nameID     []byte    // the plaintext of an EncryptedID
	opened     []byte    // the verified bytes with it in its place
	octets     [2][]byte // what the two signatures cover, in canonical form
	small      []byte    // SignedInfo, decoded signature values and certificates
	random     [32]byte  // a content key for attempts that failed
	encryption encrypted

	posted, decrypted       xmldoc.Doc
	fromResponse, fromInner xmldoc.Doc
	nameIDAlone, fromOpened xmldoc.Doc

	arena strings.Builder // what the verdict keeps
}

var evaluations = sync.Pool{New: func() any { return new(evaluation) }}

// ordinary is the size beyond which memory is not kept: a message with 1,500
// groups is ordinary.
const ordinary = 512 << 10

func (e *evaluation) release() {
	e.progress = progress{}
	m := &e.memory
	m.rows, m.ids, m.signers = m.rows[:0], m.ids[:0], m.signers[:0]
	m.fields.reset(nil, 0)
	m.encryption, m.random = encrypted{}, [32]byte{}
	for _, decrypted := range [...][]byte{m.plaintext, m.nameID, m.opened} {
		clear(decrypted) // it stays nowhere but in the verdict
	}
	for _, b := range [...]*[]byte{
		&m.xml, &m.relayState, &m.ciphertext, &m.plaintext, &m.nameID, &m.opened, &m.octets[0], &m.octets[1], &m.small,
	} {
		if *b = (*b)[:0]; cap(*b) > ordinary {
			*b = nil
		}
	}
	if cap(m.elements) > ordinary/16 {
		m.elements = nil
	}
	if cap(m.ids) > ordinary/64 {
		m.ids = nil
	}
	for _, d := range [...]*xmldoc.Doc{
		&m.posted, &m.decrypted, &m.fromResponse, &m.fromInner, &m.nameIDAlone, &m.fromOpened,
	} {
		d.Reset()
	}
	m.arena.Reset()
	evaluations.Put(e)
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
	reason   Reason
	facts    *Facts // of a failure
	fields   string
	at       place
}

// add appends a row to a check, to be filled in where it stands; the worst
// outcome of its rows is the check's.
func (e *evaluation) add(c check, o Outcome) *row {
	res := &e.results[c]
	res.outcome = max(res.outcome, o)
	if e.full(c) {
		e.surplus = row{outcome: o}
		return &e.surplus
	}
	res.count++
	e.rows = append(e.rows, row{outcome: o})
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
	e.add(c, Passed).want(expected).got(received)
}

// warn records something that a stricter connection would refuse.
func (e *evaluation) warn(c check, cause Cause, detail string) *row {
	return e.add(c, Warning).because(cause, detail)
}

// fail refuses the message. The row may be completed until the next one.
func (e *evaluation) fail(c check, cause Cause, detail string) *row {
	return e.add(c, Failed).because(cause, detail)
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

func (r *row) because(cause Cause, detail string) *row {
	r.cause, r.detail = cause, detail
	return r
}

func (r *row) want(expected string) *row { r.expected = expected; return r }

func (r *row) got(received string) *row { r.received = received; return r }

// gotRaw is got for bytes of a tree, which are copied only if they are shown.
func (r *row) gotRaw(received []byte) *row { r.raw = received; return r }

func (r *row) in(p place) *row { r.at = p; return r }

// about names the fields of the profile that the row is about.
func (r *row) about(fields string) *row { r.fields = fields; return r }

func (r *row) reasoned(why Reason) *row { r.reason = why; return r }

func (r *row) measured(f Facts) *row { r.facts = &f; return r }
