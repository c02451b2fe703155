package saml

import (
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	_ "crypto/sha1" // linked in for OAEP, with the others
	_ "crypto/sha256"
	_ "crypto/sha512"
	"errors"

	"gatehouse/saml/protocol"
	"gatehouse/saml/xmldoc"
)

// dataAlgorithm is an algorithm for the data (E4).
type dataAlgorithm struct {
	name    string
	keySize int // bytes
	gcm     bool
	weak    bool
}

func dataEncryption(uri []byte) (a dataAlgorithm, ok bool) {
	switch string(uri) {
	case "http://www.w3.org/2009/xmlenc11#aes256-gcm":
		return dataAlgorithm{name: "AES-256-GCM", keySize: 32, gcm: true}, true
	case "http://www.w3.org/2009/xmlenc11#aes192-gcm":
		return dataAlgorithm{name: "AES-192-GCM", keySize: 24, gcm: true}, true
	case "http://www.w3.org/2009/xmlenc11#aes128-gcm":
		return dataAlgorithm{name: "AES-128-GCM", keySize: 16, gcm: true}, true
	case "http://www.w3.org/2001/04/xmlenc#aes256-cbc":
		return dataAlgorithm{name: "AES-256-CBC", keySize: 32}, true
	case "http://www.w3.org/2001/04/xmlenc#aes192-cbc":
		return dataAlgorithm{name: "AES-192-CBC", keySize: 24}, true
	case "http://www.w3.org/2001/04/xmlenc#aes128-cbc":
		return dataAlgorithm{name: "AES-128-CBC", keySize: 16}, true
	case "http://www.w3.org/2001/04/xmlenc#tripledes-cbc":
		return dataAlgorithm{weak: true}, false
	}
	return dataAlgorithm{}, false
}

// keyTransport is an algorithm for the key (E3).
type keyTransport struct {
	rsa15     bool
	hash, mgf crypto.Hash
	label     []byte
}

// Failures of an attempt, the one that got furthest last.
var (
	errWrongKey  = errors.New("encrypted to another key than ours")
	errKeyLength = errors.New("the key in the message does not fit the algorithm of the data")
	errSize      = errors.New("the encrypted data is cut short, or no whole number of blocks")
	errTag       = errors.New("the encrypted data was changed: its authentication tag does not fit")
	errPadding   = errors.New("the padding of the decrypted data is wrong: the data was changed, or the key is another")
)

// open tries every encrypted key with every key of ours and writes the plaintext
// into dst, from its start. Every failure costs the same work: whatever goes
// wrong with one pair, its data is decrypted with a random key and the
// remaining pairs are tried (E7).
func (e *evaluation) open(t *tree, enc *encrypted, dst []byte) (plain []byte, cause Cause, detail string) {
	data, ok := e.decodedXML(e.ciphertext[:0], t.doc.Text(enc.cipher))
	e.ciphertext = data
	if !ok {
		return dst, EncryptionShape, "the CipherValue of the data is not base64"
	}
	worst := errWrongKey
	for _, k := range enc.keys[:enc.found] {
		wrapped, ok := e.decodedXML(e.small[:0], t.doc.Text(k.cipher))
		e.small = wrapped
		if !ok {
			return dst, EncryptionShape, "the CipherValue of the key is not base64"
		}
		for _, ours := range e.sp.keys {
			rand.Read(e.random[:])
			key, err := k.transport.unwrap(ours, wrapped, enc.data.keySize, e.random[:])
			plain, opened := enc.data.open(dst[:0], key, data)
			if err == nil {
				err = opened
			}
			if err == nil {
				return plain, "", ""
			}
			if worst == errWrongKey {
				worst = err
			}
		}
	}
	return dst, causeOf(worst), worst.Error()
}

func causeOf(err error) Cause {
	switch err {
	case errKeyLength, errSize:
		return CiphertextSize
	case errTag:
		return AuthenticationTag
	case errPadding:
		return BadPadding
	}
	return WrongKey
}

