package saml

import (
	"bytes"

	"gatehouse/saml/protocol"
	"gatehouse/saml/xmldoc"
)

// checkPosition is S2: directly behind Issuer, where the schema has it. Anywhere
// else in the element that it signs it means the same: S4 ties it to that
// element, and S15 to its bytes.
func (e *evaluation) checkPosition(base check, t *tree, sig *signature) {
	d := t.doc
	first := d.First(sig.parent)
	if d.Is(first, protocol.AssertionNS, "Issuer") {
		first = d.Next(first)
	} else if d.Child(sig.parent, protocol.AssertionNS, "Issuer") != xmldoc.None {
		first = xmldoc.None // it stands behind
	}
	const elsewhere = "the Signature does not stand directly behind Issuer"
	switch {
	case first == sig.node:
		e.pass(base + sigPosition)
	case e.sp.settings.Policy.Strict:
		e.fail(base+sigPosition, SignaturePosition, elsewhere).got(elementPath(t, sig.node)).in(t.at(sig.node))
	default:
		e.warn(base+sigPosition, SignaturePosition, elsewhere).in(t.at(sig.node))
	}
}

// readSignature is S3: everything that must be there is there once, in the
// order of the schema, and nothing else.
func (e *evaluation) readSignature(base check, t *tree, sig *signature) bool {
	d := t.doc
	bad := func(n xmldoc.Node, why string) bool {
		e.fail(base+sigShape, SignatureShape, why).got(elementPath(t, n)).in(t.at(n))
		return false
	}
	for n := d.Next(sig.node); n != xmldoc.None; n = d.Next(n) {
		if d.Is(n, protocol.SignatureNS, "Signature") {
			return bad(n, "a second Signature of the same element")
		}
	}
	take := func(n xmldoc.Node, local string) xmldoc.Node {
		if d.Is(n, protocol.SignatureNS, local) {
			return n
		}
		return xmldoc.None
	}
	sig.signedInfo = take(d.First(sig.node), "SignedInfo")
	sig.value = take(d.Next(sig.signedInfo), "SignatureValue")
	if sig.signedInfo == xmldoc.None || sig.value == xmldoc.None {
		return bad(sig.node, "a Signature begins with one SignedInfo and one SignatureValue")
	}
	sig.keyInfo = take(d.Next(sig.value), "KeyInfo")
	last := sig.value
	if sig.keyInfo != xmldoc.None {
		last = sig.keyInfo
	}
	if extra := d.Next(last); extra != xmldoc.None {
		return bad(extra, "nothing but one KeyInfo may stand behind the SignatureValue")
	}

	sig.c14nMethod = take(d.First(sig.signedInfo), "CanonicalizationMethod")
	sig.method = take(d.Next(sig.c14nMethod), "SignatureMethod")
	sig.reference = take(d.Next(sig.method), "Reference")
	if sig.reference == xmldoc.None {
		return bad(sig.signedInfo,
			"SignedInfo holds CanonicalizationMethod, SignatureMethod and Reference, in this order")
	}
	if extra := d.Next(sig.reference); extra != xmldoc.None {
		return bad(extra, "only one Reference is accepted: everything else would be signed and not looked at")
	}
	if n := d.First(sig.method); n != xmldoc.None {
		return bad(n, "a SignatureMethod with parameters is not accepted")
	}

	n := d.First(sig.reference)
	if sig.transforms = take(n, "Transforms"); sig.transforms != xmldoc.None {
		n = d.Next(n)
	}
	sig.digestMethod = take(n, "DigestMethod")
	sig.digestValue = take(d.Next(sig.digestMethod), "DigestValue")
	if sig.digestValue == xmldoc.None {
		return bad(sig.reference, "a Reference holds Transforms, DigestMethod and DigestValue, in this order")
	}
	if extra := d.Next(sig.digestValue); extra != xmldoc.None {
		return bad(extra, "nothing may stand behind the DigestValue")
	}
	if n := d.First(sig.digestMethod); n != xmldoc.None {
		return bad(n, "a DigestMethod with parameters is not accepted")
	}
	e.pass(base + sigShape)
	return true
}

