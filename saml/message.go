package saml

import (
	"bytes"

	"gatehouse/saml/diff"
	"gatehouse/saml/protocol"
	"gatehouse/saml/xmldoc"
)

// observed are the values of a message as they stand in its trees, for
// display. They are copied into the verdict at the end.
type observed struct {
	responseID, assertionID, issuer      []byte
	nameID, nameIDFormat, sessionIndex   []byte
	destination, inResponseTo            []byte
	statusCode, statusSub, statusMessage []byte
	keyInfo                              []byte
	values, bytes                        int
	encrypted                            bool
}

const success = "urn:oasis:names:tc:SAML:2.0:status:Success"

// responseTree is where response-level values are read: from verified bytes if
// the response is signed, else from what was posted, and then they can refuse
// but never accept (S15).
func (e *evaluation) responseTree() *tree {
	if e.verified.valid() {
		return &e.verified.tree
	}
	return &e.untrusted.tree
}

// assertionTree is the same for the assertion; nil if there is none to read.
func (e *evaluation) assertionTree() *tree {
	switch {
	case e.asserted.valid():
		return &e.asserted.tree
	case e.inner.valid():
		return &e.inner.tree
	}
	return nil
}

// checkRoot is P1 for the root element.
func (e *evaluation) checkRoot(t *tree) bool {
	if t.doc.Is(t.root, protocol.ProtocolNS, "Response") {
		e.pass(checkRoot)
		return true
	}
	why, reason := "this is no SAML response", Reason("")
	switch string(t.doc.Local(t.root)) {
	case "Response":
		why, reason = "a Response of another namespace: SAML 2.0 is expected", OtherNamespace
		if t.doc.Namespace(t.root) == "" {
			why = "a Response without a namespace: its root element does not declare that of SAML 2.0"
			reason = NoNamespace
		}
	case "Assertion":
		why = "an Assertion without the Response around it"
	case "AuthnRequest":
		why = "a request was sent instead of a response"
	case "LogoutResponse", "LogoutRequest":
		why = "a logout message was sent to the address for logins"
	case "html", "HTML":
		why = "an HTML page, not a SAML response"
	case "Envelope":
		why = "a SOAP envelope, not a SAML response"
	}
	e.fail(checkRoot, RootElement,
		why).reasoned(reason).want("samlp:Response").gotRaw(t.doc.Name(t.root)).in(t.at(t.root))
	return false
}

// checkMessage applies the rules about the response around the assertion.
func (e *evaluation) checkMessage(response signedElement) {
	t := e.responseTree()
	d, root := t.doc, t.root
	e.checkHeader(t, root, &e.seen.responseID)
	e.checkStatus(t)
	if !e.failed(checkStatus) {
		e.checkCount(t)
	}
	if issuer := d.Child(root, protocol.AssertionNS, "Issuer"); issuer != xmldoc.None {
		e.checkIssuer(checkResponseIssuer, t, issuer)
	} else {
		e.pass(checkResponseIssuer)
	}
	e.checkDestination(t, response)
	e.seen.inResponseTo, _ = t.trimmed(root, "InResponseTo")
	if issued, ok := e.required(t, root, "IssueInstant"); ok {
		e.issued = issued
	}
}

// checkHeader is P1 for the response or the assertion.
func (e *evaluation) checkHeader(t *tree, n xmldoc.Node, id *[]byte) {
	version, _ := t.attr(n, "Version")
	if string(version) == "2.0" {
		e.pass(checkVersion)
	} else {
		e.fail(checkVersion, BadVersion, elementPath(t, n)+" is not of SAML 2.0").
			want("2.0").gotRaw(version).in(t.atAttr(n, "Version"))
	}
	var ok bool
	if *id, ok = t.attr(n, "ID"); ok {
		e.pass(checkMessageID)
	} else {
		e.fail(checkMessageID, BadID, elementPath(t, n)+" has no ID").in(t.at(n))
	}
}

