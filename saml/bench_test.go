package saml_test

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"gatehouse/saml/protocol"
)

// The three messages that figures are given for: A has its assertion signed, B
// the response too, C is A encrypted. Sizes are of the XML.
var benchmarked = []struct {
	name string
	made func(t testing.TB) made
}{
	{"A", func(t testing.TB) made { return ordinary(t, "assertion", 6) }},
	{"B", func(t testing.TB) made { return ordinary(t, "both", 5) }},
	{"C", func(t testing.TB) made {
		m := ordinary(t, "assertion", 6)
		m.encrypt = encryptedTo(&decryptionKey(t).PublicKey)
		return m
	}},
}

// ordinary is a message of the usual size: claim URIs for names, a dozen
// attributes, some groups.
func ordinary(t testing.TB, sign string, groups int) made {
	m := sound(t)
	m.sign = sign
	var more strings.Builder
	for _, name := range []string{"name", "upn", "givenname", "surname", "department", "employeeid", "title",
		"streetaddress", "country"} {
		fmt.Fprintf(&more, `<saml:Attribute Name="http://schemas.xmlsoap.org/ws/2005/05/identity/claims/x-%s" `+
			`NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri"><saml:AttributeValue `+
			`xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" `+
			`xsi:type="xs:string">value of %s</saml:AttributeValue></saml:Attribute>`, name, name)
	}
	for i := range groups {
		fmt.Fprintf(&more, `<saml:Attribute Name="http://schemas.xmlsoap.org/claims/Group-%d">`+
			`<saml:AttributeValue>0f7a3e1c-7b1d-4f0a-9e39-6f1f5d0c2b%02d</saml:AttributeValue></saml:Attribute>`, i, i)
	}
	m.edit = replace(t, "</saml:AttributeStatement>", more.String()+"</saml:AttributeStatement>")
	return m
}

func BenchmarkEvaluate(b *testing.B) {
	for _, c := range benchmarked {
		b.Run(c.name, func(b *testing.B) {
			sp, in := provider(b, settings(b)), c.made(b).input(b)
			if v := sp.Evaluate(in); !v.Accepted {
				b.Fatal(v.Findings)
			}
			b.ReportMetric(float64(len(c.made(b).xml(b))), "bytes/xml")
			b.ReportAllocs()
			for b.Loop() {
				sp.Evaluate(in)
			}
		})
	}
}

// BenchmarkPrimitives is the least that Go's own packages need for the same
// messages: percent-decoding and base64 in one buffer, one look at each byte of
// the XML, SHA-256 of what is signed and of SignedInfo, RSA.
func BenchmarkPrimitives(b *testing.B) {
	for _, c := range benchmarked {
		b.Run(c.name, func(b *testing.B) {
			p := newPrimitives(b, c.made(b))
			b.ReportAllocs()
			for b.Loop() {
				p.form()
				p.scan()
				p.hash()
				p.verify()
				p.decrypt()
			}
		})
		b.Run(c.name+"/parts", func(b *testing.B) {
			p := newPrimitives(b, c.made(b))
			for _, part := range []struct {
				name string
				run  func()
			}{{"form", p.form}, {"scan", p.scan}, {"hash", p.hash}, {"verify", p.verify}, {"decrypt", p.decrypt}} {
				b.Run(part.name, func(b *testing.B) {
					for b.Loop() {
						part.run()
					}
				})
			}
		})
	}
}

type primitives struct {
	body, buffer, xml []byte
	signed            [][]byte
	signedInfo        []byte
	key               *rsa.PublicKey
	value             []byte
	ours              *rsa.PrivateKey
	wrapped, data     []byte
	content           []byte
	angles            int
}

func newPrimitives(b *testing.B, m made) *primitives {
	ours, idp := decryptionKey(b), testKey(b, "rsa2048-1").(*rsa.PrivateKey)
	p := &primitives{body: m.body(b), xml: []byte(m.xml(b)), key: &idp.PublicKey, ours: ours}
	p.buffer = make([]byte, len(p.body))
	plain := m
	plain.encrypt = nil
	doc := plain.xml(b)
	assertion := []byte(doc[strings.Index(doc, "<saml:Assertion"):strings.LastIndex(doc, "</samlp:Response>")])
	switch m.sign {
	case "both":
		// Two signatures: the response holds the assertion with its signature.
		p.signed = [][]byte{assertion, []byte(doc)[:len(doc)-len(doc)/8]}
	default:
		p.signed = [][]byte{assertion[:len(assertion)-len(assertion)/4]} // without its signature
	}
	start, end := strings.Index(doc, "<ds:SignedInfo>"), strings.Index(doc, "</ds:SignedInfo>")
	p.signedInfo = []byte(doc[start:end])
	sum := sha256.Sum256(p.signedInfo)
	value, err := rsa.SignPKCS1v15(nil, idp, crypto.SHA256, sum[:])
	check(b, err)
	p.value = value
	if m.encrypt != nil {
		key := make([]byte, 32)
		p.wrapped = m.encrypt.wrap(b, &ours.PublicKey, key)
		p.data = m.encrypt.seal(b, key, assertion)
		p.content = []byte(base64.StdEncoding.EncodeToString(p.data))
	}
	return p
}

