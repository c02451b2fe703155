package saml

import (
	"time"

	"gatehouse/saml/diff"
	"gatehouse/saml/protocol"
	"gatehouse/saml/xmldoc"
)

const bearer = "urn:oasis:names:tc:SAML:2.0:cm:bearer"

// confirmation is a SubjectConfirmation of the method bearer.
type confirmation struct {
	node, data   xmldoc.Node
	recipient    []byte
	notOnOrAfter time.Time
	notBefore    time.Time
	ends         bool // has a readable NotOnOrAfter
	begins       bool // has a NotBefore, which is forbidden here
	begun        bool // has none, or one that can be read and is past
	inResponseTo []byte
	answers      bool // has an InResponseTo that is not empty
}

// bearerConfirmation picks the confirmation to judge by: the first that fits
// but for what it answers, among those one that answers the same request as
// the response; if none fits, the first, to be explained.
func (e *evaluation) bearerConfirmation(t *tree, subject xmldoc.Node) (best confirmation) {
	d := t.doc
	best.node = xmldoc.None
	bestFits, bestAgrees, asked := false, false, 0
	for n := d.First(subject); n != xmldoc.None; n = d.Next(n) {
		method, _ := t.trimmed(n, "Method")
		if !d.Is(n, protocol.AssertionNS, "SubjectConfirmation") || string(method) != bearer {
			continue
		}
		c := e.readConfirmation(t, n)
		fits := c.ends && c.begun && !e.ended(c.notOnOrAfter) && string(c.recipient) == e.sp.settings.ACSURL
		if c.ends && string(c.recipient) == e.sp.settings.ACSURL && c.notOnOrAfter.After(e.until) {
			e.until = c.notOnOrAfter // any that fits lets the message in (P15)
		}
		agrees := c.answers && string(c.inResponseTo) == string(e.seen.inResponseTo)
		if len(e.seen.inResponseTo) == 0 && c.answers && fits && asked < maxAsked {
			asked++
			agrees = e.awaits(c.inResponseTo)
		}
		if best.node == xmldoc.None || fits && !bestFits || fits && agrees && !bestAgrees {
			best, bestFits, bestAgrees = c, fits, fits && agrees
		}
	}
	return best
}

// readConfirmation reads what a confirmation is held to. Times that this
// connection does not accept count as unreadable, so that another confirmation
// is preferred to this one.
func (e *evaluation) readConfirmation(t *tree, n xmldoc.Node) confirmation {
	c := confirmation{node: n, data: t.doc.Child(n, protocol.AssertionNS, "SubjectConfirmationData"), begun: true}
	c.recipient, _ = t.trimmed(c.data, "Recipient")
	c.inResponseTo, c.answers = t.trimmed(c.data, "InResponseTo")
	strict := e.sp.settings.Policy.Strict
	if value, ok := t.attr(c.data, "NotOnOrAfter"); ok {
		at, byOffset, read := parseInstant(value)
		c.notOnOrAfter, c.ends = at, read && !(byOffset && strict)
	}
	if value, ok := t.attr(c.data, "NotBefore"); ok {
		at, _, read := parseInstant(value)
		c.begins, c.notBefore = true, at
		c.begun = read && !e.ahead(at) && !strict
	}
	return c
}

// maxAsked bounds the requests that one message has looked up.
const maxAsked = 4

// checkConfirmation is P7: one bearer confirmation that fits wholly.
func (e *evaluation) checkConfirmation(t *tree, c confirmation, subject xmldoc.Node) {
	expected := e.sp.settings.ACSURL
	switch {
	case c.node == xmldoc.None:
		e.fail(checkConfirmation, SubjectConfirmation, "there is no SubjectConfirmation of the method bearer").
			want(bearer).in(t.at(subject))
		return
	case c.data == xmldoc.None:
		e.fail(checkConfirmation, SubjectConfirmation, "the SubjectConfirmation has no SubjectConfirmationData").
			in(t.at(c.node))
		return
	case c.begins:
		e.checkConfirmationBegin(t, c)
	default:
		e.pass(checkConfirmation)
	}
	if string(c.recipient) == expected && expected != "" {
		e.passed(checkRecipient, expected, expected)
	} else {
		r := e.fail(checkRecipient, Recipient, diff.Between(expected, string(c.recipient))).
			want(expected).gotRaw(c.recipient).in(t.atAttr(c.data, "Recipient"))
		if len(c.recipient) == 0 {
			r.reasoned(NotNamed)
		}
	}
	end, ok := e.instant(t, c.data, "NotOnOrAfter")
	switch {
	case !c.ends && !ok && !e.failed(checkTimes):
		e.fail(checkConfirmation, SubjectConfirmation,
			"a bearer confirmation must have a NotOnOrAfter").in(t.at(c.data))
	case !ok:
	case e.ended(end):
		e.failEnded(checkConfirmationTime, Expired, "NotOnOrAfter of the confirmation", end,
			t.atAttr(c.data, "NotOnOrAfter"))
	default:
		e.pass(checkConfirmationTime)
	}
}

// checkConfirmationBegin is P7 for a NotBefore, which SAML forbids in a bearer
// confirmation and live providers send: it is honoured with a warning.
func (e *evaluation) checkConfirmationBegin(t *tree, c confirmation) {
	at := t.atAttr(c.data, "NotBefore")
	const forbidden = "a bearer confirmation must not have a NotBefore"
	if e.sp.settings.Policy.Strict {
		e.fail(checkConfirmation, SubjectConfirmation, forbidden).reasoned(ConfirmationBegins).in(at)
		return
	}
	e.warn(checkConfirmation, SubjectConfirmation, forbidden+"; it is honoured all the same").
		reasoned(ConfirmationBegins).in(at)
	if _, ok := e.instant(t, c.data, "NotBefore"); ok && !c.begun {
		e.failEarly(checkConfirmationTime, c.notBefore, at)
	}
}
