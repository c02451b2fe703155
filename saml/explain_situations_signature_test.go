package saml

import (
	"gatehouse/saml/internal/samltest"
	"gatehouse/saml/protocol"
	"testing"
)

// signatureSituations are about signatures and certificates.
func signatureSituations(t *testing.T) []situation {
	ours := samltest.Certificate(t, "acme-idp", "rsa2048-1", samltest.Arrival.AddDate(-2, 0, 0), samltest.Arrival.AddDate(1, 0, 0))
	renewed := samltest.Certificate(t, "acme-idp", "rsa2048-2", samltest.Arrival.AddDate(0, 0, -3), samltest.Arrival.AddDate(3, 0, 0))
	stranger := samltest.Certificate(t, "somebody-else", "rsa2048-3", samltest.Arrival.AddDate(0, 0, -3), samltest.Arrival.AddDate(3, 0, 0))
	expired := samltest.Certificate(t, "acme-idp", "rsa2048-2", samltest.Arrival.AddDate(-3, 0, 0), samltest.Arrival.AddDate(0, 0, -2))
	future := samltest.Certificate(t, "acme-idp", "rsa2048-2", samltest.Arrival.AddDate(0, 0, 5), samltest.Arrival.AddDate(3, 0, 0))

	return []situation{
		{cause: Unsigned, check: checked("signed: either", "nothing", "neither the response nor the assertion is signed")},
		{name: "other part", cause: Unsigned, check: because(OtherPartSigned,
			checked("signed: assertion", "response", "this connection demands a signed assertion")),
			seen: func(s *Seen) { s.SignedBy = protocol.Fingerprint(ours) },
			with: func(s *Settings) { s.Policy.Require = AssertionSigned }},
		{
			name: "no certificate in the message", cause: SignatureInvalid,
			check: because(NoneShown, checked(protocol.Fingerprint(ours), "rsa-sha256", "no configured key made this signature; the "+
				"message shows no certificate, so a new key cannot be told from a damaged value")),
		},
		{
			name: "an unreadable certificate in the message", cause: SignatureInvalid,
			check: because(CertificateUnreadable, checked(protocol.Fingerprint(ours), "rsa-sha256", "no configured key made this "+
				"signature; the certificate in the message cannot be read, so a new key cannot be told from a damaged value")),
		},
		{
			name: "damaged value", cause: SignatureInvalid, seen: shows(ours),
			check: because(ConfiguredShown, checked(protocol.Fingerprint(ours), "rsa-sha256", "the certificate is the configured one, "+
				"but the value is not its signature: SignedInfo or SignatureValue was damaged")),
		},
		{
			name: "another kind of key", cause: SignatureInvalid, seen: shows(stranger),
			check: because(OtherKindOfKey, checked(protocol.Fingerprint(ours), "ecdsa-sha256", "the algorithm does not fit the key of "+
				"any configured certificate")),
		},
		{
			name: "not base64", cause: SignatureInvalid, seen: shows(stranger),
			check: because(ValueUnreadable, checked("", "", "the SignatureValue is not base64")),
		},
		{
			cause: SignaturePosition,
			check: checked("", "Response/Assertion/Conditions/Signature", "the Signature must stand directly behind Issuer"),
		},
		{
			cause: SignatureShape,
			check: checked("", "Response/Signature/SignedInfo/Reference", "SignedInfo has more than one Reference"),
		},
		{
			cause: SignatureReference,
			check: checked("#_a1", "#_b2", "the signature refers to something else than the element that holds it"),
		},
		{name: "empty", cause: SignatureReference, check: because(EmptyReference, checked("#_a1", "", ""))},
		{cause: BadTransform, check: checked("", "http://www.w3.org/TR/1999/REC-xpath-19991116", "")},
		{
			name: "inclusive", cause: BadTransform,
			check: because(InclusiveC14N, checked("exclusive C14N", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
				"inclusive C14N, which this connection does not allow")),
		},
		{name: "SHA-1", cause: WeakAlgorithm, check: because(SHA1, checked("", "http://www.w3.org/2000/09/xmldsig#rsa-sha1", ""))},
		{name: "MD5", cause: WeakAlgorithm, check: checked("", "http://www.w3.org/2001/04/xmldsig-more#rsa-md5", "")},
		{
			name: "RSA 1.5", cause: WeakAlgorithm, class: DecryptionFailed,
			check: because(RSA15, checked("", "http://www.w3.org/2001/04/xmlenc#rsa-1_5", "")),
		},
		{cause: UnknownAlgorithm, check: checked("", "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1", "")},
		{
			name: "encryption", cause: UnknownAlgorithm, class: DecryptionFailed,
			check: checked("", "http://www.w3.org/2001/04/xmlenc#tripledes-cbc", ""),
		},
		{
			name: "rotation", cause: CertificateMismatch, seen: shows(renewed),
			check: because(ShownVerifies, checked(protocol.Fingerprint(ours), protocol.Fingerprint(renewed), "the certificate in the message "+
				"does verify the signature: the identity provider signs with a key that is not configured")),
		},
		{
			name: "stranger", cause: CertificateMismatch, seen: shows(stranger),
			check: because(ShownVerifies, checked(protocol.Fingerprint(ours), protocol.Fingerprint(stranger), "the certificate in the message "+
				"does verify the signature: the identity provider signs with a key that is not configured")),
		},
		{
			name: "neither", cause: CertificateMismatch, seen: shows(stranger),
			check: because(ShownFails, checked(protocol.Fingerprint(ours), protocol.Fingerprint(stranger), "the certificate in the message "+
				"does not verify the signature either")),
		},
		{
			name: "same key", cause: KeyInfoCertificateMismatch, seen: shows(renewed),
			check: because(ShownSameKey, checked(protocol.Fingerprint(ours), protocol.Fingerprint(renewed), "another certificate with the same key; this connection "+
				"demands the configured certificate itself")),
		},
		{
			name: "another key", cause: KeyInfoCertificateMismatch, seen: shows(stranger),
			check: because(ShownOtherKey, checked(protocol.Fingerprint(ours), protocol.Fingerprint(stranger), "a configured key made the signature, but the message "+
				"shows the certificate of another key")),
		},
		{
			cause: CertificateExpired, with: trust(expired),
			check: measuring(Facts{Certificate: protocol.Fingerprint(expired)}, checked("2023-01-31T12:00:00Z to "+
				"2026-01-29T12:00:00Z", "2026-01-31T12:00:00Z", "certificate "+protocol.Fingerprint(expired))),
		},
		{
			cause: CertificateNotYetValid, with: trust(future),
			check: measuring(Facts{Certificate: protocol.Fingerprint(future)}, checked("2026-02-05T12:00:00Z to "+
				"2029-01-31T12:00:00Z", "2026-01-31T12:00:00Z", "certificate "+protocol.Fingerprint(future))),
		},
		{
			cause: NoCertificateConfigured, with: func(s *Settings) { s.Certificates = nil },
			check: checked("", "", "the connection has no certificate of the identity provider"),
		},
		{cause: WeakKey, check: checked("RSA 1024 to 8192", "RSA 512", "an RSA key of 512 bits is not accepted")},
		{
			cause: DigestMismatch,
			check: checked("3q2+7w==", "AAECAw==", "what arrived is not what was signed: it was changed on the way"),
		},
	}
}

