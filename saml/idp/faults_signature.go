package idp

import (
	"crypto"
	"encoding/base64"
	"strings"

	"gatehouse/saml"
	"gatehouse/saml/diagnose"
)

// Faults 15–22, 39, 40, 42 and 43: keys, certificates and what they sign.

func signatureFaults() []Fault {
	return []Fault{
		{
			Number: 15, Name: "other-key", Title: "Signed by another key", Stage: Signature,
			What:  "The provider signs with a new key and shows its certificate; the connection still has the old one.",
			Class: saml.InvalidCertificate, Cause: saml.CertificateMismatch, Fixer: diagnose.FixEither,
			Expected: "the fingerprint of the configured certificate",
			Received: "the fingerprint of the certificate in the message",
			edit:     func(d *draft) { d.signWith(d.provider.Stranger) },
		},
		{
			Number: 16, Name: "certificate-expired", Title: "Configured certificate expired", Stage: Signature,
			Needs: ExpiredCertificate,
			What:  "The signature is right, but the configured certificate ran out.",
			Class: saml.InvalidCertificate, Cause: saml.CertificateExpired, Fixer: diagnose.FixEither,
			Expected: "a certificate that is valid now", Received: "the end of its validity",
			edit: func(d *draft) { d.signWith(Credential{d.provider.Key, d.provider.ExpiredCert}) },
		},
		{
			Number: 17, Name: "changed-after-signing", Title: "Changed after signing", Stage: Signature,
			What:  "Somebody between the provider and here replaced the user's name in the signed assertion.",
			Class: saml.Malformed, Cause: saml.DigestMismatch, Fixer: diagnose.FixIdP,
			Expected: "the digest that was signed", Received: "the digest of what arrived",
			edit: (*draft).signClear,
			tamper: func(d *draft, doc string) string {
				return strings.Replace(doc, ">"+escapeText.Replace(d.nameID)+"<",
					">changed."+escapeText.Replace(d.nameID)+"<", 1)
			},
		},
		{
			Number: 18, Name: "broken-signature-value", Title: "Broken SignatureValue", Stage: Signature,
			What:  "The signed content is intact, and the signature over it is not.",
			Class: saml.Malformed, Cause: saml.SignatureInvalid, Fixer: diagnose.FixIdP,
			edit: func(d *draft) { d.signClear(); d.signer.rewrite = corrupt },
		},
		{
			Number: 19, Name: "unsigned", Title: "Not signed", Stage: Signature,
			What:  "Neither the response nor the assertion is signed.",
			Class: saml.Malformed, Cause: saml.Unsigned, Fixer: diagnose.FixIdP,
			edit: func(d *draft) { d.sign = SignNone },
		},
		{
			Number: 20, Name: "response-signed", Title: "Only the response signed", Stage: Signature, Accept: true,
			What: "The response is signed as a whole, the assertion has no signature of its own.",
			edit: func(d *draft) { d.sign = SignResponse },
		},
		{
			Number: 21, Name: "no-key-info", Title: "No KeyInfo", Stage: Signature, Accept: true,
			What: "The signature does not show the certificate that it was made with.",
			edit: func(d *draft) { d.signClear(); d.signer.cert = nil },
		},
		{
			Number: 22, Name: "rsa-sha1", Title: "RSA-SHA1", Stage: Signature,
			What:  "Signature and digest are made with SHA-1, which is broken.",
			Class: saml.Malformed, Cause: saml.WeakAlgorithm, Fixer: diagnose.FixIdP,
			Expected: "rsa-sha256 or better", Received: rsaSHA1,
			edit: func(d *draft) {
				d.signClear()
				d.signer.method, d.signer.digest, d.signer.hash = rsaSHA1, digestSHA1, crypto.SHA1
			},
		},
	}
}

func certificateFaults() []Fault {
	return []Fault{
		{
			Number: 39, Name: "no-certificate", Title: "No certificate configured", Stage: Signature,
			Needs: NoCertificate,
			What:  "The response is sound, but the connection has no certificate to verify it with.",
			Class: saml.InvalidCertificate, Cause: saml.NoCertificateConfigured, Fixer: diagnose.FixVendor,
			edit: (*draft).signClear,
		},
		{
			Number: 40, Name: "two-certificates", Title: "Two certificates, the second signs", Stage: Signature,
			Needs: TwoCertificates, Accept: true,
			What: "The connection has two certificates, as during a rollover, and the second one verifies.",
			edit: (*draft).signClear,
		},
	}
}

func valueFaults() []Fault {
	return []Fault{
		{
			Number: 42, Name: "signature-line-breaks", Title: "Blanks in SignatureValue", Stage: Signature,
			Accept: true,
			What:   "The signature is written over several lines, indented, with blanks around it.",
			edit:   func(d *draft) { d.signClear(); d.signer.rewrite = fold },
		},
		{
			Number: 43, Name: "ecdsa", Title: "ECDSA signature", Stage: Signature, Needs: ECDSACertificate,
			Accept: true,
			What:   "The signature is made with ECDSA on P-256, its value written as r and s side by side.",
			edit:   func(d *draft) { d.signWith(d.provider.ECDSA) },
		},
	}
}

// signClear leaves the assertion in clear, so that the signature can be seen,
// and has something signed.
func (d *draft) signClear() {
	d.encryptTo = nil
	if d.sign == SignNone {
		d.sign = SignAssertion
	}
}

func (d *draft) signWith(c Credential) {
	d.signClear()
	d.signer = newSigner(c.Key, c.Cert)
}

// corrupt changes one bit in the middle of a base64 value.
func corrupt(value string) string {
	raw, err := base64.StdEncoding.DecodeString(value)
	if err != nil {
		return value
	}
	raw[len(raw)/2] ^= 1
	return base64.StdEncoding.EncodeToString(raw)
}

// fold writes a base64 value as indented lines.
func fold(value string) string {
	var b strings.Builder
	for len(value) > 0 {
		n := min(64, len(value))
		b.WriteString("\n    " + value[:n] + " ")
		value = value[n:]
	}
	return b.String() + "\n  "
}
