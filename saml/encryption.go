package saml

import (
	"crypto"
	"errors"
	"fmt"

	"gatehouse/saml/protocol"
	"gatehouse/saml/xmldoc"
)

// encrypted is an EncryptedAssertion or EncryptedID in an acceptable shape.
type encrypted struct {
	node   xmldoc.Node
	data   dataAlgorithm
	cipher xmldoc.Node // CipherValue of the data
	keys   [maxEncryptedKeys]encryptedKey
	found  int
}

// maxEncryptedKeys is how many are tried (E6).
const maxEncryptedKeys = 2

// encryptedKey is an EncryptedKey in an acceptable shape.
type encryptedKey struct {
	node      xmldoc.Node
	transport keyTransport
	cipher    xmldoc.Node
}

// decrypt applies E3 to E7 and reads the plaintext as a document of its own.
func (e *evaluation) decrypt(t *tree, n xmldoc.Node) (Untrusted, bool) {
	e.seen.encrypted = true
	enc := &e.encryption
	*enc = encrypted{node: n}
	if !e.readEncrypted(t, enc) {
		return Untrusted{}, false
	}
	if len(e.sp.keys) == 0 {
		e.fail(checkDecryption, NoDecryptionKey, "we have no key to decrypt with: the connection offers none to the "+
			"identity provider")
		return Untrusted{}, false
	}
	plain, cause, detail := e.open(t, enc, e.plaintext)
	e.plaintext = plain
	switch cause {
	case "":
		e.pass(checkKeyTransport)
		e.pass(checkDecryption)
	case WrongKey:
		e.fail(checkKeyTransport, cause, detail).in(t.at(enc.keys[0].node))
		return Untrusted{}, false
	default:
		e.pass(checkKeyTransport)
		e.fail(checkDecryption, cause, detail).reasoned(enc.doubt(cause)).in(t.at(enc.cipher))
		return Untrusted{}, false
	}
	if err := parsePlaintext(&e.decrypted, &e.plaintext, t, n); err != nil {
		e.failPlaintext(err).reasoned(enc.doubt(""))
		return Untrusted{}, false
	}
	inner := Untrusted{tree{doc: &e.decrypted, root: e.decrypted.Root(), inner: true}}
	if !e.decrypted.Is(inner.root, protocol.AssertionNS, "Assertion") {
		inner := inner // the one that escapes
		e.fail(checkPlaintext, UnknownElement, "what was decrypted is no Assertion").
			want("Assertion").gotRaw(e.decrypted.Name(inner.root)).in(inner.at(inner.root)).class = DecryptionFailed
		return Untrusted{}, false
	}
	e.pass(checkPlaintext)
	return inner, true
}

// doubt is the reason of a failure that another key than ours may be behind:
// with RSA 1.5 a wrong key yields a random content key (see unwrap), and its
// data then fails like damaged data. OAEP tells a wrong key by itself, and a
// wrong length is that of the data.
func (enc *encrypted) doubt(cause Cause) Reason {
	for _, k := range enc.keys[:enc.found] {
		if k.transport.rsa15 && cause != CiphertextSize {
			return KeyUncertain
		}
	}
	return ""
}

// parsePlaintext reads a plaintext as its own document (E2), which may declare a
// character set of its own (X1). Namespaces that only the surroundings declare
// are brought along if the document needs them (xmlenc 4.2 puts it back in their
// midst).
func parsePlaintext(doc *xmldoc.Doc, plaintext *[]byte, t *tree, n xmldoc.Node) error {
	if plain := *plaintext; len(plain) > 0 {
		if *plaintext = xmldoc.UTF8(plain); &(*plaintext)[0] != &plain[0] {
			clear(plain)
		}
	}
	err := doc.Parse(*plaintext, xmldoc.Limits{})
	if err == nil {
		return nil
	}
	if bad := (*xmldoc.Error)(nil); errors.As(err, &bad) && bad.Cause == xmldoc.CauseNamespace {
		return doc.ParseIn(*plaintext, t.doc, n, xmldoc.Limits{})
	}
	return err
}

// failPlaintext reports unreadable plaintext. Its class is that of a failed
// decryption: whether padding or XML was wrong is nobody's business (E7).
func (e *evaluation) failPlaintext(err error) *row {
	cause, detail, at := NotWellFormed, err.Error(), place{inner: true}
	if bad := (*xmldoc.Error)(nil); errors.As(err, &bad) {
		cause, detail = Cause(bad.Cause), bad.Detail
		at.start, at.end = bad.Offset, bad.Offset
	}
	r := e.fail(checkPlaintext, cause, "the decrypted assertion: "+detail).in(at)
	r.class = DecryptionFailed
	return r
}