func (p *primitives) form() {
	n := 0
	for rest := p.body[len("SAMLResponse="):]; ; {
		i := bytes.IndexByte(rest, '%')
		if i < 0 {
			n += copy(p.buffer[n:], rest)
			break
		}
		n += copy(p.buffer[n:], rest[:i])
		p.buffer[n] = unhexed(rest[i+1])<<4 | unhexed(rest[i+2])
		n++
		rest = rest[i+3:]
	}
	if _, err := base64.StdEncoding.Decode(p.buffer, p.buffer[:n]); err != nil {
		panic(err)
	}
}

func unhexed(c byte) byte {
	if c >= 'A' {
		return c - 'A' + 10
	}
	return c - '0'
}

func (p *primitives) scan() {
	for rest := p.xml; ; {
		i := bytes.IndexByte(rest, '<')
		if i < 0 {
			return
		}
		p.angles++
		rest = rest[i+1:]
		for i = 0; i < len(rest) && rest[i] != '>'; i++ {
			if rest[i] == '"' {
				i += 1 + bytes.IndexByte(rest[i+1:], '"')
			}
		}
		rest = rest[i:]
	}
}

func (p *primitives) hash() {
	for _, s := range p.signed {
		sha256.Sum256(s)
		sha256.Sum256(p.signedInfo)
	}
}

func (p *primitives) verify() {
	sum := sha256.Sum256(p.signedInfo)
	for range p.signed {
		if rsa.VerifyPKCS1v15(p.key, crypto.SHA256, sum[:], p.value) != nil {
			panic("not verified")
		}
	}
}

func (p *primitives) decrypt() {
	if p.wrapped == nil {
		return
	}
	key, err := rsa.DecryptOAEP(sha1.New(), nil, p.ours, p.wrapped, nil)
	if err != nil {
		panic(err)
	}
	n, err := base64.StdEncoding.Decode(p.buffer, p.content)
	if err != nil {
		panic(err)
	}
	block, _ := aes.NewCipher(key)
	gcm, _ := cipher.NewGCM(block)
	if _, err := gcm.Open(p.buffer[n:n], p.buffer[:12], p.buffer[12:n], nil); err != nil {
		panic(err)
	}
}

// BenchmarkGroups is message A with 1,500 group values.
func BenchmarkGroups(b *testing.B) {
	m := sound(b)
	m.edit = replace(b, "<saml:AttributeValue>engines</saml:AttributeValue>", groups(1500))
	sp, in := provider(b, settings(b)), m.input(b)
	if v := sp.Evaluate(in); !v.Accepted {
		b.Fatal(v.Findings)
	}
	b.Run("evaluate", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sp.Evaluate(in)
		}
	})
	b.Run("primitives", func(b *testing.B) {
		p := newPrimitives(b, m)
		for b.Loop() {
			p.form()
			p.scan()
			p.hash()
			p.verify()
		}
	})
}

// BenchmarkRefused is what explaining costs: message A, changed after signing,
// signed with another key, and meant for somebody else.
func BenchmarkRefused(b *testing.B) {
	for name, change := range map[string]func(m *made){
		"changed":  func(m *made) { m.tamper = replace(b, "ada-1815", "eve") },
		"rotation": func(m *made) { m.how = signedBy(b, "rsa2048-2") },
		"audience": func(m *made) {
			edit := m.edit
			m.edit = func(d string) string { return replace(b, "<saml:Audience>", "<saml:Audience>x")(edit(d)) }
		},
	} {
		m := ordinary(b, "assertion", 6)
		change(&m)
		sp, in := provider(b, settings(b)), m.input(b)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if sp.Evaluate(in).Accepted {
					b.Fatal("accepted")
				}
			}
		})
	}
}

var _ = protocol.MaxBody
