package idp

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"encoding/asn1"
	"encoding/base64"
	"fmt"
	"math/big"
	"strconv"

	"gatehouse/saml/xmldoc"
)

// Sign says what of a response is signed.
type Sign uint8

// What can be signed. The zero value is what the shape usually signs.
const (
	SignUsual Sign = iota
	SignAssertion
	SignResponse
	SignBoth
	SignNone
)

var signNames = []string{"usual", "assertion", "response", "both", "none"}

func (s Sign) String() string {
	if int(s) < len(signNames) {
		return signNames[s]
	}
	return "Sign(" + strconv.Itoa(int(s)) + ")"
}

func (s Sign) assertion() bool { return s == SignAssertion || s == SignBoth }
func (s Sign) response() bool  { return s == SignResponse || s == SignBoth }

const (
	excC14N   = "http://www.w3.org/2001/10/xml-exc-c14n#"
	enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"

	rsaSHA1     = "http://www.w3.org/2000/09/xmldsig#rsa-sha1"
	rsaSHA256   = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
	ecdsaSHA256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"

	digestSHA1   = "http://www.w3.org/2000/09/xmldsig#sha1"
	digestSHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
)

// signer makes the signatures of one response.
type signer struct {
	key    crypto.Signer
	cert   []byte // shown in KeyInfo; nil leaves KeyInfo out
	method string
	digest string
	hash   crypto.Hash

	// rewrite, if set, alters the SignatureValue (base64) before it is written.
	rewrite func(value string) string
}

func newSigner(key crypto.Signer, cert []byte) signer {
	s := signer{key: key, cert: cert, method: rsaSHA256, digest: digestSHA256, hash: crypto.SHA256}
	if _, ok := key.(*ecdsa.PrivateKey); ok {
		s.method = ecdsaSHA256
	}
	return s
}

// sign returns e with an enveloped signature directly behind its Issuer, the
// first child.
func (s signer) sign(e *element, p prefixes) (*element, error) {
	digest, err := s.hashOf(e, p)
	if err != nil {
		return nil, err
	}
	method := func(name, algorithm string, children ...*element) *element {
		return el(name, []attr{{"Algorithm", algorithm}}, children...)
	}
	info := el("ds:SignedInfo", nil,
		method("ds:CanonicalizationMethod", excC14N),
		method("ds:SignatureMethod", s.method),
		el("ds:Reference", []attr{{"URI", "#" + e.id()}},
			el("ds:Transforms", nil,
				method("ds:Transform", enveloped),
				method("ds:Transform", excC14N, s.inclusive(e))),
			method("ds:DigestMethod", s.digest),
			leaf("ds:DigestValue", base64.StdEncoding.EncodeToString(digest))))

	digest, err = s.hashOf(info, p)
	if err != nil {
		return nil, err
	}
	raw, err := s.value(digest)
	if err != nil {
		return nil, fmt.Errorf("sign the %s: %w", e.name, err)
	}
	value := base64.StdEncoding.EncodeToString(raw)
	if s.rewrite != nil {
		value = s.rewrite(value)
	}
	signature := el("ds:Signature", nil, info, leaf("ds:SignatureValue", value))
	if s.cert != nil {
		signature.add(el("ds:KeyInfo", nil, x509Data(s.cert)))
	}
	return e.insert(1, signature), nil
}

// inclusive is the parameter that makes exclusive canonicalization keep the
// prefix of xsi:type values, which it does not see (xml-exc-c14n section 4).
func (s signer) inclusive(e *element) *element {
	if !e.typed() {
		return nil
	}
	return el("ec:InclusiveNamespaces", []attr{{"PrefixList", "xs"}})
}

// hashOf digests the canonical form of e.
func (s signer) hashOf(e *element, p prefixes) ([]byte, error) {
	var doc xmldoc.Doc
	if err := doc.Parse([]byte(p.write(e)), xmldoc.Limits{}); err != nil {
		return nil, fmt.Errorf("read the %s to be signed: %w", e.name, err)
	}
	c14n := xmldoc.C14N{Exclusive: true}
	if e.typed() {
		c14n.PrefixList = "xs"
	}
	canonical, err := doc.Canonical(nil, doc.Root(), c14n)
	if err != nil {
		return nil, fmt.Errorf("canonicalize the %s to be signed: %w", e.name, err)
	}
	h := s.hash.New()
	h.Write(canonical)
	return h.Sum(nil), nil
}

// value signs a digest: PKCS #1 v1.5, or ECDSA with a deterministic nonce (RFC
// 6979), written as r||s (RFC 4051 section 3.4.1).
func (s signer) value(digest []byte) ([]byte, error) {
	switch key := s.key.(type) {
	case *rsa.PrivateKey:
		return rsa.SignPKCS1v15(nil, key, s.hash, digest)
	case *ecdsa.PrivateKey:
		der, err := key.Sign(nil, digest, s.hash)
		if err != nil {
			return nil, err
		}
		var pair struct{ R, S *big.Int }
		if _, err := asn1.Unmarshal(der, &pair); err != nil {
			return nil, err
		}
		size := (key.Curve.Params().BitSize + 7) / 8
		out := make([]byte, 2*size)
		pair.R.FillBytes(out[:size])
		pair.S.FillBytes(out[size:])
		return out, nil
	}
	return nil, fmt.Errorf("a %T cannot sign", s.key)
}

func x509Data(cert []byte) *element {
	return el("ds:X509Data", nil, leaf("ds:X509Certificate", base64.StdEncoding.EncodeToString(cert)))
}