// readEncrypted finds the one EncryptedData and its EncryptedKeys (E4, E6).
func (e *evaluation) readEncrypted(t *tree, enc *encrypted) bool {
	d := t.doc
	data := xmldoc.None
	for n := d.First(enc.node); n != xmldoc.None; n = d.Next(n) {
		switch {
		case d.Is(n, protocol.EncryptionNS, "EncryptedData") && data == xmldoc.None:
			data = n
		case d.Is(n, protocol.EncryptionNS, "EncryptedKey"):
			if !e.addKey(t, enc, n) {
				return false
			}
		default:
			return e.badEncryption(t, n, "an encrypted element holds one EncryptedData, and EncryptedKeys")
		}
	}
	if data == xmldoc.None {
		return e.badEncryption(t, enc.node, "the encrypted element has no EncryptedData")
	}
	if !e.once(t, data, protocol.EncryptionNS, "EncryptionMethod", "CipherData") ||
		!e.once(t, data, protocol.SignatureNS, "KeyInfo") {
		return false
	}
	method, _ := t.attr(d.Child(data, protocol.EncryptionNS, "EncryptionMethod"), "Algorithm")
	var ok bool
	if enc.data, ok = dataEncryption(method); !ok {
		cause, why := UnknownAlgorithm, "the data is encrypted with an algorithm that is not accepted"
		if enc.data.weak {
			cause, why = WeakAlgorithm, "the data is encrypted with a weak algorithm"
		}
		e.fail(checkDataEncryption, cause, why).
			want("AES-GCM or AES-CBC").gotRaw(method).in(t.at(data)).class = DecryptionFailed
		return false
	}
	e.passed(checkDataEncryption, "", enc.data.name)
	if enc.cipher, ok = e.cipherValue(t, data); !ok || !e.keysInside(t, enc, data) {
		return false
	}
	if enc.found == 0 {
		return e.badEncryption(t, enc.node, "there is no EncryptedKey")
	}
	e.pass(checkEncryptedKey)
	return true
}

func (e *evaluation) badEncryption(t *tree, n xmldoc.Node, why string) bool {
	e.fail(checkEncryptedKey, EncryptionShape, why).got(elementPath(t, n)).in(t.at(n))
	return false
}

// keysInside looks into the KeyInfo of the data: at EncryptedKeys, and at
// RetrievalMethods that point to one in the same EncryptedAssertion.
func (e *evaluation) keysInside(t *tree, enc *encrypted, data xmldoc.Node) bool {
	d := t.doc
	pointers := 0
	info := d.Child(data, protocol.SignatureNS, "KeyInfo")
	for n := d.First(info); n != xmldoc.None; n = d.Next(n) {
		switch {
		case d.Is(n, protocol.EncryptionNS, "EncryptedKey"):
			if !e.addKey(t, enc, n) {
				return false
			}
		case d.Is(n, protocol.SignatureNS, "RetrievalMethod"):
			if pointers++; pointers > maxEncryptedKeys {
				return e.tooManyKeys(t, n)
			}
			uri, _ := t.attr(n, "URI")
			key := xmldoc.None
			if len(uri) > 1 && uri[0] == '#' && !d.HasElements(n) {
				key = keyByID(t, enc.node, uri[1:])
			}
			if key == xmldoc.None {
				e.fail(checkEncryptedKey, CipherReference,
					"a RetrievalMethod must point to an EncryptedKey of the same "+
						"encrypted element").
					gotRaw(uri).in(t.at(n))
				return false
			}
			if !e.addKey(t, enc, key) {
				return false
			}
		}
	}
	return true
}

func keyByID(t *tree, within xmldoc.Node, id []byte) xmldoc.Node {
	for key := range t.doc.Find(within, protocol.EncryptionNS, "EncryptedKey") {
		if value, ok := t.attr(key, "Id"); ok && string(value) == string(id) {
			return key
		}
	}
	return xmldoc.None
}

// addKey is E3 and E6 for one EncryptedKey.
func (e *evaluation) addKey(t *tree, enc *encrypted, n xmldoc.Node) bool {
	for _, k := range enc.keys[:enc.found] {
		if k.node == n {
			return true
		}
	}
	if enc.found == maxEncryptedKeys {
		return e.tooManyKeys(t, n)
	}
	if !e.once(t, n, protocol.EncryptionNS, "EncryptionMethod", "CipherData") {
		return false
	}
	k := encryptedKey{node: n}
	method := t.doc.Child(n, protocol.EncryptionNS, "EncryptionMethod")
	transport, problem, cause := readKeyTransport(t, method)
	uri, _ := t.attr(method, "Algorithm")
	switch {
	case cause != "":
		e.fail(checkKeyTransport, cause, problem).want("RSA-OAEP").gotRaw(uri).in(t.at(n)).class = DecryptionFailed
		return false
	case transport.rsa15 && !e.sp.settings.Policy.AllowRSA15:
		e.fail(checkKeyTransport, WeakAlgorithm, "RSA 1.5 key transport, which this connection does not allow").
			reasoned(RSA15).
			want("RSA-OAEP").gotRaw(uri).in(t.at(n)).class = DecryptionFailed
		return false
	case transport.rsa15:
		e.warn(checkKeyTransport, WeakAlgorithm, "RSA 1.5 key transport, which this connection allows")
	}
	var ok bool
	if k.cipher, ok = e.cipherValue(t, n); !ok {
		return false
	}
	k.transport = transport
	enc.keys[enc.found] = k
	enc.found++
	return true
}

