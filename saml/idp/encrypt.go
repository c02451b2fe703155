package idp

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"hash"
)

// Algorithms that assertions can be encrypted with.
const (
	AES128CBC = "http://www.w3.org/2001/04/xmlenc#aes128-cbc"
	AES256CBC = "http://www.w3.org/2001/04/xmlenc#aes256-cbc"
	AES128GCM = "http://www.w3.org/2009/xmlenc11#aes128-gcm"
	AES256GCM = "http://www.w3.org/2009/xmlenc11#aes256-gcm"

	OAEP    = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p" // SHA-1
	OAEP256 = "http://www.w3.org/2009/xmlenc11#rsa-oaep"        // SHA-256, MGF1 with SHA-256

	mgf1SHA256  = "http://www.w3.org/2009/xmlenc11#mgf1sha256"
	typeElement = "http://www.w3.org/2001/04/xmlenc#Element"
)

// encrypted returns the EncryptedAssertion that holds plaintext for the owner
// of cert (DER).
func encrypted(plaintext, cert []byte, algorithm, transport string) (*element, error) {
	to, err := x509.ParseCertificate(cert)
	if err != nil {
		return nil, fmt.Errorf("read the service provider's encryption certificate: %w", err)
	}
	public, ok := to.PublicKey.(*rsa.PublicKey)
	if !ok {
		return nil, fmt.Errorf("the service provider's encryption certificate holds a %T: an RSA key is needed",
			to.PublicKey)
	}
	key, data, err := encryptData(plaintext, algorithm)
	if err != nil {
		return nil, fmt.Errorf("encrypt the assertion: %w", err)
	}
	wrapped, method, err := wrapKey(key, public, transport)
	if err != nil {
		return nil, fmt.Errorf("encrypt the assertion's key: %w", err)
	}
	return el("saml:EncryptedAssertion", nil,
		el("xenc:EncryptedData", []attr{{"Type", typeElement}},
			el("xenc:EncryptionMethod", []attr{{"Algorithm", algorithm}}),
			el("ds:KeyInfo", nil,
				el("xenc:EncryptedKey", nil,
					method,
					el("ds:KeyInfo", nil, x509Data(cert)),
					cipherData(wrapped))),
			cipherData(data))), nil
}

func cipherData(value []byte) *element {
	return el("xenc:CipherData", nil, leaf("xenc:CipherValue", base64.StdEncoding.EncodeToString(value)))
}

// encryptData encrypts under a fresh key. What it returns begins with the IV.
func encryptData(plaintext []byte, algorithm string) (key, data []byte, err error) {
	size := 32
	if algorithm == AES128CBC || algorithm == AES128GCM {
		size = 16
	}
	key = make([]byte, size)
	rand.Read(key) // never fails
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, nil, err
	}
	switch algorithm {
	case AES128GCM, AES256GCM:
		gcm, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return nil, nil, err
		}
		return key, gcm.Seal(nil, nil, plaintext, nil), nil
	case AES128CBC, AES256CBC:
		// The last octet of the padding is its length, the others are free
		// (xmlenc section 5.2).
		padding := aes.BlockSize - len(plaintext)%aes.BlockSize
		data = make([]byte, aes.BlockSize+len(plaintext)+padding)
		iv := data[:aes.BlockSize]
		rand.Read(iv)
		copy(data[aes.BlockSize:], plaintext)
		data[len(data)-1] = byte(padding)
		cipher.NewCBCEncrypter(block, iv).CryptBlocks(data[aes.BlockSize:], data[aes.BlockSize:])
		return key, data, nil
	}
	return nil, nil, fmt.Errorf("unknown algorithm %q", algorithm)
}

// wrapKey encrypts key with RSA-OAEP and says how.
func wrapKey(key []byte, to *rsa.PublicKey, transport string) ([]byte, *element, error) {
	var h hash.Hash
	method := el("xenc:EncryptionMethod", []attr{{"Algorithm", transport}})
	switch transport {
	case OAEP:
		h = sha1.New()
		method.add(el("ds:DigestMethod", []attr{{"Algorithm", digestSHA1}}))
	case OAEP256:
		h = sha256.New()
		method.add(
			el("ds:DigestMethod", []attr{{"Algorithm", digestSHA256}}),
			el("xenc11:MGF", []attr{{"Algorithm", mgf1SHA256}}))
	default:
		return nil, nil, fmt.Errorf("unknown algorithm %q", transport)
	}
	wrapped, err := rsa.EncryptOAEP(h, rand.Reader, to, key, nil)
	if err != nil {
		return nil, nil, err
	}
	return wrapped, method, nil
}
