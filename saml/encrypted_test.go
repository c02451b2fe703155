package saml_test

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"strings"
	"testing"
)

// encrypting is how an assertion is encrypted.
type encrypting struct {
	to        *rsa.PublicKey
	data      string // URI
	keySize   int
	transport string // URI
	hash, mgf crypto.Hash
	method    string // children of the key's EncryptionMethod
	layout    string // "inside", "sibling", "retrieval"
	plaintext func(string) string
	cipher    func([]byte) []byte // of the data, nonce or IV included
	wrapped   func([]byte) []byte
	extra     func(encryptedAssertion string) string
	keys      int // EncryptedKeys, the last one being right; 0 means 1
}

const (
	aes256GCM = "http://www.w3.org/2009/xmlenc11#aes256-gcm"
	aes128GCM = "http://www.w3.org/2009/xmlenc11#aes128-gcm"
	aes256CBC = "http://www.w3.org/2001/04/xmlenc#aes256-cbc"
	aes128CBC = "http://www.w3.org/2001/04/xmlenc#aes128-cbc"
	aes192GCM = "http://www.w3.org/2009/xmlenc11#aes192-gcm"
	aes192CBC = "http://www.w3.org/2001/04/xmlenc#aes192-cbc"
	oaepMGF1P = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"
	oaep11    = "http://www.w3.org/2009/xmlenc11#rsa-oaep"
	rsa15     = "http://www.w3.org/2001/04/xmlenc#rsa-1_5"
)

func encryptedTo(to *rsa.PublicKey) *encrypting {
	return &encrypting{to: to, data: aes256GCM, keySize: 32, transport: oaepMGF1P, hash: crypto.SHA1, mgf: crypto.SHA1,
		layout: "inside"}
}

// apply replaces the Assertion by an EncryptedAssertion.
func (x *encrypting) apply(t testing.TB, doc string) string {
	t.Helper()
	start := strings.Index(doc, "<saml:Assertion")
	end := strings.LastIndex(doc, "</saml:Assertion>") + len("</saml:Assertion>")
	plain := doc[start:end]
	if x.plaintext != nil {
		plain = x.plaintext(plain)
	}
	key := make([]byte, x.keySize)
	rand.Read(key)
	data := x.seal(t, key, []byte(plain))
	if x.cipher != nil {
		data = x.cipher(data)
	}
	var encryptedKeys string
	for i := range max(x.keys, 1) {
		to := x.to
		if i < x.keys-1 {
			to = &testKey(t, "rsa2048-2").(*rsa.PrivateKey).PublicKey
		}
		wrapped := x.wrap(t, to, key)
		if x.wrapped != nil {
			wrapped = x.wrapped(wrapped)
		}
		encryptedKeys += `<xenc:EncryptedKey Id="_key` + string(rune('1'+i)) +
			`" xmlns:xenc="http://www.w3.org/2001/04/xmlenc#"><xenc:EncryptionMethod Algorithm="` + x.transport + `">` +
			x.method + `</xenc:EncryptionMethod>` +
			`<xenc:CipherData><xenc:CipherValue>` + base64.StdEncoding.EncodeToString(wrapped) +
			`</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey>`
	}
	info, sibling := "", ""
	switch x.layout {
	case "inside":
		info = encryptedKeys
	case "sibling":
		sibling = encryptedKeys
	case "retrieval":
		sibling = encryptedKeys
		info = `<ds:RetrievalMethod Type="http://www.w3.org/2001/04/xmlenc#EncryptedKey" URI="#_key1">` +
			`</ds:RetrievalMethod>`
	}
	if info != "" {
		info = `<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">` + info + `</ds:KeyInfo>`
	}
	out := `<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"><xenc:EncryptedData ` +
		`Type="http://www.w3.org/2001/04/xmlenc#Element" xmlns:xenc="http://www.w3.org/2001/04/xmlenc#">` +
		`<xenc:EncryptionMethod Algorithm="` + x.data + `"></xenc:EncryptionMethod>` + info +
		`<xenc:CipherData><xenc:CipherValue>` + base64.StdEncoding.EncodeToString(data) +
		`</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>` + sibling + `</saml:EncryptedAssertion>`
	if x.extra != nil {
		out = x.extra(out)
	}
	return doc[:start] + out + doc[end:]
}

func (x *encrypting) wrap(t testing.TB, to *rsa.PublicKey, key []byte) []byte {
	t.Helper()
	if x.transport == rsa15 {
		//lint:ignore SA1019 what such identity providers send
		wrapped, err := rsa.EncryptPKCS1v15(rand.Reader, to, key)
		check(t, err)
		return wrapped
	}
	wrapped, err := rsa.EncryptOAEPWithOptions(rand.Reader, to, key, &rsa.OAEPOptions{Hash: x.hash, MGFHash: x.mgf})
	check(t, err)
	return wrapped
}

func (x *encrypting) seal(t testing.TB, key, plain []byte) []byte {
	t.Helper()
	block, err := aes.NewCipher(key)
	check(t, err)
	if strings.HasSuffix(x.data, "gcm") {
		gcm, err := cipher.NewGCM(block)
		check(t, err)
		nonce := make([]byte, gcm.NonceSize())
		rand.Read(nonce)
		return gcm.Seal(nonce, nonce, plain, nil)
	}
	pad := aes.BlockSize - len(plain)%aes.BlockSize
	plain = append(bytes.Clone(plain), bytes.Repeat([]byte{byte(pad)}, pad)...)
	out := make([]byte, aes.BlockSize+len(plain))
	rand.Read(out[:aes.BlockSize])
	cipher.NewCBCEncrypter(block, out[:aes.BlockSize]).CryptBlocks(out[aes.BlockSize:], plain)
	return out
}