// checkReference is S4: the signature covers the very element that holds it.
func (e *evaluation) checkReference(base check, t *tree, sig *signature) {
	uri, ok := t.attr(sig.reference, "URI")
	id, _ := t.attr(sig.parent, "ID")
	switch {
	case len(uri) > 1 && uri[0] == '#' && len(id) > 0 && bytes.Equal(uri[1:], id):
		e.pass(base + sigReference)
	case ok && len(uri) == 0 && sig.parent == t.doc.Root() && !t.inner && e.sp.settings.Policy.AllowEmptyReference:
		e.warn(base+sigReference, SignatureReference, "an empty reference means the whole document; "+
			"this connection allows it").
			in(t.at(sig.reference))
	default:
		why, reason := "the signature refers to something else than the element that holds it", Reason("")
		switch {
		case !ok:
			why = "the Reference has no URI"
		case len(uri) == 0:
			why = "the Reference is empty: it means the whole document instead of an element by its ID"
			if sig.parent == t.doc.Root() && !t.inner {
				reason = EmptyReference
			}
		case uri[0] != '#':
			why = "the Reference points outside of the document"
		case bytes.HasPrefix(uri, []byte("#xpointer")):
			why = "xpointer references are not accepted"
		}
		e.fail(base+sigReference, SignatureReference, why).reasoned(reason).
			want("#" + string(id)).gotRaw(uri).in(t.atAttr(sig.reference, "URI"))
	}
}

// checkTransforms is S5. It reports whether the canonical form of what is
// signed is known, allowed or not.
func (e *evaluation) checkTransforms(base check, t *tree, sig *signature) (known bool) {
	d := t.doc
	refuse := func(n xmldoc.Node, reason Reason, why string) bool {
		uri, _ := t.attr(n, "Algorithm")
		e.fail(base+sigTransforms, BadTransform, why).reasoned(reason).
			want("enveloped-signature, then exclusive C14N").gotRaw(uri).in(t.at(n))
		return false
	}
	bad := func(n xmldoc.Node, why string) bool { return refuse(n, "", why) }
	if !e.checkC14N(base, t, sig.c14nMethod, &sig.self) {
		return bad(sig.c14nMethod, "the CanonicalizationMethod is none that is known")
	}
	enveloped := d.First(sig.transforms)
	if uri, _ := t.attr(enveloped, "Algorithm"); !d.Is(enveloped, protocol.SignatureNS, "Transform") ||
		string(uri) != "http://www.w3.org/2000/09/xmldsig#enveloped-signature" || d.HasElements(enveloped) {
		if enveloped == xmldoc.None {
			return bad(sig.reference, "the signature must be left out of what it signs")
		}
		return bad(enveloped, "the first transform must be enveloped-signature")
	}
	transform := d.Next(enveloped)
	if transform == xmldoc.None {
		// xmldsig 4.4.3.2: without a C14N transform, inclusive C14N 1.0.
		if !e.sp.settings.Policy.AllowInclusiveC14N {
			refuse(sig.transforms, InclusiveC14N, "without a second transform, inclusive C14N applies, which this "+
				"connection does not allow")
			return true
		}
		e.warn(base+sigTransforms, BadTransform, "inclusive C14N, which this connection allows")
		return true
	}
	if extra := d.Next(transform); extra != xmldoc.None {
		return bad(extra, "there are more than two transforms")
	}
	if !d.Is(transform, protocol.SignatureNS, "Transform") || !e.checkC14N(base, t, transform, &sig.content) {
		return bad(transform, "the second transform must be exclusive C14N")
	}
	e.pass(base + sigTransforms)
	return true
}

// checkC14N reads a canonicalization with its InclusiveNamespaces.
func (e *evaluation) checkC14N(base check, t *tree, n xmldoc.Node, c *xmldoc.C14N) (known bool) {
	d := t.doc
	uri, _ := t.attr(n, "Algorithm")
	method, inclusive, ok := canonicalization(uri)
	if !ok {
		return false
	}
	*c = method
	if child := d.First(n); child != xmldoc.None {
		list, _ := t.attr(child, "PrefixList")
		if inclusive || !d.Is(child, "http://www.w3.org/2001/10/xml-exc-c14n#", "InclusiveNamespaces") ||
			d.Next(child) != xmldoc.None || d.HasElements(child) {
			return false
		}
		c.PrefixList = prefixList(list)
	}
	switch {
	case !inclusive:
	case e.sp.settings.Policy.AllowInclusiveC14N:
		e.warn(base+sigTransforms, BadTransform, "inclusive C14N, which this connection allows")
	default:
		e.fail(base+sigTransforms, BadTransform, "inclusive C14N, which this connection does not allow").
			reasoned(InclusiveC14N).want("exclusive C14N").gotRaw(uri).in(t.at(n))
	}
	return true
}

// prefixList is a PrefixList as a string; the usual ones cost nothing.
func prefixList(list []byte) string {
	for _, usual := range [...]string{
		"xs", "xsd", "xs xsi", "xsd xsi", "#default saml ds xs xsi", "#default samlp saml ds xs xsi",
	} {
		if string(list) == usual {
			return usual
		}
	}
	return string(list)
}
