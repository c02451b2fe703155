package protocol

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"gatehouse/saml/internal/samltest"
)

// certificateParts are the parts of a certificate, each with its tag and length.
type certificateParts struct {
	version, serial, algorithm, issuer, notBefore, notAfter, subject, key, rest []byte
	behind                                                                      []byte // behind the body
}

func tlv(tag byte, content ...[]byte) []byte {
	body := bytes.Join(content, nil)
	switch n := len(body); {
	case n < 0x80:
		return append([]byte{tag, byte(n)}, body...)
	case n < 0x100:
		return append([]byte{tag, 0x81, byte(n)}, body...)
	default:
		return append([]byte{tag, 0x82, byte(n >> 8), byte(n)}, body...)
	}
}

// longLength writes a length with zeros in front.
func longLength(tag byte, content ...[]byte) []byte {
	body := bytes.Join(content, nil)
	return append([]byte{tag, 0x84, 0, 0, byte(len(body) >> 8), byte(len(body))}, body...)
}

// endMarked writes a length that is not said.
func endMarked(tag byte, content ...[]byte) []byte {
	return append(append([]byte{tag, 0x80}, bytes.Join(content, nil)...), 0, 0)
}

func name(pairs ...[]byte) []byte { return tlv(tagSequence, pairs...) }

func pair(kind []byte, tag byte, value string) []byte {
	return tlv(tagSet, tlv(tagSequence, tlv(tagOID, kind), tlv(tag, []byte(value))))
}

var commonNameOID = []byte{0x55, 4, 3}

// ordinaryParts are those of a certificate as anybody writes them.
func ordinaryParts(t testing.TB, public crypto.PublicKey) certificateParts {
	t.Helper()
	key, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	idp := name(pair(commonNameOID, 0x0c, "idp"))
	return certificateParts{
		version: tlv(tagVersion, tlv(tagInteger, []byte{2})), serial: tlv(tagInteger, []byte{1}),
		algorithm: tlv(tagSequence, tlv(tagOID, []byte(oid(1, 2, 840, 113549, 1, 1, 11))), []byte{5, 0}),
		issuer:    idp, subject: idp, key: key,
		notBefore: tlv(tagUTCTime, []byte("240101000000Z")), notAfter: tlv(tagUTCTime, []byte("340101000000Z")),
		behind: tlv(tagBitString, make([]byte, 257)),
	}
}

func (p certificateParts) der(seq func(tag byte, content ...[]byte) []byte) []byte {
	body := seq(tagSequence, p.version, p.serial, p.algorithm, p.issuer, seq(tagSequence, p.notBefore, p.notAfter),
		p.subject, p.key, p.rest)
	return seq(tagSequence, body, p.algorithm, p.behind)
}

