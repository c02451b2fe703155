package saml

import (
	"gatehouse/saml/protocol"
	"gatehouse/saml/xmldoc"
)

// openEncryptedID is E8: the EncryptedID of the verified assertion is decrypted,
// and the assertion read again with the NameID in its place. Of bytes that
// nobody vouches for nothing is decrypted.
func (e *evaluation) openEncryptedID() {
	if !e.asserted.valid() {
		return
	}
	t := &e.asserted.tree
	subject := t.doc.Child(t.root, protocol.AssertionNS, "Subject")
	n := t.doc.Child(subject, protocol.AssertionNS, "EncryptedID")
	if n == xmldoc.None {
		return
	}
	if len(e.sp.keys) == 0 {
		e.failEncryptedID(t, n, NoDecryptionKey, "we have no key to decrypt with: the connection offers none to the "+
			"identity provider")
		return
	}
	enc := &e.encryption
	*enc = encrypted{node: n}
	if !e.readEncrypted(t, enc) {
		return
	}
	plain, cause, detail := e.open(t, enc, e.nameID)
	if e.nameID = plain; cause != "" {
		e.failEncryptedID(t, n, cause, detail)
		return
	}
	e.pass(checkKeyTransport)
	if err := parsePlaintext(&e.nameIDAlone, &e.nameID, t, n); err != nil {
		e.failEncryptedID(t, n, EncryptionShape, "what was decrypted is no XML element: "+err.Error())
		return
	}
	alone := &e.nameIDAlone
	if root := alone.Root(); !alone.Is(root, protocol.AssertionNS, "NameID") || alone.HasElements(root) {
		e.failEncryptedID(t, n, EncryptionShape, "an EncryptedID holds one NameID, and nothing else")
		return
	}
	e.putBack(n)
}

// putBack reads the verified bytes again with the NameID in the place of the
// EncryptedID. It is one whole element, as it was read on its own, so nothing of
// it can reach beyond.
func (e *evaluation) putBack(n xmldoc.Node) {
	before := e.asserted
	src := before.doc.Src()
	start, end := before.doc.Span(n)
	from, to := e.nameIDAlone.Span(e.nameIDAlone.Root())
	e.opened = append(append(append(e.opened[:0], src[:start]...), e.nameID[from:to]...), src[end:]...)
	if err := e.fromOpened.Parse(e.opened, canonicalLimits); err != nil {
		e.failEncryptedID(&before.tree, n, EncryptionShape,
			"what was decrypted does not fit into the assertion: "+err.Error())
		return
	}
	e.asserted = before.opened(&e.fromOpened, n)
	e.pass(checkEncryptedParts)
}

// opened is the same assertion in another document, which holds a NameID where
// the encrypted one stood. What stands before it keeps its place in the table.
func (v Verified) opened(doc *xmldoc.Doc, encrypted xmldoc.Node) Verified {
	if v.origin != nil {
		v.openedID = v.original(encrypted)
	} else {
		v.origin, v.origRoot, v.signature, v.openedID = v.doc, v.doc.Root(), xmldoc.None, encrypted
	}
	v.doc = doc
	return v
}

// failEncryptedID refuses; outwards all failures of decryption are one (E7).
func (e *evaluation) failEncryptedID(t *tree, n xmldoc.Node, cause Cause, detail string) {
	e.fail(checkEncryptedParts, cause, "the EncryptedID: "+detail).
		want("NameID").got("EncryptedID").in(t.at(n)).class = DecryptionFailed
}
