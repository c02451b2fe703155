package saml

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// situation is one refusal as evaluation reports it, to be explained.
type situation struct {
	name  string
	cause Cause
	class Class // "" for the cause's own
	check Check
	seen  func(*Seen)
	with  func(*Settings)
	v     func(*Verdict)
}

var arrival = time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)

// situations hold every cause at least once, with values such as the rules
// report, and once more for each closer explanation.
func situations(t *testing.T) []situation {
	ours := testCertificate(t, "acme-idp", "rsa2048-1", arrival.AddDate(-2, 0, 0), arrival.AddDate(1, 0, 0))
	renewed := testCertificate(t, "acme-idp", "rsa2048-2", arrival.AddDate(0, 0, -3), arrival.AddDate(3, 0, 0))
	stranger := testCertificate(t, "somebody-else", "rsa2048-3", arrival.AddDate(0, 0, -3), arrival.AddDate(3, 0, 0))
	expired := testCertificate(t, "acme-idp", "rsa2048-2", arrival.AddDate(-3, 0, 0), arrival.AddDate(0, 0, -2))
	future := testCertificate(t, "acme-idp", "rsa2048-2", arrival.AddDate(0, 0, 5), arrival.AddDate(3, 0, 0))

	check := func(expected, received, detail string) Check {
		return Check{Expected: expected, Received: received, Detail: detail}
	}
	because := func(why Reason, c Check) Check {
		c.Reason = why
		return c
	}
	of := func(fields string, c Check) Check {
		c.Fields = fields
		return c
	}
	asks := func(a Asked) func(*Verdict) { return func(v *Verdict) { v.Asked = &a } }
	ended := func(detail string) Check {
		return check("before 2026-01-31T10:05:00Z + 3m0s skew", "2026-01-31T12:00:00Z", detail)
	}
	early := func(from string) Check {
		return check("from "+from+" − 3m0s skew", "2026-01-31T12:00:00Z", "NotBefore is ahead")
	}
	trust := func(der []byte) func(*Settings) {
		return func(s *Settings) { s.Certificates = [][]byte{der} }
	}
	shows := func(der []byte) func(*Seen) { return func(s *Seen) { s.KeyInfo = der } }
	status := func(code, sub, message string) func(*Seen) {
		return func(s *Seen) {
			s.StatusCode, s.StatusSub, s.StatusMessage = samlStatus+code, sub, message
			if sub != "" && !strings.Contains(sub, ":") {
				s.StatusSub = samlStatus + sub
			}
		}
	}
	clock := func(offset time.Duration, answers string) func(*Verdict) {
		return func(v *Verdict) {
			v.ClockOffset, v.Claims = offset, answers
			v.Seen.IssueInstant = arrival.Add(offset)
		}
	}
	path := "Response/Extensions/Assertion"
	return []situation{
		{cause: WrongBinding, check: check("POST", "GET", "the response must be posted; other bindings are not accepted")},
		{cause: BodyTooLarge, check: check("at most 1048576 bytes", "1310720 bytes", "")},
		{cause: DuplicateParameter, check: check("one SAMLResponse", "2", "SAMLResponse is in the form more than once")},
		{cause: NoSAMLResponse, check: check("SAMLResponse", "", "the body is empty")},
		{name: "an artifact", cause: WrongBinding, check: check("POST", "HTTP-Artifact", "SAMLart is an artifact that stands for the response (bindings 3.6)")},
		{name: "a WS-Federation answer", cause: NoSAMLResponse, check: check("SAMLResponse", "wresult", "the form holds wresult instead, the answer of WS-Federation")},
		{name: "a request instead", cause: NoSAMLResponse, check: check("SAMLResponse", "SAMLRequest", "the form holds SAMLRequest instead")},
		{cause: BadBase64, check: check("", "#PHNhbWxwOlJl…", `base64: a character that is not of its alphabet ('#' at character 1)`)},
		{name: "twice", cause: BadBase64, check: check("", "UEhOaGJXeHdP…", "the message is base64-encoded twice")},
		{cause: DeflateInPost, check: check("", "DEFLATE", "the message is compressed (DEFLATE); in the POST binding it must not be")},
		{name: "gzip", cause: DeflateInPost, check: check("", "gzip", "the message is compressed (gzip); in the POST binding it must not be")},
		{cause: BadRelayState, check: check("", "https://intranet.acme.test/start", "ignored: it is used only with a request of ours")},
		{cause: BadEncoding, check: check("", "encoding=\"ISO-8859-1\"?>", `the document declares the encoding "ISO-8859-1"; it must be sent as UTF-8`)},
		{cause: ForbiddenCharacter, check: check("", "\x01</saml:AttributeValue>", "the character U+0001 is not allowed in XML")},
		{cause: DTD, check: check("", "<!DOCTYPE x [", "document type declarations and other <! markup are not allowed")},
		{cause: UndefinedEntity, check: check("", "&nbsp;Todd", `the entity "nbsp" is not defined: only amp, lt, gt, quot and apos are`)},
		{cause: NotWellFormed, check: check("", "<b\">", "< must not stand in an attribute value; write &lt;")},
		{name: "cut off", cause: NotWellFormed, check: check("", "", `the document ends inside the element "saml:Assertion" that starts at byte 812; was the message cut short?`)},
		{name: "not XML", cause: NotWellFormed, check: check("", "hello", "there is text outside the root element")},
		{cause: Comment, check: check("", "<!-- x -->.evil.test</saml:NameID>", "comments are not allowed: they can hide where a signed value ends")},
		{cause: ProcessingInstruction, check: check("", "<?x?>", "processing instructions are not allowed")},
		{cause: CDATA, check: check("", "<![CDATA[Todd]]>", "CDATA sections are not allowed; write the text with &lt; and &amp;")},
		{cause: BadNamespace, check: check("", "saml2:Issuer>", `the namespace prefix of "saml2:Issuer" is not declared`)},
		{cause: DuplicateAttribute, check: check("", "ID=", `the element "saml:Assertion" has the attribute "ID" twice`)},
		{cause: RelativeNamespace, check: check("", "acme", `the namespace "acme" is a relative URI; canonical XML allows absolute ones only`)},
		{cause: DuplicateID, check: check("", "_a1b2", "two elements have the same ID")},
		{cause: BadID, check: check("ID", "xml:id", "the attribute xml:id could be taken for the ID")},
		{cause: SignatureWrapping, check: check("", path, "where no such element belongs: "+path)},
		{cause: UnknownElement, check: check("", "Response/Advice", "an element that does not belong here: Response/Advice")},
		{cause: UnexpectedChild, check: check("", "Response/Assertion/Subject/NameID/b", "an element inside of text")},
		{cause: LimitBytes, check: check("at most 786432 bytes", "901120 bytes", "")},
		{cause: LimitDepth, check: check("", "<x>", "elements stand more than 32 deep")},
		{cause: LimitElements, check: check("", "<x>", "the document has more than 20000 elements")},
		{cause: LimitAttributes, check: check("at most 32", "", "")},
		{cause: LimitNamespaces, check: check("at most 32", "", "")},
		{cause: LimitName, check: check("at most 256 bytes", "", "")},
		{cause: LimitAttributeValue, check: check("at most 4096 bytes", "", "")},
		{cause: LimitText, check: check("", "", "the text in the element \"saml:AttributeValue\" is 90000 bytes long; at most 65536 are accepted")},
		{cause: LimitValues, check: check("at most 10000 values of one attribute", "", "")},
		{cause: LimitSignatures, check: check("at most 2 signatures", "", "")},
		{cause: LimitCertificates, check: check("at most 5", "7", "")},

		{cause: Unsigned, check: check("signed: either", "nothing", "neither the response nor the assertion is signed")},
		{name: "other part", cause: Unsigned, check: check("signed: assertion", "response", "this connection demands a signed assertion"),
			seen: func(s *Seen) { s.SignedBy = Fingerprint(ours) }, with: func(s *Settings) { s.Policy.Require = AssertionSigned }},
		{name: "no certificate in the message", cause: SignatureInvalid, check: check(Fingerprint(ours), "rsa-sha256", "no configured key made this signature; the message shows no certificate, so a new key cannot be told from a damaged value")},
		{name: "an unreadable certificate in the message", cause: SignatureInvalid, check: because(CertificateUnreadable, check(Fingerprint(ours), "rsa-sha256", "no configured key made this signature; the certificate in the message cannot be read, so a new key cannot be told from a damaged value"))},
		{name: "damaged value", cause: SignatureInvalid, seen: shows(ours), check: check(Fingerprint(ours), "rsa-sha256", "the certificate is the configured one, but the value is not its signature: SignedInfo or SignatureValue was damaged")},
		{name: "another kind of key", cause: SignatureInvalid, seen: shows(stranger), check: check(Fingerprint(ours), "ecdsa-sha256", "the algorithm does not fit the key of any configured certificate")},
		{name: "not base64", cause: SignatureInvalid, seen: shows(stranger), check: because(ValueUnreadable, check("", "", "the SignatureValue is not base64"))},
		{cause: SignaturePosition, check: check("", "Response/Assertion/Conditions/Signature", "the Signature must stand directly behind Issuer")},
		{cause: SignatureShape, check: check("", "Response/Signature/SignedInfo/Reference", "SignedInfo has more than one Reference")},
		{cause: SignatureReference, check: check("#_a1", "#_b2", "the signature refers to something else than the element that holds it")},
		{name: "empty", cause: SignatureReference, check: check("#_a1", "", "")},
		{cause: BadTransform, check: check("", "http://www.w3.org/TR/1999/REC-xpath-19991116", "")},
		{name: "inclusive", cause: BadTransform, check: check("exclusive C14N", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "inclusive C14N, which this connection does not allow")},
		{name: "SHA-1", cause: WeakAlgorithm, check: check("", "http://www.w3.org/2000/09/xmldsig#rsa-sha1", "")},
		{name: "MD5", cause: WeakAlgorithm, check: check("", "http://www.w3.org/2001/04/xmldsig-more#rsa-md5", "")},
		{name: "RSA 1.5", cause: WeakAlgorithm, class: DecryptionFailed, check: check("", "http://www.w3.org/2001/04/xmlenc#rsa-1_5", "")},
		{cause: UnknownAlgorithm, check: check("", "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1", "")},
		{name: "encryption", cause: UnknownAlgorithm, class: DecryptionFailed, check: check("", "http://www.w3.org/2001/04/xmlenc#tripledes-cbc", "")},
		{name: "rotation", cause: CertificateMismatch, seen: shows(renewed), check: check(Fingerprint(ours), Fingerprint(renewed), "the certificate in the message does verify the signature: the identity provider signs with a key that is not configured")},
		{name: "stranger", cause: CertificateMismatch, seen: shows(stranger), check: check(Fingerprint(ours), Fingerprint(stranger), "the certificate in the message does verify the signature: the identity provider signs with a key that is not configured")},
		{name: "neither", cause: CertificateMismatch, seen: shows(stranger), check: check(Fingerprint(ours), Fingerprint(stranger), "the certificate in the message does not verify the signature either")},
		{name: "same key", cause: KeyInfoCertificateMismatch, seen: shows(renewed), check: check(Fingerprint(ours), Fingerprint(renewed), "another certificate with the same key; this connection demands the configured certificate itself")},
		{name: "another key", cause: KeyInfoCertificateMismatch, seen: shows(stranger), check: check(Fingerprint(ours), Fingerprint(stranger), "a configured key made the signature, but the message shows the certificate of another key")},
		{cause: CertificateExpired, with: trust(expired), check: check("2023-01-31T12:00:00Z to 2026-01-29T12:00:00Z", "2026-01-31T12:00:00Z", "certificate "+Fingerprint(expired))},
		{cause: CertificateNotYetValid, with: trust(future), check: check("2026-02-05T12:00:00Z to 2029-01-31T12:00:00Z", "2026-01-31T12:00:00Z", "certificate "+Fingerprint(future))},
		{cause: NoCertificateConfigured, with: func(s *Settings) { s.Certificates = nil }, check: check("", "", "the connection has no certificate of the identity provider")},
		{cause: WeakKey, check: check("RSA 1024 to 8192", "RSA 512", "an RSA key of 512 bits is not accepted")},
		{cause: DigestMismatch, check: check("3q2+7w==", "AAECAw==", "what arrived is not what was signed: it was changed on the way")},

		{cause: WrongKey, check: check("", "", "")},
		{cause: CiphertextSize, check: check("", "", "20 bytes, less than the 28 that AES-GCM needs")},
		{cause: AuthenticationTag, check: check("", "", "")},
		{cause: BadPadding, check: check("", "", "")},
		{name: "RSA 1.5, changed data", cause: AuthenticationTag, check: because(KeyUncertain, check("", "", errTag.Error()))},
		{name: "RSA 1.5, padding", cause: BadPadding, check: because(KeyUncertain, check("", "", errPadding.Error()))},
		{name: "RSA 1.5, plaintext", cause: NotWellFormed, class: DecryptionFailed, check: because(KeyUncertain, Check{Rule: "E2", Detail: "the decrypted assertion: there is no root element"})},
		{cause: CipherReference, check: check("", "", "a CipherReference points outside of the message")},
		{cause: LimitEncryptedKeys, check: check("at most 2 EncryptedKeys", "", "")},
		{cause: EncryptionShape, check: check("", "Response/EncryptedAssertion", "the EncryptedAssertion has no EncryptedData")},
		{name: "plaintext", cause: NotWellFormed, class: DecryptionFailed, check: Check{Rule: "E2", Detail: "the decrypted assertion: there is no root element"}},
		{cause: NoDecryptionKey, check: check("", "", "")},
		{cause: UnsupportedEncryptedNameID, check: check("", "EncryptedID", "")},

		{cause: RootElement, check: check("samlp:Response", "samlp:LogoutRequest", "a logout message was sent to the address for logins")},
		{name: "no namespace", cause: RootElement, check: because(NoNamespace, check("samlp:Response", "Response", "a Response without a namespace"))},
		{name: "another namespace", cause: RootElement, check: because(OtherNamespace, check("samlp:Response", "samlp:Response", "a Response of another namespace"))},
		{cause: BadVersion, check: check("2.0", "1.1", "")},
		{name: "AuthnFailed", cause: IdPStatus, seen: status("Responder", "AuthnFailed", "Authentication failed for user todd")},
		{name: "RequestDenied", cause: IdPStatus, seen: status("Responder", "RequestDenied", "")},
		{name: "NoPassive", cause: IdPStatus, seen: status("Responder", "NoPassive", "")},
		{name: "InvalidNameIDPolicy", cause: IdPStatus, seen: status("Requester", "InvalidNameIDPolicy", "")},
		{name: "RequestUnsupported", cause: IdPStatus, seen: status("Responder", "RequestUnsupported", "")},
		{name: "InvalidNameIDPolicy, asked for", cause: IdPStatus, seen: status("Requester", "InvalidNameIDPolicy", ""), v: asks(Asked{NameIDFormat: formatPersistent})},
		{name: "NoAuthnContext", cause: IdPStatus, seen: status("Responder", "NoAuthnContext", "")},
		{name: "NoAuthnContext, asked for", cause: IdPStatus, seen: status("Responder", "NoAuthnContext", ""), v: asks(Asked{AuthnContexts: []string{"urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI"}, Comparison: Minimum})},
		{name: "RequestUnsupported, forced by the app", cause: IdPStatus, seen: status("Responder", "RequestUnsupported", ""), v: asks(Asked{ForceAuthn: true})},
		{name: "RequestUnsupported, forced by the connection", cause: IdPStatus, seen: status("Responder", "RequestUnsupported", ""), with: func(s *Settings) { s.Requests.ForceAuthn = true }},
		{name: "Requester, signed", cause: IdPStatus, seen: status("Requester", "", ""), with: func(s *Settings) { s.SignsRequests = true }},
		{name: "AADSTS75011", cause: IdPStatus, seen: status("Responder", "", "AADSTS75011: Authentication method 'X509, MultiFactor' by which the user authenticated with the service doesn't match requested authentication method 'Password, ProtectedTransport'.")},
		{name: "no Status", cause: IdPStatus, check: because(NoStatus, check("", "", "the response has no Status"))},
		{name: "no StatusCode", cause: IdPStatus, check: because(NoStatusCode, check("", "", "the Status has no StatusCode"))},
		{name: "two StatusCodes", cause: IdPStatus, check: because(SeveralStatuses, check("", "", "the Status has more than one StatusCode"))},
		{name: "Requester", cause: IdPStatus, seen: status("Requester", "", "")},
		{name: "AADSTS50105", cause: IdPStatus, seen: status("Responder", "", "AADSTS50105: The signed in user is not assigned to a role for the application.")},
		{name: "AADSTS700016", cause: IdPStatus, seen: status("Requester", "", "AADSTS700016: Application with identifier 'https://x' was not found in the directory.")},
		{name: "unknown code", cause: IdPStatus, seen: status("Responder", "urn:acme:closed", "We are closed\u202e.")},
		{name: "trailing slash", cause: Destination, check: check("https://sso.vendor.test/sso/saml/acs/k1", "https://sso.vendor.test/sso/saml/acs/k1/", "")},
		{name: "other", cause: Destination, check: check("https://sso.vendor.test/sso/saml/acs/k1", "https://elsewhere.test/acs", "")},
		{name: "missing", cause: Destination, check: check("https://sso.vendor.test/sso/saml/acs/k1", "", "")},
		{cause: Issuer, check: check("https://idp.acme.test/saml", "https://idp.other.test/saml", "")},
		{name: "blank", cause: Issuer, check: check("https://idp.acme.test/saml", "https://idp.acme.test/saml\u00a0", "")},
		{name: "missing", cause: Issuer, check: check("https://idp.acme.test/saml", "", "")},
		{name: "format", cause: Issuer, check: because(IssuerFormat, check("urn:oasis:names:tc:SAML:2.0:nameid-format:entity", formatPersistent, "the Format of an Issuer must be entity"))},
		{cause: NoAssertion, check: check("1", "0", "")},
		{cause: MultipleAssertions, check: check("1", "2", "")},
		{cause: SubjectConfirmation, check: check("urn:oasis:names:tc:SAML:2.0:cm:bearer", "", "there is no SubjectConfirmation of the method bearer")},
		{name: "trailing slash", cause: Recipient, check: check("https://sso.vendor.test/sso/saml/acs/k1", "https://sso.vendor.test/sso/saml/acs/k1/", "")},
		{name: "missing", cause: Recipient, check: check("https://sso.vendor.test/sso/saml/acs/k1", "", "")},
		{name: "stale", cause: Expired, v: clock(-2*time.Hour, ""), check: ended("NotOnOrAfter passed 1h55m0s ago; the message was issued 2h0m0s ago: it is stale, or the identity provider's clock is slow")},
		{name: "slow clock", cause: Expired, v: clock(-2*time.Hour, "_r1"), check: because(SlowClock, ended("NotOnOrAfter passed 1h55m0s ago; the message was issued 1h59m0s before the request that it answers: the identity provider's clock is slow"))},
		{name: "short life", cause: Expired, v: clock(-2*time.Second, "_r1"), check: ended("NotOnOrAfter passed 1h55m0s ago")},
		{name: "no issue instant", cause: Expired, check: ended("NotOnOrAfter passed 1h55m0s ago")},
		{name: "fast clock", cause: NotYetValid, v: clock(4*time.Minute, "_r1"), check: early("2026-01-31T12:04:00Z")},
		{name: "very fast clock", cause: NotYetValid, v: clock(2*time.Hour, "_r1"), check: early("2026-01-31T14:00:00Z")},
		{name: "dated ahead", cause: NotYetValid, v: clock(0, "_r1"), check: early("2026-01-31T13:00:00Z")},
		{name: "no issue instant", cause: NotYetValid, check: early("2026-01-31T14:00:00Z")},
		{name: "unknown", cause: InResponseTo, check: check("", "_f00", "we sent no such request, or have forgotten it")},
		{name: "never ours", cause: InResponseTo, check: because(NeverOurs, check("", "id-4711", "no request of ours was ever called like this"))},
		{name: "missing", cause: InResponseTo, check: because(NamesNoRequest, check("_r1", "", "the message answers our request, as its RelayState shows, but does not say so"))},
		{name: "unsigned part", cause: InResponseTo, check: because(NamesNoRequest, check("", "_r1", "only the unsigned response says which request it answers; the signed assertion does not"))},
		{name: "two requests", cause: InResponseTo, check: because(DifferentRequests, check("_r1", "_r2", "the response and its assertion answer different requests"))},
		{name: "another connection", cause: InResponseTo, check: because(ForeignConnection, check("", "_r1", "the request was sent through another connection"))},
		{name: "late", cause: InResponseTo, check: because(RequestTooOld, check("a request at most 15m0s old", "_r1", "the request was sent 47m12s ago"))},
		{cause: Unsolicited, check: check("", "", "")},
		{name: "suffix", cause: Audience, check: check("https://sso.vendor.test/k1", "https://sso.vendor.test/k1/", "")},
		{name: "other", cause: Audience, check: check("https://sso.vendor.test/k1", "urn:other:service", "")},
		{name: "ACS URL", cause: Audience, check: check("https://sso.vendor.test/k1", "https://sso.vendor.test/sso/saml/acs/k1", "")},
		{name: "missing", cause: Audience, check: check("https://sso.vendor.test/k1", "", "")},
		{cause: UnknownCondition, check: check("", "acme:OnlyOnTuesdays", "")},
		{name: "issued ahead", cause: NotYetValid, v: clock(2*time.Hour, "_r1"), check: because(IssuedAhead, check("until 2026-01-31T12:00:00Z + 3m0s skew", "2026-01-31T14:00:00Z", "IssueInstant is 2h0m0s ahead"))},
		{name: "signed in ahead", cause: NotYetValid, v: clock(0, "_r1"), check: because(AuthenticatedAhead, check("until 2026-01-31T12:00:00Z + 3m0s skew", "2026-01-31T14:00:00Z", "AuthnInstant is 2h0m0s ahead"))},
		{cause: NoAuthnStatement},
		{cause: NotReauthenticated, v: asks(Asked{ForceAuthn: true}), check: check("from 2026-01-31T11:59:00Z − 3m0s skew", "2026-01-31T09:00:00Z", "the user was authenticated 2h59m0s before our request, which asked to do so anew")},
		{name: "each time", cause: NotReauthenticated, with: func(s *Settings) { s.Requests.ForceAuthn = true }, check: check("from 2026-01-31T11:59:00Z", "", "the assertion does not say when the user was authenticated")},
		{cause: SessionExpired, v: clock(0, ""), check: ended("SessionNotOnOrAfter passed 1h55m0s ago")},
		{cause: BadTime, check: check("2006-01-02T15:04:05Z", "31.01.2026 12:00", "NotBefore is no time in UTC")},
		{cause: Replay, check: check("", "", "used by session sess_01")},
		{name: "second response", cause: Replay, check: because(RequestAnswered, check("", "_r1", "the request was answered before: this is the same response again, or a second one"))},

		{cause: NoNameID, check: check("", "", "the Subject has no NameID")},
		{cause: TransientNameID, check: check("an id attribute, or a NameID that stays", formatTransient, "the user's id is a NameID that is another one at each sign-in")},
		{cause: EmptyAttribute, check: of("email", check("a value", "mail", "sent without a value: email"))},
		{name: "two", cause: EmptyAttribute, check: of("email, first_name", check("a value", "mail, givenName", "sent without a value: email, first_name"))},
		{cause: MissingAttributes, check: check("email, mail, Email", "mailaddress", "missing: email")},
		{name: "none at all", cause: MissingAttributes, check: of("email, first_name", check("email, mail, Email, firstName", "", "missing: email, first_name")), seen: func(s *Seen) { s.Attributes = nil }},
		{cause: DuplicateAttributeName, check: check("", "email", "which of them is meant?")},
		{cause: MultipleValues, check: of("email", check("1", "mail", "email must be one value: 2 were sent"))},
		{name: "id", cause: MultipleValues, check: of("id", check("1", "uid", "id must be one value: 2 were sent"))},
		{name: "first name", cause: MultipleValues, check: of("first_name", check("1", "givenName", "first_name must be one value: 2 were sent"))},
		{name: "of an earlier version", cause: MultipleValues, check: check("1", "email", "email must be one value: 2 were sent")},
		{cause: BadEmail, check: check("user@domain", "todd", "there is no @")},
		{cause: DomainNotAllowed, check: check("acme.test", "rundgren.test", "")},
		{name: "look-alike", cause: DomainNotAllowed, check: check("acme.test, acme.example", "acne.test", `differs in "n" instead of "m" at character 3`), seen: func(s *Seen) { s.Email = "todd@acne.test" }},
		{name: "public mail", cause: DomainNotAllowed, check: check("acme.test", "gmail.com", ""), seen: func(s *Seen) { s.Email = "todd@gmail.com" }},
		{name: "no domain", cause: DomainNotAllowed, check: check("", "rundgren.test", ""), with: func(s *Settings) { s.Domains = nil }},

		{cause: UnknownConnection, check: check("", "/sso/saml/acs/gone", "")},
		{cause: WrongAddress, check: check("https://sso.example/sso/saml/acs/KEY", "https://sso.example/KEY", "")},
		{cause: ConnectionInactive, check: check("active", "inactive", "")},
		{cause: TestIdPBarred, check: check("", "", "the test identity provider is switched off (--test-idp=off)")},
		{cause: InternalError, check: check("", "", "")},
	}
}