// oddCertificates are those that old tools write, by name. Most of them
// are refused by crypto/x509.
func oddCertificates(t testing.TB) map[string][]byte {
	t.Helper()
	public := samltest.Key(t, "rsa2048-1").Public().(*rsa.PublicKey)
	sound := ordinaryParts(t, public)
	odd := func(edit func(*certificateParts)) []byte {
		p := sound
		edit(&p)
		return p.der(tlv)
	}
	dates := func(from, to []byte) []byte {
		return odd(func(p *certificateParts) { p.notBefore, p.notAfter = from, to })
	}
	utc := func(text string) []byte { return tlv(tagUTCTime, []byte(text)) }
	general := func(text string) []byte { return tlv(tagGeneralizedTime, []byte(text)) }
	subject := func(pairs ...[]byte) []byte { return odd(func(p *certificateParts) { p.subject = name(pairs...) }) }
	numbers := func(n []byte) []byte {
		return tlv(tagSequence, tlv(tagInteger, n), tlv(tagInteger, []byte{1, 0, 1}))
	}
	rsaKey := func(kind string, parameters, numbers []byte) []byte {
		return odd(func(p *certificateParts) {
			p.key = tlv(tagSequence, tlv(tagSequence, tlv(tagOID, []byte(kind)), parameters),
				tlv(tagBitString, []byte{0}, numbers))
		})
	}
	return map[string][]byte{
		"serial, negative": odd(func(p *certificateParts) {
			p.serial = tlv(tagInteger, []byte{0x80, 1, 2, 3})
		}),
		"serial, not minimal": odd(func(p *certificateParts) {
			p.serial = tlv(tagInteger, []byte{0, 0, 0, 1})
		}),
		"serial, empty":          odd(func(p *certificateParts) { p.serial = tlv(tagInteger) }),
		"dates, without seconds": dates(utc("2401010000Z"), utc("3401010000Z")),
		"dates, with a zone":     dates(utc("240101020000+0200"), utc("331231190000-0500")),
		"dates, with fractions":  dates(general("20240101000000.000Z"), general("20340101000000.5Z")),
		"dates, local":           dates(general("20240101000000"), general("20340101000000")),
		"dates, at 24 o'clock":   dates(utc("231231240000Z"), utc("331231240000Z")),
		"dates, a leap second":   dates(utc("231231235960Z"), utc("331231235960Z")),
		"name, over-large arc": subject(pair([]byte{0x69, 0x8f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
			0x7f}, 0x0c, "x"), pair(commonNameOID, 0x0c, "idp")),
		"name, no PrintableString": subject(pair(commonNameOID, 0x13, "idp"),
			pair([]byte{0x55, 4, 10}, 0x13, "Foo_Bar@Baz")),
		"name, no UTF-8": subject(pair(commonNameOID, 0x0c, "idp"),
			pair([]byte{0x55, 4, 10}, 0x0c, "K\xf6ln")),
		"name, odd BMPString": subject(pair(commonNameOID, 0x0c, "idp"),
			pair([]byte{0x55, 4, 10}, 0x1e, "abc")),
		"extensions, damaged": odd(func(p *certificateParts) {
			p.rest = tlv(0xa3, tlv(tagSequence, tlv(tagSequence, []byte{4, 0})))
		}),
		"extensions, in version 1": odd(func(p *certificateParts) {
			p.version, p.rest = nil, tlv(0xa3, tlv(tagSequence))
		}),
		"version, unheard of": odd(func(p *certificateParts) {
			p.version = tlv(tagVersion, tlv(tagInteger, []byte{9}))
		}),
		"key, without NULL":             rsaKey(rsaKeyOID, nil, numbers(append([]byte{0}, public.N.Bytes()...))),
		"key, modulus without its sign": rsaKey(rsaKeyOID, []byte{5, 0}, numbers(public.N.Bytes())),
		"key, for PSS":                  rsaKey(rsaPSSKeyOID, nil, numbers(append([]byte{0}, public.N.Bytes()...))),
		"lengths, with zeros":           sound.der(longLength),
		"lengths, not said":             sound.der(endMarked),
	}
}

// OddCertificates are for the tests outside of the package.
var OddCertificates = oddCertificates

// S9, S11: the key and its dates are all that counts in a certificate.
func TestOddCertificates(t *testing.T) {
	key := samltest.Key(t, "rsa2048-1").(*rsa.PrivateKey)
	from, to := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2034, 1, 1, 0, 0, 0, 0, time.UTC)
	for name, der := range oddCertificates(t) {
		t.Run(name, func(t *testing.T) {
			c, err := ReadCertificate(der)
			if err != nil {
				t.Fatal(err)
			}
			if !key.PublicKey.Equal(c.PublicKey) || !c.NotBefore.Equal(from) ||
				c.NotAfter.Sub(to).Abs() > time.Second || c.CommonName != "idp" || c.Key() != "RSA 2048" {
				t.Errorf("read as %+v", c)
			}
			for form, text := range map[string]string{"DER": string(der), "PEM": PEM(der),
				"base64": base64.StdEncoding.EncodeToString(der)} {
				if got, err := ParseCertificate([]byte(text)); err != nil || !bytes.Equal(got, der) {
					t.Errorf("%s: %v", form, err)
				}
			}
			doc := samltest.MetadataBetween(t, "<X509Certificate>", "</X509Certificate>",
				"<X509Certificate>"+base64.StdEncoding.EncodeToString(der)+"</X509Certificate>")
			m, err := ParseMetadata([]byte(doc), "")
			if err != nil || len(m.Certificates) != 1 || len(m.Unreadable) != 0 {
				t.Errorf("metadata: %v, %q", err, m.Unreadable)
			}
		})
	}
}

