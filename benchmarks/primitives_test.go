package benchmarks

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"gatehouse/saml/xmldoc"
)

// primitives is what no implementation in Go can go without for one message:
// the form decoded, each byte of XML looked at once, each signed octet hashed,
// each signature verified, the key and the data decrypted. What these work on
// is found beforehand. It keeps its buffers from message to message.
type primitives struct {
	public  *rsa.PublicKey
	private *rsa.PrivateKey
	buffer  []byte
	plain   []byte
	found   int
}

// parts is what the primitives work on.
type parts struct {
	form       []byte
	signatures []signed
	key        []byte // encrypted; nil if nothing is
	data       string // encrypted, base64
}

type signed struct {
	octets     []byte // canonical
	signedInfo []byte // canonical
	value      []byte
}

var errPrimitives = errors.New("the parts of the message were not found well")

func (p *primitives) sum(m *parts) error {
	p.buffer = p.decodeForm(p.buffer[:0], m.form)
	p.found = scan(p.buffer)
	if m.key != nil {
		key, err := rsa.DecryptOAEP(sha1.New(), nil, p.private, m.key, nil)
		if err != nil {
			return err
		}
		if p.plain, err = open(p.plain[:0], key, m.data); err != nil {
			return err
		}
		p.found += scan(p.plain)
	}
	for i := range m.signatures {
		s := &m.signatures[i]
		digest := sha256.Sum256(s.octets)
		info := sha256.Sum256(s.signedInfo)
		if err := rsa.VerifyPKCS1v15(p.public, crypto.SHA256, info[:], s.value); err != nil ||
			digest[0] == 0 && p.found == 0 {
			return errPrimitives
		}
	}
	return nil
}

// decodeForm undoes percent-encoding and base64 of the first parameter.
func (p *primitives) decodeForm(dst, form []byte) []byte {
	value := form[len("SAMLResponse="):]
	if end := bytes.IndexByte(value, '&'); end >= 0 {
		value = value[:end]
	}
	for {
		i := bytes.IndexByte(value, '%')
		if i < 0 {
			dst = append(dst, value...)
			break
		}
		dst = append(append(dst, value[:i]...), hex(value[i+1])<<4|hex(value[i+2]))
		value = value[i+3:]
	}
	n, err := base64.StdEncoding.Decode(dst, dst)
	if err != nil {
		return nil
	}
	return dst[:n]
}

func hex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c&^0x20 - 'A' + 10
}

// scan goes over a document once and counts its tags and attribute values.
func scan(doc []byte) (found int) {
	for {
		i := bytes.IndexByte(doc, '<')
		if i < 0 {
			return found
		}
		doc = doc[i+1:]
		for j := 0; j < len(doc); j++ {
			if c := doc[j]; c == '>' {
				found++
				doc = doc[j+1:]
				break
			} else if c == '"' {
				end := bytes.IndexByte(doc[j+1:], '"')
				found++
				j += end + 1
			}
		}
	}
}

// open decrypts AES-256-GCM.
func open(dst, key []byte, data string) ([]byte, error) {
	sealed := append(dst, data...)
	n, err := base64.StdEncoding.Decode(sealed, sealed)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	nonce := sealed[:gcm.NonceSize()]
	return gcm.Open(sealed[gcm.NonceSize():gcm.NonceSize()], nonce, sealed[gcm.NonceSize():n], nil)
}

// primitivesFor finds the parts of a message.
func (p parties) primitivesFor(t testing.TB, form, xml []byte) (*primitives, *parts) {
	t.Helper()
	certificate, err := x509.ParseCertificate(p.idp.Cert)
	check(t, err)
	prim := &primitives{public: certificate.PublicKey.(*rsa.PublicKey), private: p.spKey}
	m := &parts{form: form}
	doc := parse(t, xml)
	for n := range doc.Elements {
		if string(doc.Local(n)) != "CipherValue" {
			continue
		}
		text := string(doc.Text(n))
		if m.key == nil {
			m.key = decode64(t, text)
		} else {
			m.data = text
		}
	}
	if m.key != nil {
		key, err := rsa.DecryptOAEP(sha1.New(), nil, p.spKey, m.key, nil)
		check(t, err)
		plain, err := open(nil, key, m.data)
		check(t, err)
		doc = parse(t, plain)
	}
	for n := range doc.Elements {
		if string(doc.Local(n)) == "Signature" {
			m.signatures = append(m.signatures, signatureOf(t, doc, n))
		}
	}
	check(t, prim.sum(m))
	return prim, m
}

func signatureOf(t testing.TB, doc *xmldoc.Doc, signature xmldoc.Node) signed {
	t.Helper()
	s := signed{}
	var err error
	s.octets, err = doc.Canonical(nil, doc.Parent(signature), xmldoc.C14N{Exclusive: true, PrefixList: "xs",
		Skip: signature})
	check(t, err)
	for n := range doc.Children(signature) {
		switch string(doc.Local(n)) {
		case "SignedInfo":
			s.signedInfo, err = doc.Canonical(nil, n, xmldoc.C14N{Exclusive: true})
			check(t, err)
		case "SignatureValue":
			s.value = decode64(t, string(doc.Text(n)))
		}
	}
	return s
}

func parse(t testing.TB, xml []byte) *xmldoc.Doc {
	t.Helper()
	var doc xmldoc.Doc
	check(t, doc.Parse(xml, xmldoc.Limits{}))
	return &doc
}

func decode64(t testing.TB, text string) []byte {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	check(t, err)
	return b
}
