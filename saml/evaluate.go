package saml

import (
	"errors"

	"gatehouse/saml/protocol"
	"gatehouse/saml/xmldoc"
)

// Evaluate reads and judges one message, where what it can answer is known
// beforehand: see [ServiceProvider.Read].
func (sp *ServiceProvider) Evaluate(in Input) *Verdict {
	v, _ := sp.Read(in.Post).Judge(in.Now, in.Requests)
	return v
}

// evaluate goes through a message that was read as a human would: the kind of
// message, who vouches for it, and only then what it says. It goes on for as long
// as there is something to look at, whatever has failed before.
func (e *evaluation) evaluate() {
	t := &e.untrusted.tree
	if !e.checkRoot(t) {
		return
	}
	e.checkStructure(t)
	response := e.verifySignature(checkResponseSignature, t, t.root, 0)
	assertion := e.selectAssertion(t)
	var inside signedElement
	switch {
	case assertion == xmldoc.None:
		e.trust(response)
	case t.doc.Is(assertion, protocol.AssertionNS, "EncryptedAssertion"):
		inside = e.openEncrypted(response, assertion)
	default:
		e.inner = Untrusted{tree{doc: t.doc, root: assertion}}
		inside = e.verifySignature(checkAssertionSignature, t, assertion, 1)
		e.believe(response, inside, assertion)
	}
	e.responseSigned, e.assertionSigned = response.present, inside.present
	e.checkMessage(response)
	e.checkSigned(response, inside)
	e.checkLife()
	if e.failed(checkStatus) {
		e.findRequest(e.seen.inResponseTo, response.verified) // only to know whose failure this is
		return
	}
	e.openEncryptedID()
	if t := e.assertionTree(); t != nil {
		e.checkAssertion(t, response)
	} else {
		e.findRequest(e.seen.inResponseTo, response.verified)
	}
}

// parse reads the posted document. If the transport has failed already, the
// document is only looked at.
func (e *evaluation) parse(found bool) bool {
	err := e.posted.Parse(e.xml, xmldoc.Limits{})
	if err == nil {
		for c := checkEncoding; c <= checkAbsoluteNamespaces; c++ {
			e.pass(c)
		}
		e.untrusted = Untrusted{tree{doc: &e.posted, root: e.posted.Root()}}
		return true
	}
	if !found {
		return false
	}
	bad := (*xmldoc.Error)(nil)
	if !errors.As(err, &bad) {
		e.fail(checkWellFormed, NotWellFormed, err.Error())
		return false
	}
	c := checkLimits
	switch bad.Rule {
	case "X1":
		c = checkEncoding
	case "X2":
		c = checkDTD
	case "X3":
		c = checkWellFormed
	case "X4":
		c = checkComments
	case "X5":
		c = checkNamespaces
	case "X6":
		c = checkAbsoluteNamespaces
	}
	r := e.fail(c, Cause(bad.Cause), bad.Detail).reasoned(malformation(bad)).
		got(sample(e.xml[min(bad.Offset, len(e.xml)):])).in(place{start: bad.Offset, end: bad.Offset})
	if bad.Size > 0 {
		r.measured(Facts{Size: int64(bad.Size), MaxSize: int64(bad.Limit)})
	}
	return false
}

// malformation tells a document that was cut, or is none, from a broken one.
func malformation(err *xmldoc.Error) Reason {
	switch {
	case err.Shortened:
		return Shortened
	case err.Foreign:
		return NotXML
	}
	return ""
}

// selectAssertion is P5. Of several the first is diagnosed.
func (e *evaluation) selectAssertion(t *tree) xmldoc.Node {
	d := t.doc
	first, count := xmldoc.None, 0
	for n := d.First(t.root); n != xmldoc.None; n = d.Next(n) {
		if d.Is(n, protocol.AssertionNS, "Assertion") || d.Is(n, protocol.AssertionNS, "EncryptedAssertion") {
			if count++; count == 1 {
				first = n
			}
		}
	}
	e.assertions = count
	return first
}