// A signature is verified with the key of any of them.
func TestOddCertificatesVerify(t *testing.T) {
	for name, der := range oddCertificates(t) {
		c, err := ReadCertificate(der)
		if err != nil || c.Unsupported != "" || c.Key() != "RSA 2048" {
			t.Errorf("%s: cannot be used: %+v, %v", name, c, err)
		}
	}
}

// A compressed point is the same key; kinds of keys that cannot sign are named.
func TestCertificateKeys(t *testing.T) {
	private := samltest.Key(t, "p256").(*ecdsa.PrivateKey)
	p := ordinaryParts(t, &private.PublicKey)
	named := tlv(tagSequence, tlv(tagOID, []byte(ecKeyOID)), tlv(tagOID, []byte(oid(1, 2, 840, 10045, 3, 1, 7))))
	point, err := private.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	compressed := append([]byte{2 + point[64]&1}, point[1:33]...)
	p.key = tlv(tagSequence, named, tlv(tagBitString, []byte{0}, compressed))
	if c, err := ReadCertificate(p.der(tlv)); err != nil || !private.PublicKey.Equal(c.PublicKey) {
		t.Errorf("a compressed point: %v", err)
	}
	for name, c := range map[string]struct {
		key         []byte
		unsupported string
		err         string
	}{
		"a point off the curve": {tlv(tagSequence, named,
			tlv(tagBitString, []byte{0}, append(point[:64:64], point[64]^1))), "", "no point of its curve"},
		"another curve": {tlv(tagSequence, tlv(tagSequence, tlv(tagOID, []byte(ecKeyOID)),
			tlv(tagOID, []byte{1, 2, 3})), tlv(tagBitString, []byte{0}, point)),
			"an ECDSA key on a curve that is not supported", ""},
		"Ed25519": {tlv(tagSequence, tlv(tagSequence, tlv(tagOID, []byte{0x2b, 101, 112})),
			tlv(tagBitString, make([]byte, 33))), "an Ed25519 key", ""},
		"unheard of": {tlv(tagSequence, tlv(tagSequence, tlv(tagOID, []byte{0x2b, 1})),
			tlv(tagBitString, make([]byte, 33))), "a key of an unknown kind", ""},
		"no bits": {tlv(tagSequence, named, tlv(tagBitString)), "", "public key is damaged"},
		"a modulus of nothing": {tlv(tagSequence, tlv(tagSequence, tlv(tagOID, []byte(rsaKeyOID))),
			tlv(tagBitString, []byte{0}, tlv(tagSequence, tlv(tagInteger, []byte{0}), tlv(tagInteger, []byte{3})))), "",
			"verifies nothing"},
		"an endless exponent": {tlv(tagSequence, tlv(tagSequence, tlv(tagOID, []byte(rsaKeyOID))),
			tlv(tagBitString, []byte{0}, tlv(tagSequence, tlv(tagInteger, []byte{5}),
				tlv(tagInteger, make([]byte, 9), []byte{1, 1, 1, 1, 1})))), "", "verifies nothing"},
	} {
		p.key = c.key
		read, err := ReadCertificate(p.der(tlv))
		switch {
		case c.err != "":
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%s: %v, want %q", name, err, c.err)
			}
		case err != nil || read.Unsupported != c.unsupported || read.PublicKey != nil:
			t.Errorf("%s: %+v, %v", name, read, err)
		}
	}
}

