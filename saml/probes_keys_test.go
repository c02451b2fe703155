package saml_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"gatehouse/saml"
	"gatehouse/saml/xmldoc"
)

// weakCertificate is a certificate of any public key, signed by another.
func weakCertificate(t *testing.T, public crypto.PublicKey) []byte {
	t.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "idp"},
		NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(1, 0, 0)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, testKey(t, "rsa2048-2"))
	check(t, err)
	return der
}

func probeKeys(t *testing.T) []probe {
	l := list{t: t}
	b64 := base64.StdEncoding.EncodeToString
	// RSA values that are not the one signature there is.
	key := testKey(t, "rsa2048-1").(*rsa.PrivateKey)
	for name, change := range map[string]func([]byte) []byte{
		"a leading zero":     func(b []byte) []byte { return append([]byte{0}, b...) },
		"its first byte cut": func(b []byte) []byte { return b[1:] },
		"the modulus added": func(b []byte) []byte {
			return new(big.Int).Add(new(big.Int).SetBytes(b), key.N).Bytes()
		},
		"the modulus": func(b []byte) []byte { return key.N.Bytes() },
		"one":         func(b []byte) []byte { return append(make([]byte, 255), 1) },
		"zero":        func(b []byte) []byte { return make([]byte, 256) },
		"minus one": func(b []byte) []byte {
			return new(big.Int).Sub(key.N, big.NewInt(1)).FillBytes(make([]byte, 256))
		},
		"its negative": func(b []byte) []byte {
			return new(big.Int).Sub(key.N, new(big.Int).SetBytes(b)).FillBytes(make([]byte, 256))
		},
		"a byte behind":       func(b []byte) []byte { return append(b, 0) },
		"as an OCTET STRING":  func(b []byte) []byte { d, _ := asn1.Marshal(b); return d },
		"reversed":            func(b []byte) []byte { slices.Reverse(b); return b },
		"16 KiB":              func(b []byte) []byte { return bytes.Repeat(b, 64) },
		"a bit string before": func(b []byte) []byte { return append([]byte{3, 0x82, 1, 1, 0}, b...) },
	} {
		for _, sign := range []string{"assertion", "response"} {
			m := sound(t)
			m.sign = sign
			m.how.value = func(b []byte) string { return b64(change(b)) }
			l.attack("S7 an RSA value: "+name+", "+sign, m, saml.SignatureInvalid)
		}
	}
	// PKCS#1 blocks that careless verifiers take, made with the real key.
	sum := func(octets []byte) []byte { s := sha256.Sum256(octets); return s[:] }
	info := []byte{0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
		0x00, 0x04, 0x20}
	block := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	for name, pad := range map[string]func(sum []byte) []byte{
		"garbage behind the digest": func(s []byte) []byte {
			return block([]byte{0, 1}, bytes.Repeat([]byte{255}, 8), []byte{0}, info, s,
				make([]byte, 256-11-len(info)-32))
		},
		"no DigestInfo": func(s []byte) []byte {
			return block([]byte{0, 1}, bytes.Repeat([]byte{255}, 256-3-32), []byte{0}, s)
		},
		"no NULL parameter": func(s []byte) []byte {
			short := block([]byte{0x30, 0x2f}, []byte{0x30, 0x0b}, info[4:15], []byte{0x04, 0x20}, s)
			return block([]byte{0, 1}, bytes.Repeat([]byte{255}, 256-3-len(short)), []byte{0}, short)
		},
		"block type 2": func(s []byte) []byte {
			return block([]byte{0, 2}, bytes.Repeat([]byte{255}, 256-3-len(info)-32), []byte{0}, info, s)
		},
		"block type 0": func(s []byte) []byte { return block(make([]byte, 256-len(info)-32), info, s) },
		"padding of zeros": func(s []byte) []byte {
			return block([]byte{0, 1}, bytes.Repeat([]byte{0}, 256-3-len(info)-32), []byte{0}, info, s)
		},
		"the digest alone": func(s []byte) []byte { return block(make([]byte, 256-32), s) },
		"another digest's ID": func(s []byte) []byte {
			o := bytes.Clone(info)
			o[14] = 3
			return block([]byte{0, 1}, bytes.Repeat([]byte{255}, 256-3-len(info)-32), []byte{0}, o, s)
		},
	} {
		m := sound(t)
		doc := m.xml(t) // whose SignedInfo the forged one has too
		var d xmldoc.Doc
		check(t, d.Parse([]byte(doc), xmldoc.Limits{}))
		for n := range d.Elements {
			if string(d.Local(n)) == "SignedInfo" {
				o, err := d.Canonical(nil, n, xmldoc.C14N{Exclusive: true})
				check(t, err)
				value := new(big.Int).Exp(new(big.Int).SetBytes(pad(sum(o))), key.D, key.N).FillBytes(make([]byte, 256))
				m.how.value = func([]byte) string { return b64(value) }
			}
		}
		l.attack("S7 PKCS #1: "+name, m, saml.SignatureInvalid)
	}
	// Keys of no worth.
	for name, public := range map[string]*rsa.PublicKey{"exponent 1": {N: key.N, E: 1},
		"an even exponent": {N: key.N, E: 2}, "exponent 3 of another key": {N: key.N, E: 3}} {
		der := weakCertificate(t, public)
		m := sound(t)
		m.how.shown = [][]byte{der}
		if name == "exponent 3 of another key" {
			l.attack("S7 configured, "+name, m, saml.SignatureInvalid).with = func(s *saml.Settings) {
				s.Certificates = [][]byte{der}
			}
			continue
		}
		l.attack("S12 configured, "+name, m, saml.WeakKey, saml.NoCertificateConfigured).with = func(s *saml.Settings) {
			s.Certificates = [][]byte{der}
		}
		if name == "exponent 1" {
			// With exponent 1 the value is the padded digest: anyone can make it.
			doc := sound(t).xml(t)
			var d xmldoc.Doc
			check(t, d.Parse([]byte(doc), xmldoc.Limits{}))
			for n := range d.Elements {
				if string(d.Local(n)) == "SignedInfo" {
					o, _ := d.Canonical(nil, n, xmldoc.C14N{Exclusive: true})
					forged := block([]byte{0, 1}, bytes.Repeat([]byte{255}, 256-3-len(info)-32),
						[]byte{0}, info, sum(o))
					m.how.value = func([]byte) string { return b64(forged) }
				}
			}
			forged := l.attack("S12 forged by exponent 1, configured", m, saml.WeakKey, saml.NoCertificateConfigured)
			forged.with = func(s *saml.Settings) { s.Certificates = [][]byte{der} }
			l.attack("S9 forged by exponent 1, shown", m, saml.CertificateMismatch)
		}
	}
	// A certificate that is shown costs no more than a configured one may.
	for _, bits := range []int{8192, 16384, 144_000} {
		n := new(big.Int).Lsh(big.NewInt(1), uint(bits-1))
		n.Or(n, new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 4000), big.NewInt(1)))
		der := weakCertificate(t, &rsa.PublicKey{N: n, E: 1<<31 - 1})
		m := sound(t)
		m.sign = "both"
		m.how.shown = [][]byte{der}
		m.how.value = func([]byte) string { return b64(append([]byte{1}, make([]byte, (bits+7)/8-1)...)) }
		// too large to be read
		l.attack(fmt.Sprintf("S12 an RSA key of %d bits shown", bits), m, saml.CertificateMismatch,
			saml.SignatureInvalid)
	}
	// ECDSA.
	for _, curve := range []struct{ key, method string }{{"p256", moreURI + "ecdsa-sha256"},
		{"p384", moreURI + "ecdsa-sha384"}, {"p521", moreURI + "ecdsa-sha512"}} {
		private := testKey(t, curve.key).(*ecdsa.PrivateKey)
		size, order := (private.Params().BitSize+7)/8, private.Params().N
		config := func(s *saml.Settings) { s.Certificates = [][]byte{certificateOf(t, curve.key)} }
		values := func(change func(r, s *big.Int) (*big.Int, *big.Int)) func([]byte) []byte {
			return func(b []byte) []byte {
				r, s := change(new(big.Int).SetBytes(b[:size]), new(big.Int).SetBytes(b[size:]))
				fill := func(v *big.Int) []byte {
					if len(v.Bytes()) > size {
						return v.Bytes()
					}
					return v.FillBytes(make([]byte, size))
				}
				return append(fill(r), fill(s)...)
			}
		}
		zero, one := new(big.Int), big.NewInt(1)
		for name, change := range map[string]func([]byte) []byte{
			"r = 0":     values(func(r, s *big.Int) (*big.Int, *big.Int) { return zero, s }),
			"s = 0":     values(func(r, s *big.Int) (*big.Int, *big.Int) { return r, zero }),
			"r = s = 0": values(func(r, s *big.Int) (*big.Int, *big.Int) { return zero, zero }),
			"r = n":     values(func(r, s *big.Int) (*big.Int, *big.Int) { return order, s }),
			"s = n":     values(func(r, s *big.Int) (*big.Int, *big.Int) { return r, order }),
			"r = s = n": values(func(r, s *big.Int) (*big.Int, *big.Int) { return order, order }),
			"r = s = 1": values(func(r, s *big.Int) (*big.Int, *big.Int) { return one, one }),
			"r + n": values(func(r, s *big.Int) (*big.Int, *big.Int) {
				return new(big.Int).Add(r, order), s
			}),
			"s + n": values(func(r, s *big.Int) (*big.Int, *big.Int) {
				return r, new(big.Int).Add(s, order)
			}),
			"r and s swapped": values(func(r, s *big.Int) (*big.Int, *big.Int) { return s, r }),
			"all ones":        func(b []byte) []byte { return bytes.Repeat([]byte{255}, 2*size) },
			"ASN.1": func(b []byte) []byte {
				d, _ := asn1.Marshal([]*big.Int{new(big.Int).SetBytes(b[:size]), new(big.Int).SetBytes(b[size:])})
				return d
			},
			"a zero before": func(b []byte) []byte { return append([]byte{0}, b...) },
			"zeros in between": func(b []byte) []byte {
				return slices.Concat([]byte{0}, b[:size], []byte{0}, b[size:])
			},
			"cut":   func(b []byte) []byte { return b[:len(b)-1] },
			"half":  func(b []byte) []byte { return b[:size] },
			"twice": func(b []byte) []byte { return append(b, b...) },
		} {
			m := sound(t)
			m.how = signedBy(t, curve.key)
			m.how.method = curve.method
			m.how.value = func(b []byte) string { return b64(change(b)) }
			l.attack("S7 "+curve.key+": "+name, m, saml.SignatureInvalid).with = config
		}
		m := sound(t)
		m.how = signedBy(t, curve.key)
		m.how.method = curve.method
		m.how.value = func(b []byte) string {
			return b64(values(func(r, s *big.Int) (*big.Int, *big.Int) { return r, new(big.Int).Sub(order, s) })(b))
		}
		l.sound("S7 "+curve.key+": the other s", m) // as good a value, over the same octets
		l.all[len(l.all)-1].with = config
		m = sound(t)
		m.how = signedBy(t, curve.key)
		m.how.method, m.how.shown = rsaSHA256, nil
		l.attack("S7 "+curve.key+" named RSA", m, saml.SignatureInvalid).with = config
		for _, other := range []string{"ecdsa-sha256", "ecdsa-sha384", "ecdsa-sha512"} {
			m = sound(t)
			m.how = signedBy(t, curve.key)
			m.how.method = moreURI + other
			l.sound("S6 "+curve.key+" with "+other, m)
			l.all[len(l.all)-1].with = config
		}
	}
	small, err := ecdsa.GenerateKey(elliptic.P224(), rand.Reader)
	check(t, err)
	m := sound(t)
	m.how.key, m.how.method, m.how.shown = small, moreURI+"ecdsa-sha256", [][]byte{weakCertificate(t, &small.PublicKey)}
	l.attack("S7 a stranger's P-224", m, saml.CertificateMismatch)

	// What KeyInfo holds.
	other, ours := certificateOf(t, "rsa2048-2"), certificateOf(t, "rsa2048-1")
	cert := func(der []byte) string { return "<ds:X509Certificate>" + b64(der) + "</ds:X509Certificate>" }
	forged := signedBy(t, "rsa2048-2")
	for name, k := range map[string]struct {
		info  string
		cause saml.Cause
	}{
		"a stranger's in X509Data behind the right one": {"<ds:X509Data>" + cert(ours) + cert(other) + "</ds:X509Data>",
			saml.CertificateMismatch},
		"a KeyName": {"<ds:KeyName>idp</ds:KeyName>", saml.SignatureInvalid},
		"an ECKeyValue": {`<ds:KeyValue><dsig11:ECKeyValue ` +
			`xmlns:dsig11="http://www.w3.org/2009/xmldsig11#"></dsig11:ECKeyValue></ds:KeyValue>`,
			saml.SignatureInvalid},
		"a DEREncodedKeyValue": {`<dsig11:DEREncodedKeyValue ` +
			`xmlns:dsig11="http://www.w3.org/2009/xmldsig11#">AAAA</dsig11:DEREncodedKeyValue>`, saml.SignatureInvalid},
		"issuer and serial": {"<ds:X509Data><ds:X509IssuerSerial>" +
			"<ds:X509IssuerName>CN=idp.example.com</ds:X509IssuerName><ds:X509SerialNumber>1</ds:X509SerialNumber>" +
			"</ds:X509IssuerSerial></ds:X509Data>", saml.SignatureInvalid},
		"an SKI": {"<ds:X509Data><ds:X509SKI>AAAA</ds:X509SKI></ds:X509Data>",
			saml.SignatureInvalid},
		"a SecurityTokenReference": {`<w:SecurityTokenReference xmlns:w="urn:w"><w:Reference URI="#_x">` +
			`</w:Reference></w:SecurityTokenReference>`, saml.SignatureInvalid},
		"an empty certificate": {"<ds:X509Data>" + cert(nil) + "</ds:X509Data>", saml.SignatureInvalid},
		"PEM": {"<ds:X509Data><ds:X509Certificate>-----BEGIN CERTIFICATE-----\n" +
			b64(other) + "\n-----END CERTIFICATE-----</ds:X509Certificate></ds:X509Data>", saml.CertificateMismatch},
		"a KeyInfoReference": {`<dsig11:KeyInfoReference ` +
			`xmlns:dsig11="http://www.w3.org/2009/xmldsig11#" URI="#_k"></dsig11:KeyInfoReference>`,
			saml.SignatureInvalid},
		"a certificate outside of X509Data": {cert(other), saml.SignatureInvalid},
		"an encrypted key": {`<xenc:EncryptedKey xmlns:xenc="http://www.w3.org/2001/04/xmlenc#">` +
			`</xenc:EncryptedKey>`, saml.SignatureInvalid},
	} {
		m := sound(t)
		m.how = forged
		m.how.shown, m.how.keyInfo = nil, k.info
		p := l.attack("S7 signed by a stranger, KeyInfo with "+name, m, k.cause, saml.CertificateMismatch)
		p.class = k.cause.Class()
		if name == "PEM" || strings.HasPrefix(name, "a stranger's") {
			continue
		}
		m.how.key = key
		l.sound("S9 signed by the right one, KeyInfo with "+name, m)
	}
	m = sound(t)
	m.how.shown = slices.Repeat([][]byte{other}, 6)
	l.attack("X11 six certificates", m, saml.LimitCertificates)
	m.how.shown = [][]byte{bytes.Repeat([]byte{1}, 16<<10*3/2)}
	l.attack("X11 a certificate of 24 KiB", m, saml.LimitCertificates)
	m.how.shown = [][]byte{ours, certificateOf(t, "rsa2048-2"), certificateOf(t, "rsa2048-3")}
	l.sound("S9 the certificate before those that issued it", m)
	m.how.shown = [][]byte{certificateOf(t, "rsa2048-2"), ours}
	l.sound("S9 the certificate behind the one that issued it", m)
	fresh := certificateFor(t, "rsa2048-1", now.AddDate(0, 0, -1), now.AddDate(3, 0, 0))
	m.how.shown = [][]byte{fresh, certificateOf(t, "rsa2048-2")}
	l.sound("S9 a renewed certificate before the one that issued it", m)
	m.how.shown = [][]byte{certificateOf(t, "rsa2048-2"), fresh}
	l.sound("S9 a renewed certificate behind the one that issued it", m)
	m = sound(t)
	l.sound("S8 the right one of ten certificates", m)
	l.all[len(l.all)-1].with = func(s *saml.Settings) {
		s.Certificates = nil
		for range 9 {
			s.Certificates = append(s.Certificates, certificateOf(t, "rsa2048-2"))
		}
		s.Certificates = append(s.Certificates, ours)
	}
	l.attack("S8 an eleventh certificate", m, saml.CertificateMismatch).with = func(s *saml.Settings) {
		s.Certificates = append(slices.Repeat([][]byte{other}, 10), ours)
	}
	l.all[len(l.all)-1].class = saml.InvalidCertificate
	public, _, err := ed25519.GenerateKey(rand.Reader)
	check(t, err)
	l.attack("S11 a configured key of Ed25519", m, saml.NoCertificateConfigured).with = func(s *saml.Settings) {
		s.Certificates = [][]byte{weakCertificate(t, public)}
	}
	return l.all
}
