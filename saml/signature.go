package saml

import (
	"bytes"
	"crypto"
	"encoding/base64"
	"fmt"

	"gatehouse/saml/protocol"
	"gatehouse/saml/xmldoc"
)

// signature is a ds:Signature in its one acceptable shape (S3).
type signature struct {
	node, parent  xmldoc.Node
	signedInfo    xmldoc.Node
	c14nMethod    xmldoc.Node
	method        xmldoc.Node
	reference     xmldoc.Node
	transforms    xmldoc.Node
	digestMethod  xmldoc.Node
	digestValue   xmldoc.Node
	value         xmldoc.Node
	keyInfo       xmldoc.Node
	content, self xmldoc.C14N // of what is signed, and of SignedInfo
}

// signedElement says what became of the signature of one element.
type signedElement struct {
	present  bool
	verified bool
	sig      xmldoc.Node
	octets   []byte // canonical, verified
}

// verifySignature applies S2 to S7, S9 and S14 to the signature of an element.
// base is the first of its checks, slot the buffer for what it signs.
func (e *evaluation) verifySignature(base check, t *tree, parent xmldoc.Node, slot int) (s signedElement) {
	sig := signature{parent: parent, node: t.doc.Child(parent, protocol.SignatureNS, "Signature")}
	if sig.node == xmldoc.None {
		return s
	}
	s.present, s.sig = true, sig.node
	if e.unbounded {
		return s
	}
	e.checkPosition(base, t, &sig)
	if !e.readSignature(base, t, &sig) {
		return s
	}
	e.checkReference(base, t, &sig)
	known := e.checkTransforms(base, t, &sig)
	method, digestAlg := e.checkAlgorithms(base, t, &sig)
	shown := e.readKeyInfo(t, sig.keyInfo)

	octets, same := []byte(nil), false
	if known && digestAlg.hash != 0 {
		octets, same = e.checkDigest(base, t, &sig, digestAlg, slot)
	}
	signedBy := e.checkValue(base, t, &sig, method, &shown)
	if signedBy == nil || !same {
		return s
	}
	for c := sigPosition; c < signatureChecks; c++ {
		if o := e.results[base+c].outcome; o != Passed && o != Warning && c != sigKeyInfo {
			return s
		}
	}
	s.verified, s.octets = true, octets
	return s
}

// verify makes a Verified tree out of what a signature covers (S15).
func (e *evaluation) verify(doc *xmldoc.Doc, s signedElement, t *tree, parent xmldoc.Node) (v Verified, ok bool) {
	if !s.verified {
		return v, false
	}
	if err := doc.Parse(s.octets, canonicalLimits); err != nil {
		e.fail(checkVerifiedBytes, InternalError, "the canonical form cannot be read again: "+err.Error())
		return v, false
	}
	return Verified{tree: tree{
		doc: doc, root: doc.Root(),
		origin: t.doc, origRoot: parent, signature: s.sig, inner: t.inner,
	}}, true
}

// within is an element of what was verified, on its own.
func (v Verified) within(n xmldoc.Node) Verified {
	v.root = n
	return v
}

// decrypted is what was decrypted out of verified bytes (E2): the signature
// over the ciphertext vouches for it.
func (v Verified) decrypted(plaintext Untrusted) Verified {
	return Verified{tree: plaintext.tree}
}

// A canonical form can be longer than its source, in proportion: checkStructure
// has bounded it.
const maxCanonical = 4 << 20

var canonicalLimits = xmldoc.Limits{
	Bytes: 2 * maxCanonical, Attributes: 64, Namespaces: 64,
	AttributeBytes: 32 << 10, TextBytes: 512 << 10,
}

// checkDigest is S14. It returns the octets if they are what was signed.
func (e *evaluation) checkDigest(
	base check, t *tree, sig *signature, alg digestAlgorithm, slot int,
) (octets []byte, same bool) {
	c := sig.content
	c.Skip = sig.node
	if size := len(t.doc.Src()) + len(t.doc.Src())/8; cap(e.octets[slot]) < size {
		e.octets[slot] = make([]byte, 0, size)
	}
	octets, err := t.doc.Canonical(e.octets[slot][:0], sig.parent, c)
	if err != nil {
		e.fail(base+sigTransforms, BadTransform, err.Error()).in(t.at(sig.transforms))
		return nil, false
	}
	e.octets[slot] = octets
	var sum digest
	sum.sum(alg.hash, octets)
	text := t.doc.Text(sig.digestValue)
	value, ok := e.decodedXML(e.small[:0], text)
	e.small = value
	switch {
	case !ok || len(value) != sum.size:
		e.fail(base+sigDigest, DigestMismatch, fmt.Sprintf("the DigestValue is not base64 of %d bytes", sum.size)).
			want(sample(text)).got(base64.StdEncoding.EncodeToString(sum.bytes())).in(t.atText(sig.digestValue))
	case !bytes.Equal(value, sum.bytes()):
		e.fail(base+sigDigest, DigestMismatch, "what arrived is not what was signed: it was changed on the way").
			want(base64.StdEncoding.EncodeToString(value)).
			got(base64.StdEncoding.EncodeToString(sum.bytes())).in(t.atText(sig.digestValue))
	default:
		e.pass(base + sigDigest)
		return octets, true
	}
	return octets, false
}

