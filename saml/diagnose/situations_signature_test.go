package diagnose

import (
	"testing"

	"gatehouse/saml"
	"gatehouse/saml/internal/samltest"
	"gatehouse/saml/protocol"
)

// signatureSituations are about signatures and certificates.
func signatureSituations(t *testing.T) []situation {
	ours := samltest.Certificate(t, "acme-idp", "rsa2048-1", samltest.Arrival.AddDate(-2, 0, 0),
		samltest.Arrival.AddDate(1, 0, 0))
	renewed := samltest.Certificate(t, "acme-idp", "rsa2048-2", samltest.Arrival.AddDate(0, 0, -3),
		samltest.Arrival.AddDate(3, 0, 0))
	stranger := samltest.Certificate(t, "somebody-else", "rsa2048-3", samltest.Arrival.AddDate(0, 0, -3),
		samltest.Arrival.AddDate(3, 0, 0))
	expired := samltest.Certificate(t, "acme-idp", "rsa2048-2", samltest.Arrival.AddDate(-3, 0, 0),
		samltest.Arrival.AddDate(0, 0, -2))
	future := samltest.Certificate(t, "acme-idp", "rsa2048-2", samltest.Arrival.AddDate(0, 0, 5),
		samltest.Arrival.AddDate(3, 0, 0))

	return []situation{
		{cause: saml.Unsigned, check: checked("signed: either", "nothing",
			"neither the response nor the assertion is signed")},
		{name: "other part", cause: saml.Unsigned, check: because(saml.OtherPartSigned,
			checked("signed: assertion", "response", "this connection demands a signed assertion")),
			seen: func(s *saml.Seen) { s.SignedBy = protocol.Fingerprint(ours) },
			with: func(s *saml.Settings) { s.Policy.Require = saml.AssertionSigned }},
		{
			name: "no certificate in the message", cause: saml.SignatureInvalid,
			check: because(saml.NoneShown, checked(protocol.Fingerprint(ours), "rsa-sha256", "no configured key made "+
				"this signature; the message shows no certificate, so a new key cannot be told from a damaged value")),
		},
		{
			name: "an unreadable certificate in the message", cause: saml.SignatureInvalid,
			check: because(saml.CertificateUnreadable, checked(protocol.Fingerprint(ours), "rsa-sha256",
				"no configured key made this "+
					"signature; the certificate in the message cannot be read, so a new key cannot be told from a "+
					"damaged value")),
		},
		{
			name: "damaged value", cause: saml.SignatureInvalid, seen: shows(ours),
			check: because(saml.ConfiguredShown, checked(protocol.Fingerprint(ours), "rsa-sha256",
				"the certificate is the configured one, "+
					"but the value is not its signature: SignedInfo or SignatureValue was damaged")),
		},
		{
			name: "another kind of key", cause: saml.SignatureInvalid, seen: shows(stranger),
			check: because(saml.OtherKindOfKey, checked(protocol.Fingerprint(ours), "ecdsa-sha256",
				"the algorithm does not fit the key of "+
					"any configured certificate")),
		},
		{
			name: "not base64", cause: saml.SignatureInvalid, seen: shows(stranger),
			check: because(saml.ValueUnreadable, checked("", "", "the SignatureValue is not base64")),
		},
		{
			cause: saml.SignaturePosition,
			check: checked("", "Response/Assertion/Conditions/Signature",
				"the Signature must stand directly behind Issuer"),
		},
		{
			cause: saml.SignatureShape,
			check: checked("", "Response/Signature/SignedInfo/Reference", "SignedInfo has more than one Reference"),
		},
		{
			cause: saml.SignatureReference,
			check: checked("#_a1", "#_b2", "the signature refers to something else than the element that holds it"),
		},
		{name: "empty", cause: saml.SignatureReference, check: because(saml.EmptyReference, checked("#_a1", "", ""))},
		{cause: saml.BadTransform, check: checked("", "http://www.w3.org/TR/1999/REC-xpath-19991116", "")},
		{
			name: "inclusive", cause: saml.BadTransform,
			check: because(saml.InclusiveC14N,
				checked("exclusive C14N", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
					"inclusive C14N, which this connection does not allow")),
		},
		{name: "SHA-1", cause: saml.WeakAlgorithm,
			check: because(saml.SHA1, checked("", "http://www.w3.org/2000/09/xmldsig#rsa-sha1", ""))},
		{name: "MD5", cause: saml.WeakAlgorithm, check: checked("", "http://www.w3.org/2001/04/xmldsig-more#rsa-md5",
			"")},
		{
			name: "RSA 1.5", cause: saml.WeakAlgorithm, class: saml.DecryptionFailed,
			check: because(saml.RSA15, checked("", "http://www.w3.org/2001/04/xmlenc#rsa-1_5", "")),
		},
		{cause: saml.UnknownAlgorithm, check: checked("", "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1",
			"")},
		{
			name: "encryption", cause: saml.UnknownAlgorithm, class: saml.DecryptionFailed,
			check: checked("", "http://www.w3.org/2001/04/xmlenc#tripledes-cbc", ""),
		},
		{
			name: "rotation", cause: saml.CertificateMismatch, seen: shows(renewed),
			check: because(saml.ShownVerifies, checked(protocol.Fingerprint(ours), protocol.Fingerprint(renewed),
				"the certificate in the message "+
					"does verify the signature: the identity provider signs with a key that is not configured")),
		},
		{
			name: "stranger", cause: saml.CertificateMismatch, seen: shows(stranger),
			check: because(saml.ShownVerifies, checked(protocol.Fingerprint(ours), protocol.Fingerprint(stranger),
				"the certificate in the message "+
					"does verify the signature: the identity provider signs with a key that is not configured")),
		},
		{
			name: "neither", cause: saml.CertificateMismatch, seen: shows(stranger),
			check: because(saml.ShownFails, checked(protocol.Fingerprint(ours), protocol.Fingerprint(stranger),
				"the certificate in the message "+
					"does not verify the signature either")),
		},
		{
			name: "same key", cause: saml.KeyInfoCertificateMismatch, seen: shows(renewed),
			check: because(saml.ShownSameKey, checked(protocol.Fingerprint(ours), protocol.Fingerprint(renewed),
				"another certificate with the same key; this connection "+
					"demands the configured certificate itself")),
		},
		{
			name: "another key", cause: saml.KeyInfoCertificateMismatch, seen: shows(stranger),
			check: because(saml.ShownOtherKey, checked(protocol.Fingerprint(ours), protocol.Fingerprint(stranger),
				"a configured key made the signature, but the message "+
					"shows the certificate of another key")),
		},
		{
			cause: saml.CertificateExpired, with: trust(expired),
			check: measuring(saml.Facts{Certificate: protocol.Fingerprint(expired)}, checked("2023-01-31T12:00:00Z to "+
				"2026-01-29T12:00:00Z", "2026-01-31T12:00:00Z", "certificate "+protocol.Fingerprint(expired))),
		},
		{
			cause: saml.CertificateNotYetValid, with: trust(future),
			check: measuring(saml.Facts{Certificate: protocol.Fingerprint(future)}, checked("2026-02-05T12:00:00Z to "+
				"2029-01-31T12:00:00Z", "2026-01-31T12:00:00Z", "certificate "+protocol.Fingerprint(future))),
		},
		{
			cause: saml.NoCertificateConfigured, with: func(s *saml.Settings) { s.Certificates = nil },
			check: checked("", "", "the connection has no certificate of the identity provider"),
		},
		{cause: saml.WeakKey, check: checked("RSA 1024 to 8192", "RSA 512", "an RSA key of 512 bits is not accepted")},
		{
			cause: saml.DigestMismatch,
			check: checked("3q2+7w==", "AAECAw==", "what arrived is not what was signed: it was changed on the way"),
		},
	}
}