func (e *evaluation) tooManyKeys(t *tree, n xmldoc.Node) bool {
	e.fail(checkEncryptedKey, LimitEncryptedKeys, "").
		want(fmt.Sprintf("at most %d EncryptedKeys", maxEncryptedKeys)).in(t.at(n))
	return false
}

// once refuses a second child of a name: which of the two would be meant?
func (e *evaluation) once(t *tree, parent xmldoc.Node, ns string, locals ...string) bool {
	d := t.doc
	for _, local := range locals {
		for n := d.Next(d.Child(parent, ns, local)); n != xmldoc.None; n = d.Next(n) {
			if d.Is(n, ns, local) {
				return e.badEncryption(t, n, "a second "+local)
			}
		}
	}
	return true
}

// cipherValue finds CipherData/CipherValue; a reference elsewhere is refused.
func (e *evaluation) cipherValue(t *tree, parent xmldoc.Node) (xmldoc.Node, bool) {
	d := t.doc
	data := d.Child(parent, protocol.EncryptionNS, "CipherData")
	value := d.First(data)
	switch {
	case d.Child(data, protocol.EncryptionNS, "CipherReference") != xmldoc.None:
		e.fail(checkEncryptedKey, CipherReference, "a CipherReference points outside of the message").in(t.at(data))
		return value, false
	case !d.Is(value, protocol.EncryptionNS, "CipherValue") || d.Next(value) != xmldoc.None:
		return value, e.badEncryption(t, parent, "there is no CipherData with one CipherValue")
	}
	return value, true
}

// readKeyTransport reads an EncryptionMethod of an EncryptedKey (xmlenc 5.4.2,
// xmlenc11 5.5.2).
func readKeyTransport(t *tree, method xmldoc.Node) (k keyTransport, problem string, cause Cause) {
	d := t.doc
	uri, _ := t.attr(method, "Algorithm")
	k.hash, k.mgf = crypto.SHA1, crypto.SHA1
	switch string(uri) {
	case "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p":
	case "http://www.w3.org/2009/xmlenc11#rsa-oaep":
		if mgf := d.Child(method, "http://www.w3.org/2009/xmlenc11#", "MGF"); mgf != xmldoc.None {
			uri, _ := t.attr(mgf, "Algorithm")
			if k.mgf = maskHash(uri); k.mgf == 0 {
				return k, "a mask generation function that is not accepted: " + sample(uri), UnknownAlgorithm
			}
		}
	case "http://www.w3.org/2001/04/xmlenc#rsa-1_5":
		k.rsa15 = true
		return k, "", ""
	default:
		return k, "the key is encrypted with an algorithm that is not accepted", UnknownAlgorithm
	}
	if n := d.Child(method, protocol.SignatureNS, "DigestMethod"); n != xmldoc.None {
		uri, _ := t.attr(n, "Algorithm")
		if k.hash = digestMethod(uri).hash; k.hash == 0 {
			return k, "a digest that is not accepted: " + sample(uri), UnknownAlgorithm
		}
	}
	if n := d.Child(method, protocol.EncryptionNS, "OAEPparams"); n != xmldoc.None {
		label, _, bad := decodeBase64(nil, d.Text(n), &base64XML)
		if bad != nil {
			return k, "OAEPparams are not base64", EncryptionShape
		}
		k.label = label
	}
	return k, "", ""
}

// maskHash is the hash of an MGF1 mask generation function (xmlenc11 5.5.2).
func maskHash(uri []byte) crypto.Hash {
	switch string(uri) {
	case "http://www.w3.org/2009/xmlenc11#mgf1sha1":
		return crypto.SHA1
	case "http://www.w3.org/2009/xmlenc11#mgf1sha256":
		return crypto.SHA256
	case "http://www.w3.org/2009/xmlenc11#mgf1sha384":
		return crypto.SHA384
	case "http://www.w3.org/2009/xmlenc11#mgf1sha512":
		return crypto.SHA512
	}
	return 0
}