// unwrap decrypts the content key. On failure the key is the random one given,
// cut to size.
func (k *keyTransport) unwrap(ours *rsa.PrivateKey, wrapped []byte, size int, random []byte) ([]byte, error) {
	if k.rsa15 {
		// Go on with the random key on failure, in constant time: an attacker
		// must not learn whether the padding was right (Bleichenbacher).
		//lint:ignore SA1019 E3: only connections that opted in get here, and the session key form is the safe one
		if err := rsa.DecryptPKCS1v15SessionKey(nil, ours, wrapped, random[:size]); err != nil {
			return random[:size], errWrongKey
		}
		return random[:size], nil
	}
	var key []byte
	var err error
	if k.hash == k.mgf {
		key, err = rsa.DecryptOAEP(k.hash.New(), nil, ours, wrapped, k.label)
	} else {
		key, err = ours.Decrypt(nil, wrapped, &rsa.OAEPOptions{Hash: k.hash, MGFHash: k.mgf, Label: k.label})
	}
	switch {
	case err != nil:
		return random[:size], errWrongKey
	case len(key) != size:
		return random[:size], errKeyLength
	}
	return key, nil
}

// open decrypts the data (E5). The sizes are checked before anything is cut
// off.
func (a dataAlgorithm) open(dst, key, data []byte) ([]byte, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, errKeyLength
	}
	if a.gcm {
		return openGCM(dst, block, data)
	}
	return openCBC(dst, block, data)
}

func openGCM(dst []byte, block cipher.Block, data []byte) ([]byte, error) {
	gcm, err := cipher.NewGCM(block) // 12 bytes of nonce, 16 of tag, never less
	if err != nil {
		return nil, errSize
	}
	if len(data) < gcm.NonceSize()+gcm.Overhead() {
		return nil, errSize
	}
	plain, err := gcm.Open(dst, data[:gcm.NonceSize()], data[gcm.NonceSize():], nil)
	if err != nil {
		return nil, errTag
	}
	return plain, nil
}

func openCBC(dst []byte, block cipher.Block, data []byte) ([]byte, error) {
	const size = aes.BlockSize
	if len(data) < 2*size || len(data)%size != 0 {
		return nil, errSize
	}
	iv, data := data[:size], data[size:]
	plain := append(dst, data...)
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(plain, plain)
	pad := int(plain[len(plain)-1]) // xmlenc 5.2: only the last byte counts
	if pad < 1 || pad > size {
		return nil, errPadding
	}
	return plain[:len(plain)-pad], nil
}

// Decrypt returns the plaintext of the encrypted assertion in a response, for
// display: nothing about it is verified.
func (sp *ServiceProvider) Decrypt(response []byte) ([]byte, error) {
	e := evaluations.Get().(*evaluation)
	defer e.release()
	e.sp = sp
	if err := e.posted.Parse(response, xmldoc.Limits{}); err != nil {
		return nil, err
	}
	t := &tree{doc: &e.posted, root: e.posted.Root()}
	for n := range e.posted.Children(t.root) {
		if !e.posted.Is(n, protocol.AssertionNS, "EncryptedAssertion") {
			continue
		}
		enc := encrypted{node: n}
		if e.readEncrypted(t, &enc) && len(sp.keys) > 0 {
			plain, cause, detail := e.open(t, &enc, e.plaintext)
			if e.plaintext = plain; cause != "" {
				return nil, errors.New("saml: the assertion cannot be decrypted: " + detail)
			}
			return append([]byte(nil), xmldoc.UTF8(plain)...), nil
		}
		return nil, errors.New("saml: the assertion cannot be decrypted: see the checks E3 to E6 of its " +
			"verdict, and our " +
			"keys")
	}
	return nil, errors.New("saml: there is no EncryptedAssertion in this response")
}