// decryptionSituations are about encrypted parts.
func decryptionSituations() []situation {
	return []situation{
		{cause: saml.WrongKey, check: checked("", "", "")},
		{cause: saml.CiphertextSize, check: checked("", "", "20 bytes, less than the 28 that AES-GCM needs")},
		{cause: saml.AuthenticationTag, check: checked("", "", "")},
		{cause: saml.BadPadding, check: checked("", "", "")},
		{
			name: "RSA 1.5, changed data", cause: saml.AuthenticationTag,
			check: because(saml.KeyUncertain,
				checked("", "", "the encrypted data was changed: its authentication tag does not fit")),
		},
		{name: "RSA 1.5, padding", cause: saml.BadPadding,
			check: because(saml.KeyUncertain,
				checked("", "",
					"the padding of the decrypted data is wrong: the data was changed, or the key is another"))},
		{
			name: "RSA 1.5, plaintext", cause: saml.NotWellFormed, class: saml.DecryptionFailed,
			check: because(saml.KeyUncertain,
				saml.Check{Rule: "E2", Detail: "the decrypted assertion: there is no root element"}),
		},
		{cause: saml.CipherReference, check: checked("", "", "a CipherReference points outside of the message")},
		{cause: saml.LimitEncryptedKeys, check: checked("at most 2 EncryptedKeys", "", "")},
		{
			cause: saml.EncryptionShape,
			check: checked("", "Response/EncryptedAssertion", "the EncryptedAssertion has no EncryptedData"),
		},
		{
			name: "plaintext", cause: saml.NotWellFormed, class: saml.DecryptionFailed,
			check: saml.Check{Rule: "E2", Detail: "the decrypted assertion: there is no root element"},
		},
		{cause: saml.NoDecryptionKey, check: checked("", "", "")},
		{cause: saml.UnsupportedEncryptedNameID, check: checked("", "EncryptedID", "")},
	}
}