// What is damaged or made to hurt is refused, in words of ours.
func TestHostileCertificates(t *testing.T) {
	public := samltest.Key(t, "rsa2048-1").Public()
	sound := ordinaryParts(t, public)
	whole := sound.der(tlv)
	edit := func(change func(*certificateParts)) []byte {
		p := sound
		change(&p)
		return p.der(tlv)
	}
	for name, der := range map[string][]byte{
		"nothing":             nil,
		"a length too large":  {0x30, 0x84, 0xff, 0xff, 0xff, 0xff},
		"a length of lengths": append([]byte{0x30, 0xff}, bytes.Repeat([]byte{0xff}, 300)...),
		"a bomb of depth":     bytes.Repeat([]byte{0x30, 0x80}, 5000),
		"no dates":            edit(func(p *certificateParts) { p.notBefore, p.notAfter = nil, nil }),
		"a month of 13": edit(func(p *certificateParts) {
			p.notBefore = tlv(tagUTCTime, []byte("241301000000Z"))
		}),
		"a date of letters": edit(func(p *certificateParts) { p.notBefore = tlv(tagUTCTime, []byte("soon\x1b[2J")) }),
		"no key":            edit(func(p *certificateParts) { p.key = nil }),
		"no signature":      edit(func(p *certificateParts) { p.behind = nil }),
		"far too large":     edit(func(p *certificateParts) { p.rest = tlv(0xa3, make([]byte, MaxCertificate)) }),
		"bytes behind":      append(bytes.Clone(whole), 1, 2, 3),
		"another behind":    append(bytes.Clone(whole), whole...),
	} {
		c, err := ReadCertificate(der)
		if err == nil {
			t.Errorf("%s: read as %+v", name, c)
			continue
		}
		for _, foreign := range []string{"x509", "asn1", "\x1b"} {
			if strings.Contains(err.Error(), foreign) {
				t.Errorf("%s: %q", name, err)
			}
		}
	}
}

// What crypto/x509 reads reads the same here.
func FuzzReadCertificate(f *testing.F) {
	for _, der := range oddCertificates(f) {
		f.Add(der)
	}
	for _, key := range []string{"rsa2048-1", "p256"} {
		f.Add(ordinaryParts(f, samltest.Key(f, key).Public()).der(tlv))
		f.Add(samltest.Certificate(f, "idp", key, samltest.Arrival, samltest.Arrival.AddDate(1, 0, 0)))
	}
	f.Fuzz(func(t *testing.T, der []byte) {
		c, err := ReadCertificate(der)
		if err == nil && (c.PublicKey == nil) == (c.Unsupported == "") {
			t.Fatalf("%+v", c)
		}
		x, theirs := x509.ParseCertificate(der)
		if theirs != nil || len(der) > MaxCertificate {
			return
		}
		switch key := x.PublicKey.(type) {
		case *rsa.PublicKey:
			if key.N.Sign() <= 0 || key.E <= 0 || key.E>>31 != 0 {
				return
			}
		case *ecdsa.PublicKey:
			if key.Curve == elliptic.P224() {
				return
			}
		default:
			return
		}
		if err != nil {
			t.Fatalf("refused: %v", err)
		}
		same := x.PublicKey.(interface{ Equal(crypto.PublicKey) bool }).Equal(c.PublicKey)
		if !same || !x.NotBefore.Equal(c.NotBefore) || !x.NotAfter.Equal(c.NotAfter) || !bytes.Equal(c.Raw, x.Raw) {
			t.Errorf("%+v, and crypto/x509: %v %v", c, x.NotBefore, x.NotAfter)
		}
		var subject pkix.RDNSequence
		if rest, err := asn1.Unmarshal(x.RawSubject, &subject); err == nil && len(rest) == 0 &&
			c.Subject != x.Subject.String() {
			t.Errorf("subject %q, and crypto/x509: %q", c.Subject, x.Subject)
		}
	})
}