// checkValue is S7, S8 and S9: which configured key made the signature, and if
// none did, what the message itself shows. It returns the certificate of the
// key that verified.
func (e *evaluation) checkValue(
	base check, t *tree, sig *signature, method signatureAlgorithm, shown *shownCertificates,
) *certificate {
	if method.hash == 0 {
		return nil
	}
	signedInfo, err := t.doc.Canonical(e.small[:0], sig.signedInfo, sig.self)
	if err != nil {
		e.fail(base+sigTransforms, BadTransform, err.Error()).in(t.at(sig.c14nMethod))
		return nil
	}
	var sum digest
	sum.sum(method.hash, signedInfo)
	value, ok := e.decodedXML(signedInfo[:0], t.doc.Text(sig.value))
	e.small = value
	if !ok || len(value) == 0 {
		e.fail(base+sigValue, SignatureInvalid, "the SignatureValue is not base64").
			reasoned(ValueUnreadable).in(t.atText(sig.value))
		return nil
	}
	signedBy := e.findKey(method, sum.bytes(), value, shown)
	if signedBy != nil {
		e.passed(base+sigValue, signedBy.key, method.name)
		e.checkShown(base, t, shown, signedBy)
		e.signers = append(e.signers, signedBy)
		return signedBy
	}
	e.explainSignature(base, t, sig, method, sum.bytes(), value, shown)
	return nil
}

// findKey tries every configured key (S8), the one that the message shows
// first. Of two certificates with the same key, one that is valid now wins.
func (e *evaluation) findKey(method signatureAlgorithm, sum, value []byte, shown *shownCertificates) *certificate {
	var found *certificate
	try := func(c *certificate) bool {
		if c == nil || c.parsed == nil || !method.verifies(c.parsed.PublicKey, sum, value) {
			return false
		}
		if found == nil || found.outside(e.in.Now) != "" {
			found = c
		}
		return found.outside(e.in.Now) == ""
	}
	if try(shown.configured) {
		return found
	}
	for i := range e.sp.certificates {
		if c := &e.sp.certificates[i]; c != shown.configured && try(c) {
			return found
		}
	}
	return found
}

// explainSignature tells a rotation from a corrupt value: each certificate that
// the message shows is tried (S9).
func (e *evaluation) explainSignature(
	base check, t *tree, sig *signature, method signatureAlgorithm, sum, value []byte, shown *shownCertificates,
) {
	if e.sp.usable() == 0 {
		return // S11 has said so
	}
	unverified := func(detail string) *row {
		return e.fail(base+sigValue, SignatureInvalid, detail).
			want(e.sp.fingerprints).got(method.name).in(t.atText(sig.value))
	}
	if !e.fitsAny(method) {
		unverified("the algorithm does not fit the key of any configured certificate").reasoned(OtherKindOfKey)
	}
	why, reason := "made by another key than the configured ones", Reason("")
	switch signer := shown.verifying(method, sum, value); {
	case signer != nil:
		e.explainMismatch(base, t, shown, signer)
	case shown.configured != nil:
		why = "the certificate is the configured one, but the value is not its signature: SignedInfo or " +
			"SignatureValue was " +
			"damaged"
		reason = ConfiguredShown
	case shown.none() && shown.odd != "":
		why = "no configured key made this signature; the certificate in the message cannot be read, so a " +
			"new key cannot " +
			"be told from a damaged value"
		reason = CertificateUnreadable
	case shown.none():
		why = "no configured key made this signature; the message shows no certificate, so a new key cannot be " +
			"told from a " +
			"damaged value"
		reason = NoneShown
	default:
		e.explainMismatch(base, t, shown, nil)
	}
	e.noteShown(base, t, shown)
	if !e.failed(base + sigValue) {
		unverified(why).reasoned(reason)
	}
}

func (e *evaluation) fitsAny(method signatureAlgorithm) bool {
	for i := range e.sp.certificates {
		if c := e.sp.certificates[i].parsed; c != nil && method.fits(crypto.PublicKey(c.PublicKey)) {
			return true
		}
	}
	return false
}
