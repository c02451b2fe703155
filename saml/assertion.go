package saml

import (
	"bytes"
	"unicode"

	"gatehouse/saml/xmldoc"
)

// checkAssertion applies the rules about what the assertion says. They read
// the verified assertion if there is one; on any other they only explain.
func (e *evaluation) checkAssertion(t *tree, response signedElement) {
	d, a := t.doc, t.root
	e.checkHeader(t, a, &e.seen.assertionID)
	if issued, ok := e.required(t, a, "IssueInstant"); ok && e.issued.IsZero() {
		e.issued = issued
	}
	if issuer := d.Child(a, assertionNS, "Issuer"); issuer != xmldoc.None {
		e.checkIssuer(checkAssertionIssuer, t, issuer)
	} else {
		e.fail(checkAssertionIssuer, Issuer, "the assertion has no Issuer").want(e.sp.settings.IdPEntityID).in(t.at(a))
	}
	subject := d.Child(a, assertionNS, "Subject")
	e.checkNameID(t, subject)
	if subject == xmldoc.None {
		e.findRequest(e.seen.inResponseTo, response.verified) // P6 has said what is wrong
	} else {
		c := e.bearerConfirmation(t, subject)
		e.checkRequest(t, c, response)
		e.checkConfirmation(t, c, subject)
	}
	e.checkConditions(t)
	e.checkAuthn(t)
	e.checkAttributes(t)
	if e.results[checkEncryptedParts].outcome == NotEvaluated {
		e.pass(checkEncryptedParts)
	}
	if e.results[checkReplay].outcome == NotEvaluated {
		e.pass(checkReplay)
	}
}

// maxNameID bounds a NameID (P6).
const maxNameID = 1024

// checkNameID is P6 and E8.
func (e *evaluation) checkNameID(t *tree, subject xmldoc.Node) {
	d := t.doc
	nameID, count := xmldoc.None, 0
	for n := d.First(subject); n != xmldoc.None; n = d.Next(n) {
		switch {
		case d.Is(n, assertionNS, "NameID"):
			if count++; count == 1 {
				nameID = n
			}
		case d.Is(n, assertionNS, "EncryptedID"):
			e.fail(checkEncryptedParts, UnsupportedEncryptedNameID, "an encrypted NameID is not supported").
				want("NameID").got("EncryptedID").in(t.at(n))
			return
		}
	}
	value := d.Text(nameID)
	e.seen.nameID = value
	e.seen.nameIDFormat, _ = t.attr(nameID, "Format")
	switch {
	case subject == xmldoc.None:
		e.fail(checkNameID, NoNameID, "the assertion has no Subject").in(t.at(t.root))
	case count == 0:
		e.fail(checkNameID, NoNameID, "the Subject has no NameID").in(t.at(subject))
	case count > 1:
		e.fail(checkNameID, NoNameID, "the Subject has more than one NameID").want("1").got(itoa(count)).in(t.at(subject))
	case blank(value):
		e.fail(checkNameID, NoNameID, "the NameID is blank").in(t.at(nameID))
	case len(value) > maxNameID:
		e.fail(checkNameID, NoNameID, "the NameID is too long").want("at most 1024 bytes").got(itoa(len(value)) + " bytes").in(t.at(nameID))
	default:
		e.pass(checkNameID)
	}
}

// blank tells whether there is nothing in b that can be seen.
func blank(b []byte) bool {
	return bytes.IndexFunc(b, func(r rune) bool { return !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) }) < 0
}

// checkAuthn is P13.
func (e *evaluation) checkAuthn(t *tree) {
	d := t.doc
	found := false
	for n := d.First(t.root); n != xmldoc.None; n = d.Next(n) {
		if !d.Is(n, assertionNS, "AuthnStatement") {
			continue
		}
		if !found {
			e.seen.sessionIndex, _ = t.attr(n, "SessionIndex")
		}
		found = true
		e.required(t, n, "AuthnInstant")
		if end, ok := e.instant(t, n, "SessionNotOnOrAfter"); ok && e.ended(end) {
			e.failEnded(checkSessionTime, SessionExpired, "SessionNotOnOrAfter", end, t.atAttr(n, "SessionNotOnOrAfter"))
		}
	}
	if !found {
		e.fail(checkAuthnStatement, NoAuthnStatement, "the assertion does not say that the user was authenticated").
			want("AuthnStatement").in(t.at(t.root))
		return
	}
	e.pass(checkAuthnStatement)
	e.pass(checkSessionTime)
}
