package saml

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"math/big"

	"gatehouse/saml/xmldoc"
)

// policy is what the rules say of an algorithm (S6).
type policy uint8

const (
	allowed policy = iota
	sha1Only
	weak    // broken: never
	unknown // not in our list: never
)

// digestAlgorithm is a DigestMethod (xmldsig 6.2, xmlenc 5.7, RFC 6931).
type digestAlgorithm struct {
	name   string
	hash   crypto.Hash
	policy policy
}

func digestMethod(uri []byte) digestAlgorithm {
	switch string(uri) {
	case "http://www.w3.org/2001/04/xmlenc#sha256":
		return digestAlgorithm{"sha256", crypto.SHA256, allowed}
	case "http://www.w3.org/2001/04/xmldsig-more#sha384":
		return digestAlgorithm{"sha384", crypto.SHA384, allowed}
	case "http://www.w3.org/2001/04/xmlenc#sha512":
		return digestAlgorithm{"sha512", crypto.SHA512, allowed}
	case "http://www.w3.org/2000/09/xmldsig#sha1":
		return digestAlgorithm{"sha1", crypto.SHA1, sha1Only}
	case "http://www.w3.org/2001/04/xmldsig-more#md5", "http://www.w3.org/2001/04/xmlenc#ripemd160":
		return digestAlgorithm{policy: weak}
	}
	return digestAlgorithm{policy: unknown}
}

// scheme is how a signature is made.
type scheme uint8

const (
	rsaPKCS1 scheme = iota
	rsaPSS
	ecdsaKey
)

// signatureAlgorithm is a SignatureMethod (xmldsig 6.4, RFC 4051, RFC 9231).
type signatureAlgorithm struct {
	name   string
	hash   crypto.Hash
	scheme scheme
	policy policy
}

func signatureMethod(uri []byte) signatureAlgorithm {
	switch string(uri) {
	case "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256":
		return signatureAlgorithm{"rsa-sha256", crypto.SHA256, rsaPKCS1, allowed}
	case "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384":
		return signatureAlgorithm{"rsa-sha384", crypto.SHA384, rsaPKCS1, allowed}
	case "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512":
		return signatureAlgorithm{"rsa-sha512", crypto.SHA512, rsaPKCS1, allowed}
	// RFC 9231, 2.3.10: hash, mask and length of the salt follow from the name.
	case "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1":
		return signatureAlgorithm{"sha256-rsa-MGF1", crypto.SHA256, rsaPSS, allowed}
	case "http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1":
		return signatureAlgorithm{"sha384-rsa-MGF1", crypto.SHA384, rsaPSS, allowed}
	case "http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1":
		return signatureAlgorithm{"sha512-rsa-MGF1", crypto.SHA512, rsaPSS, allowed}
	case "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256":
		return signatureAlgorithm{"ecdsa-sha256", crypto.SHA256, ecdsaKey, allowed}
	case "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384":
		return signatureAlgorithm{"ecdsa-sha384", crypto.SHA384, ecdsaKey, allowed}
	case "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512":
		return signatureAlgorithm{"ecdsa-sha512", crypto.SHA512, ecdsaKey, allowed}
	case "http://www.w3.org/2000/09/xmldsig#rsa-sha1":
		return signatureAlgorithm{"rsa-sha1", crypto.SHA1, rsaPKCS1, sha1Only}
	case "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1":
		return signatureAlgorithm{"ecdsa-sha1", crypto.SHA1, ecdsaKey, sha1Only}
	case "http://www.w3.org/2001/04/xmldsig-more#rsa-md5",
		"http://www.w3.org/2000/09/xmldsig#dsa-sha1":
		return signatureAlgorithm{policy: weak}
	}
	return signatureAlgorithm{policy: unknown}
}

// canonicalization returns the C14N of an algorithm URI. inclusive ones need
// the connection's consent (S5).
func canonicalization(uri []byte) (c xmldoc.C14N, inclusive, ok bool) {
	switch string(uri) {
	case "http://www.w3.org/2001/10/xml-exc-c14n#":
		return xmldoc.C14N{Exclusive: true}, false, true
	case "http://www.w3.org/2001/10/xml-exc-c14n#WithComments":
		return xmldoc.C14N{Exclusive: true, Comments: true}, false, true
	case "http://www.w3.org/TR/2001/REC-xml-c14n-20010315":
		return xmldoc.C14N{}, true, true
	case "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments":
		return xmldoc.C14N{Comments: true}, true, true
	case "http://www.w3.org/2006/12/xml-c14n11":
		return xmldoc.C14N{Version11: true}, true, true
	case "http://www.w3.org/2006/12/xml-c14n11#WithComments":
		return xmldoc.C14N{Version11: true, Comments: true}, true, true
	}
	return xmldoc.C14N{}, false, false
}