const samlStatus = "urn:oasis:names:tc:SAML:2.0:status:"

// verdict is what evaluation would return for the situation.
func (x situation) verdict(s Settings) (*Verdict, Settings) {
	class := x.class
	if class == "" {
		class = x.cause.Class()
	}
	v := &Verdict{
		Findings: []Finding{{Class: class, Cause: x.cause}},
		Checks:   []Check{x.check},
		Seen: Seen{
			Email: "todd@rundgren.test",
			Attributes: []Attribute{
				{Name: "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname", Values: []string{"Todd"}},
				{Name: "mailaddress", Values: []string{"todd@rundgren.test"}},
			},
		},
	}
	v.Checks[0].Outcome, v.Checks[0].Cause = Failed, x.cause
	if x.seen != nil {
		x.seen(&v.Seen)
	}
	if x.with != nil {
		x.with(&s)
	}
	if x.v != nil {
		x.v(v)
	}
	return v, s
}

func testSettings(t *testing.T, connectionType string) Settings {
	return Settings{
		EntityID: "https://sso.vendor.test/k1", ACSURL: "https://sso.vendor.test/sso/saml/acs/k1",
		ConnectionID: "conn_1", ConnectionType: connectionType,
		IdPEntityID:  "https://idp.acme.test/saml",
		Certificates: [][]byte{testCertificate(t, "acme-idp", "rsa2048-1", arrival.AddDate(-2, 0, 0), arrival.AddDate(1, 0, 0))},
		Policy:       DefaultPolicy(),
		Domains:      []string{"acme.test", "acme.example"},
	}
}

// The golden file holds every sentence as it would be mailed, for two providers
// with their own words and one without.
func TestExplainGolden(t *testing.T) {
	var b strings.Builder
	for _, x := range situations(t) {
		title := string(x.cause)
		if x.name != "" {
			title += " (" + x.name + ")"
		}
		fmt.Fprintf(&b, "== %s\n", title)
		for i, kind := range []string{"GenericSAML", "OktaSAML", "AzureSAML"} {
			v, s := x.verdict(testSettings(t, kind))
			e := Explain(v, s)
			if i == 0 {
				fmt.Fprintf(&b, "%s · %s · %s to mend it\nfix: %s: %s\n", e.Title, e.Class, e.Fixer, e.Fix, e.FixLabel)
				fmt.Fprintf(&b, "\nEngineer: %s\n", e.Engineer)
			}
			fmt.Fprintf(&b, "\n%s: %s\n", kind, e.Admin)
		}
		b.WriteString("\n")
	}
	golden(t, filepath.Join("testdata", "explanations.txt"), b.String())
}