// decryptionSituations are about encrypted parts.
func decryptionSituations() []situation {
	return []situation{
		{cause: WrongKey, check: checked("", "", "")},
		{cause: CiphertextSize, check: checked("", "", "20 bytes, less than the 28 that AES-GCM needs")},
		{cause: AuthenticationTag, check: checked("", "", "")},
		{cause: BadPadding, check: checked("", "", "")},
		{
			name: "RSA 1.5, changed data", cause: AuthenticationTag,
			check: because(KeyUncertain, checked("", "", "the encrypted data was changed: its authentication tag does not fit")),
		},
		{name: "RSA 1.5, padding", cause: BadPadding, check: because(KeyUncertain, checked("", "", "the padding of the decrypted data is wrong: the data was changed, or the key is another"))},
		{
			name: "RSA 1.5, plaintext", cause: NotWellFormed, class: DecryptionFailed,
			check: because(KeyUncertain, Check{Rule: "E2", Detail: "the decrypted assertion: there is no root element"}),
		},
		{cause: CipherReference, check: checked("", "", "a CipherReference points outside of the message")},
		{cause: LimitEncryptedKeys, check: checked("at most 2 EncryptedKeys", "", "")},
		{
			cause: EncryptionShape,
			check: checked("", "Response/EncryptedAssertion", "the EncryptedAssertion has no EncryptedData"),
		},
		{
			name: "plaintext", cause: NotWellFormed, class: DecryptionFailed,
			check: Check{Rule: "E2", Detail: "the decrypted assertion: there is no root element"},
		},
		{cause: NoDecryptionKey, check: checked("", "", "")},
		{cause: UnsupportedEncryptedNameID, check: checked("", "EncryptedID", "")},
	}
}