// openEncrypted is E1 and E2: a signed response is verified before anything in
// it is decrypted.
func (e *evaluation) openEncrypted(response signedElement, assertion xmldoc.Node) (inside signedElement) {
	from := &e.untrusted.tree
	e.seen.encrypted = true
	switch {
	case response.present && !response.verified:
		return inside // its own checks say why
	case !response.present && e.sp.settings.Policy.EncryptedNeedsSigned:
		e.fail(checkSignedBeforeDecryption, Unsigned, "this connection demands a signed response around an encrypted "+
			"assertion").
			reasoned(OtherPartSigned).in(from.at(from.root))
		return inside
	}
	e.pass(checkSignedBeforeDecryption)
	if e.trust(response) {
		from = &e.verified.tree
		assertion = from.doc.Child(from.root, protocol.AssertionNS, "EncryptedAssertion")
	}
	plaintext, ok := e.decrypt(from, assertion)
	if !ok {
		return inside
	}
	e.inner = plaintext
	e.checkStructure(&e.inner.tree)
	inside = e.verifySignature(checkAssertionSignature, &e.inner.tree, e.inner.root, 1)
	switch {
	case inside.present && !inside.verified:
	case e.verified.valid():
		e.asserted = e.verified.decrypted(plaintext)
	case inside.verified:
		e.asserted, _ = e.verify(&e.fromInner, inside, &e.inner.tree, e.inner.root)
	}
	return inside
}

// trust makes the verified tree of a signed response.
func (e *evaluation) trust(response signedElement) bool {
	if response.verified && !e.verified.valid() {
		e.verified, _ = e.verify(&e.fromResponse, response, &e.untrusted.tree, e.untrusted.root)
	}
	return e.verified.valid()
}

// believe is S15 for an assertion that is not encrypted. If the response is
// signed, everything comes from its bytes. A signature that is present must
// verify, even if the other one would do (S1).
func (e *evaluation) believe(response, inside signedElement, assertion xmldoc.Node) {
	switch {
	case response.present && !response.verified, inside.present && !inside.verified:
	case e.trust(response):
		n := e.verified.doc.Child(e.verified.root, protocol.AssertionNS, "Assertion")
		e.asserted = e.verified.within(n)
	case inside.verified:
		e.asserted, _ = e.verify(&e.fromInner, inside, &e.untrusted.tree, assertion)
	}
}

// checkSigned is S1: what must be signed is, and what is signed verifies.
func (e *evaluation) checkSigned(response, inside signedElement) {
	if e.failed(checkStatus) && !response.present && !inside.present {
		return // an error status is rarely signed, and that is not what is wrong
	}
	missing := func(reason Reason, why string) {
		e.fail(checkSigned, Unsigned, why).reasoned(reason).
			want("signed: " + string(e.demand())).got(signedParts(response, inside)).
			in(e.untrusted.at(e.untrusted.root))
	}
	unread := e.seen.encrypted && !e.inner.valid()
	switch demand := e.demand(); {
	case unread && (demand != ResponseSigned || !response.present):
		return // the signature inside cannot be seen
	case !response.present && !inside.present:
		missing("", "neither the response nor the assertion is signed")
	case demand == ResponseSigned && !response.present, demand == BothSigned && !response.present:
		missing(OtherPartSigned, "this connection demands a signed response")
	case demand == AssertionSigned && !inside.present, demand == BothSigned && !inside.present:
		missing(OtherPartSigned, "this connection demands a signed assertion")
	default:
		e.passed(checkSigned, string(demand), signedParts(response, inside))
	}
	if e.asserted.valid() {
		e.pass(checkVerifiedBytes)
	}
}

func (e *evaluation) demand() SignatureDemand {
	if d := e.sp.settings.Policy.Require; d != "" {
		return d
	}
	return EitherSigned
}

func signedParts(response, inside signedElement) string {
	switch {
	case response.present && inside.present:
		return "response and assertion"
	case response.present:
		return "response"
	case inside.present:
		return "assertion"
	}
	return "nothing"
}
