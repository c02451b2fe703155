package saml

import (
	"time"

	"gatehouse/saml/protocol"
	"gatehouse/saml/xmldoc"
)

// checkAssertion applies the rules about what the assertion says. They read
// the verified assertion if there is one; on any other they only explain.
func (e *evaluation) checkAssertion(t *tree, response signedElement) {
	d, a := t.doc, t.root
	e.checkHeader(t, a, &e.seen.assertionID)
	issued, ok := e.required(t, a, "IssueInstant")
	if ok && e.issued.IsZero() {
		e.issued = issued
	}
	e.checkIssued(t, issued)
	if issuer := d.Child(a, protocol.AssertionNS, "Issuer"); issuer != xmldoc.None {
		e.checkIssuer(checkAssertionIssuer, t, issuer)
	} else {
		e.fail(checkAssertionIssuer, Issuer, "the assertion has no Issuer").reasoned(NotNamed).
			want(e.sp.settings.IdPEntityID).in(t.at(a))
	}
	subject := d.Child(a, protocol.AssertionNS, "Subject")
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

// checkNameID is P6. An EncryptedID that could be opened (E8) is a NameID by now.
func (e *evaluation) checkNameID(t *tree, subject xmldoc.Node) {
	d := t.doc
	nameID, count, encrypted := xmldoc.None, 0, false
	for n := d.First(subject); n != xmldoc.None; n = d.Next(n) {
		switch {
		case d.Is(n, protocol.AssertionNS, "NameID"):
			if count++; count == 1 {
				nameID = n
			}
		case d.Is(n, protocol.AssertionNS, "EncryptedID"):
			count, encrypted = count+1, true
		}
	}
	value := xmldoc.TrimSpace(d.Text(nameID))
	e.seen.nameID = value
	e.seen.nameIDFormat, _ = t.trimmed(nameID, "Format")
	switch {
	case subject == xmldoc.None:
		e.fail(checkNameID, NoNameID, "the assertion has no Subject").in(t.at(t.root))
	case count == 0:
		e.fail(checkNameID, NoNameID, "the Subject has no NameID").in(t.at(subject))
	case count > 1:
		e.fail(checkNameID, NoNameID,
			"the Subject has more than one NameID").want("1").got(itoa(count)).in(t.at(subject))
	case encrypted: // its own check says why it could not be opened
	case blank(value):
		e.fail(checkNameID, NoNameID, "the NameID is blank").in(t.at(nameID))
	case len(value) > maxNameID:
		e.fail(checkNameID, NoNameID, "the NameID is too long").
			want("at most 1024 bytes").got(itoa(len(value)) + " bytes").in(t.at(nameID))
	default:
		e.pass(checkNameID)
	}
}

// checkIssued is P13 for IssueInstant: neither the response nor its assertion
// comes from the future.
func (e *evaluation) checkIssued(t *tree, issued time.Time) {
	r := e.responseTree()
	switch {
	case e.ahead(e.issued):
		e.failAhead(checkIssueInstant, "IssueInstant", e.issued, IssuedAhead, r.atAttr(r.root, "IssueInstant"))
	case e.ahead(issued):
		e.failAhead(checkIssueInstant, "IssueInstant of the assertion", issued, IssuedAhead,
			t.atAttr(t.root, "IssueInstant"))
	default:
		e.pass(checkIssueInstant)
	}
}

// checkAuthn is P13: how and when the user was authenticated.
func (e *evaluation) checkAuthn(t *tree) {
	d := t.doc
	found := xmldoc.None
	var latest time.Time
	for n := d.First(t.root); n != xmldoc.None; n = d.Next(n) {
		if !d.Is(n, protocol.AssertionNS, "AuthnStatement") {
			continue
		}
		if found == xmldoc.None {
			found = n
			e.seen.sessionIndex, _ = t.attr(n, "SessionIndex")
		}
		at, ok := e.required(t, n, "AuthnInstant")
		if ok && e.ahead(at) {
			e.failAhead(checkIssueInstant, "AuthnInstant", at, AuthenticatedAhead, t.atAttr(n, "AuthnInstant"))
		} else if ok && at.After(latest) {
			latest, found = at, n
		}
		if end, ok := e.instant(t, n, "SessionNotOnOrAfter"); ok && e.ended(end) {
			e.failEnded(checkSessionTime, SessionExpired, "SessionNotOnOrAfter", end,
				t.atAttr(n, "SessionNotOnOrAfter"))
		}
	}
	e.checkForced(t, found, latest)
	e.pass(checkSessionTime)
	if found != xmldoc.None {
		e.pass(checkAuthnStatement)
		return
	}
	const missing = "the assertion does not say that the user was authenticated"
	if e.sp.settings.Policy.Strict {
		e.fail(checkAuthnStatement, NoAuthnStatement, missing).want("AuthnStatement").in(t.at(t.root))
	} else {
		e.warn(checkAuthnStatement, NoAuthnStatement, missing).want("AuthnStatement").in(t.at(t.root))
	}
}

// checkForced is P13 for a request that asked to authenticate the user anew
// (ForceAuthn): a session that the user had before does not answer it.
func (e *evaluation) checkForced(t *tree, statement xmldoc.Node, at time.Time) {
	age := e.request.IssuedAt.Sub(at)
	switch {
	case e.answers == "" || !e.request.ForceAuthn:
	case statement == xmldoc.None:
		e.fail(checkForcedAuthn, NotReauthenticated, "the assertion does not say when the user was authenticated").
			want("from " + stamp(e.request.IssuedAt)).in(t.at(t.root))
	case at.Before(e.request.IssuedAt.Add(-e.skew)):
		e.fail(checkForcedAuthn, NotReauthenticated, "the user was authenticated "+
			age.Round(time.Second).String()+" before our request, which asked to do so anew").
			want("from " + stamp(e.request.IssuedAt) + " − " + e.skew.String() + " skew").got(stamp(at)).
			measured(Facts{Bound: at, Now: e.in.Now, Age: age}).in(t.atAttr(statement, "AuthnInstant"))
	default:
		e.pass(checkForcedAuthn)
	}
}