// digest is a hash value without an allocation.
type digest struct {
	value [sha512.Size]byte
	size  int
}

func (d *digest) bytes() []byte { return d.value[:d.size] }

func (d *digest) sum(h crypto.Hash, data []byte) {
	switch h {
	case crypto.SHA256:
		s := sha256.Sum256(data)
		d.size = copy(d.value[:], s[:])
	case crypto.SHA384:
		s := sha512.Sum384(data)
		d.size = copy(d.value[:], s[:])
	case crypto.SHA512:
		s := sha512.Sum512(data)
		d.size = copy(d.value[:], s[:])
	case crypto.SHA1:
		s := sha1.Sum(data)
		d.size = copy(d.value[:], s[:])
	default:
		d.size = 0
	}
}

// verifies tells whether value is key's signature of the digest (S7).
func (a signatureAlgorithm) verifies(key crypto.PublicKey, sum, value []byte) bool {
	if !a.fits(key) {
		return false
	}
	switch key := key.(type) {
	case *rsa.PublicKey:
		if key.N.BitLen() > maxKeyBits {
			return false
		}
		if a.scheme == rsaPSS {
			digest := bytes.Clone(sum) // so that the sum of all the others stays on the stack
			return rsa.VerifyPSS(key, a.hash, digest, value,
				&rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash}) == nil
		}
		return rsa.VerifyPKCS1v15(key, a.hash, sum, value) == nil
	case *ecdsa.PublicKey:
		return verifyHalves(key, sum, value)
	}
	return false
}

// verifyHalves takes an ECDSA value as r and s side by side, each as long as the
// curve's order (RFC 4051), or both shorter by as much: some leave out the zeros
// in front of both. It is never ASN.1, whose beginning would be part of r.
func verifyHalves(key *ecdsa.PublicKey, sum, value []byte) bool {
	size := (key.Curve.Params().N.BitLen() + 7) / 8
	if len(value) == 0 || len(value)%2 != 0 || len(value) > 2*size {
		return false
	}
	half := len(value) / 2
	r, s := new(big.Int).SetBytes(value[:half]), new(big.Int).SetBytes(value[half:])
	return ecdsa.Verify(key, sum, r, s)
}

// fits tells whether the key is of the algorithm's family.
func (a signatureAlgorithm) fits(key crypto.PublicKey) bool {
	switch key.(type) {
	case *rsa.PublicKey:
		return a.scheme != ecdsaKey
	case *ecdsa.PublicKey:
		return a.scheme == ecdsaKey
	}
	return false
}

// checkAlgorithms is S6. An algorithm that is only refused by the connection
// is returned all the same, to be explained.
func (e *evaluation) checkAlgorithms(base check, t *tree, sig *signature) (signatureAlgorithm, digestAlgorithm) {
	uri, _ := t.attr(sig.method, "Algorithm")
	method := signatureMethod(uri)
	if method.policy == allowed {
		e.passed(base+sigMethod, "", method.name)
	} else {
		e.judgeAlgorithm(base+sigMethod, method.policy, "rsa-sha256, or another of SHA-2 with RSA or ECDSA", uri,
			t.at(sig.method))
	}
	uri, _ = t.attr(sig.digestMethod, "Algorithm")
	digest := digestMethod(uri)
	if digest.policy == allowed {
		e.passed(base+sigDigestMethod, "", digest.name)
	} else {
		e.judgeAlgorithm(base+sigDigestMethod, digest.policy, "sha256, sha384 or sha512", uri, t.at(sig.digestMethod))
	}
	return method, digest
}

func (e *evaluation) judgeAlgorithm(c check, p policy, expected string, uri []byte, at place) {
	switch {
	case p == sha1Only && e.sp.settings.Policy.AllowSHA1:
		e.warn(c, WeakAlgorithm, "SHA-1, which this connection allows").want(expected).in(at)
	case p == sha1Only:
		e.fail(c, WeakAlgorithm, "SHA-1 is broken: this connection does not allow it").reasoned(SHA1).
			want(expected).gotRaw(uri).in(at)
	case p == weak:
		e.fail(c, WeakAlgorithm, "the algorithm is broken: no connection accepts it").want(expected).gotRaw(uri).in(at)
	default:
		e.fail(c, UnknownAlgorithm, "an algorithm that is not accepted").want(expected).gotRaw(uri).in(at)
	}
}