// checkStatus is P2.
func (e *evaluation) checkStatus(t *tree) {
	d := t.doc
	status := d.Child(t.root, protocol.ProtocolNS, "Status")
	code := d.Child(status, protocol.ProtocolNS, "StatusCode")
	value, _ := t.trimmed(code, "Value")
	sub, _ := t.trimmed(d.Child(code, protocol.ProtocolNS, "StatusCode"), "Value")
	message := d.Text(d.Child(status, protocol.ProtocolNS, "StatusMessage"))
	e.seen.statusCode, e.seen.statusSub, e.seen.statusMessage = value, sub, message
	switch {
	case status == xmldoc.None:
		e.fail(checkStatus, IdPStatus, "the response has no Status").reasoned(NoStatus).want(success).in(t.at(t.root))
	case code == xmldoc.None:
		e.fail(checkStatus, IdPStatus,
			"the Status has no StatusCode").reasoned(NoStatusCode).want(success).in(t.at(status))
	case d.Child(status, protocol.ProtocolNS, "StatusCode") != lastChild(d, status, "StatusCode"):
		e.fail(checkStatus, IdPStatus, "the Status has more than one StatusCode").
			reasoned(SeveralStatuses).want(success).in(t.at(status))
	case string(value) != success:
		received := string(value)
		if len(sub) > 0 {
			received += " / " + string(sub)
		}
		e.fail(checkStatus, IdPStatus, string(message)).want(success).got(received).in(t.at(status)).
			measured(Facts{StatusCode: entraCode(message)})
	default:
		e.passed(checkStatus, success, success)
	}
}

// entraPrefix begins the codes of Entra ID's errors.
const entraPrefix = "AADSTS"

// entraCode is the code that a StatusMessage of Entra ID begins with, "" if it
// begins with none.
func entraCode(message []byte) string {
	message = xmldoc.TrimSpace(message)
	end := len(entraPrefix)
	for end < len(message) && message[end] >= '0' && message[end] <= '9' {
		end++
	}
	if digits := end - len(entraPrefix); !bytes.HasPrefix(message, []byte(entraPrefix)) || digits < 4 || digits > 7 {
		return ""
	}
	return string(message[:end])
}

func lastChild(d *xmldoc.Doc, parent xmldoc.Node, local string) (last xmldoc.Node) {
	last = xmldoc.None
	for n := d.First(parent); n != xmldoc.None; n = d.Next(n) {
		if d.Is(n, protocol.ProtocolNS, local) {
			last = n
		}
	}
	return last
}

// checkCount is P5.
func (e *evaluation) checkCount(t *tree) {
	switch e.assertions {
	case 1:
		e.passed(checkOneAssertion, "1", "1")
	case 0:
		e.fail(checkOneAssertion, NoAssertion, "the status is Success, but there is no assertion").
			want("1").got("0").in(t.at(t.root))
	default:
		e.fail(checkOneAssertion, MultipleAssertions,
			"which one would be meant? At most one of them can be the signed one").
			want("1").got(itoa(e.assertions)).in(t.at(t.root))
	}
}

// checkIssuer is T7 and P4: the connection was chosen by the address that was
// posted to, and the issuer must be its identity provider, by octets.
func (e *evaluation) checkIssuer(c check, t *tree, issuer xmldoc.Node) {
	value := xmldoc.TrimSpace(t.doc.Text(issuer))
	format, hasFormat := t.attr(issuer, "Format")
	format = xmldoc.TrimSpace(format)
	if e.seen.issuer == nil {
		e.seen.issuer = value
	}
	expected := e.sp.settings.IdPEntityID
	switch {
	case string(value) != expected || expected == "":
		r := e.fail(c, Issuer, "").want(expected).gotRaw(value).in(t.atText(issuer))
		if len(value) == 0 {
			r.reasoned(NotNamed)
		}
	case hasFormat && string(format) != "urn:oasis:names:tc:SAML:2.0:nameid-format:entity":
		e.fail(c, Issuer, "the Format of an Issuer must be entity").reasoned(IssuerFormat).
			want("urn:oasis:names:tc:SAML:2.0:nameid-format:entity").gotRaw(format).in(t.atAttr(issuer, "Format"))
	default:
		e.passed(c, expected, expected)
	}
}

// checkDestination is P3; an empty Destination counts as none.
func (e *evaluation) checkDestination(t *tree, response signedElement) {
	value, ok := t.trimmed(t.root, "Destination")
	e.seen.destination = value
	expected := e.sp.settings.ACSURL
	switch {
	case ok && string(value) == expected && expected != "":
		e.passed(checkDestination, expected, expected)
	case ok:
		e.fail(checkDestination, Destination, diff.Between(expected, string(value))).
			want(expected).gotRaw(value).in(t.atAttr(t.root, "Destination"))
	case response.present:
		e.fail(checkDestination, Destination, "a signed response must say where it is sent to").
			reasoned(NotNamed).want(expected).in(t.at(t.root))
	default:
		e.passed(checkDestination, expected, "none; the response is not signed")
	}
}
