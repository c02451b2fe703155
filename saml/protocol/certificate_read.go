package protocol

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"errors"
	"fmt"
	"time"

	"gatehouse/saml/diff"
)

// MaxCertificate bounds a certificate.
const MaxCertificate = 16 << 10

// Certificate is what counts in the certificate of an identity provider: its
// key and its life, with names to show.
//
// It is read more tolerantly than crypto/x509 does, which refuses what the
// world signs with: negative serial numbers, dates and names in odd forms,
// lengths that are not the shortest. Trust follows the key that an
// administrator configured (S9), so nothing else in a certificate is relied on.
type Certificate struct {
	Raw                 []byte
	PublicKey           crypto.PublicKey // *rsa.PublicKey or *ecdsa.PublicKey; nil if Unsupported says why
	Unsupported         string           // what kind of key it is that cannot be used, like "an Ed25519 key"
	NotBefore, NotAfter time.Time
	Subject             string // as "CN=idp,O=Foo"
	CommonName          string // of the subject
	BrokenHash          string // "SHA-1", "MD5" …, if the certificate itself is signed over such a hash

	rawSubject []byte
}

// Key names the kind of key and its size, like "RSA 2048".
func (c *Certificate) Key() string {
	switch key := c.PublicKey.(type) {
	case *rsa.PublicKey:
		return fmt.Sprintf("RSA %d", key.N.BitLen())
	case *ecdsa.PublicKey:
		return "ECDSA " + key.Curve.Params().Name
	}
	return c.Unsupported
}

// SameSubject tells whether two certificates name the same subject, to the byte.
func (c *Certificate) SameSubject(other *Certificate) bool {
	return bytes.Equal(c.rawSubject, other.rawSubject)
}

// Label is how a sentence calls the certificate.
func (c *Certificate) Label() string {
	if c.CommonName != "" {
		return fmt.Sprintf("the certificate %q", diff.Visible(c.CommonName, 80))
	}
	return "the certificate " + Fingerprint(c.Raw)[:23] + "…"
}

// DescribeCertificate names a certificate (DER) so that two people can compare it.
func DescribeCertificate(der []byte) string {
	if len(der) == 0 {
		return ""
	}
	name := ""
	if certificate, err := ReadCertificate(der); err == nil && certificate.CommonName != "" {
		name = `"` + diff.Visible(certificate.CommonName, 80) + `", `
	}
	return name + "SHA-256 " + Fingerprint(der)
}

// errNotX509 is the error of bytes that have not the form of a certificate.
var errNotX509 = errors.New("it has not the form of an X.509 certificate")

// ReadCertificate reads one certificate in DER. The error is half a sentence
// that says what is wrong with it.
func ReadCertificate(der []byte) (*Certificate, error) {
	c, rest, err := readCertificate(der)
	if err == nil && len(rest) > 0 {
		err = fmt.Errorf("%d bytes that do not belong to it stand behind it", len(rest))
	}
	if err != nil {
		return nil, err
	}
	return c, nil
}

// readCertificate reads the first of several certificates (RFC 5280, 4.1).
func readCertificate(der []byte) (c *Certificate, rest []byte, err error) {
	outer := berReader{rest: der}
	whole := outer.take(tagSequence)
	parts := whole.inside()
	body := parts.take(tagSequence).inside()
	algorithm := parts.take(tagSequence)
	parts.take(tagBitString) // what may follow belongs to no version so far, and crypto/x509 passes it over too
	if outer.bad || parts.bad {
		return nil, nil, errNotX509
	}
	if len(whole.raw) > MaxCertificate {
		return nil, nil, fmt.Errorf("it is larger than %d KiB", MaxCertificate>>10)
	}
	first := body.next()
	if first.tag == tagVersion {
		first = body.next()
	}
	body.take(tagSequence) // the algorithm, which stands outside too
	body.take(tagSequence) // the issuer
	life := body.take(tagSequence).inside()
	subject := body.take(tagSequence)
	key := body.take(tagSequence)
	if body.bad || first.tag != tagInteger {
		return nil, nil, errNotX509
	}
	c = &Certificate{Raw: whole.raw, rawSubject: subject.raw, BrokenHash: brokenHash(algorithm)}
	if c.NotBefore, err = readTime(life.next()); err == nil {
		c.NotAfter, err = readTime(life.next())
	}
	if err != nil {
		return nil, nil, err
	}
	c.Subject, c.CommonName = readName(subject)
	c.PublicKey, c.Unsupported, err = readPublicKey(key)
	return c, outer.rest, err
}

// readTime reads a date. Seconds may be missing, the zone may be a difference to
// UTC, and a time of day beyond its limits is taken as so much later.
func readTime(v berValue) (time.Time, error) {
	digits := 4 // of the year
	switch v.tag {
	case tagUTCTime:
		digits = 2
	case tagGeneralizedTime:
	default:
		return time.Time{}, errors.New("its dates are missing")
	}
	bad := fmt.Errorf("its date %q is none", diff.Visible(string(v.content), 40))
	text := string(v.content)
	number := func(size int) (n int, ok bool) {
		if len(text) < size {
			return 0, false
		}
		for _, c := range []byte(text[:size]) {
			if c < '0' || c > '9' {
				return 0, false
			}
			n = n*10 + int(c-'0')
		}
		text = text[size:]
		return n, true
	}
	fields := [6]int{} // year, month, day, hour, minute, second
	for i := range fields {
		size := 2
		if i == 0 {
			size = digits
		}
		n, ok := number(size)
		if !ok && i < 5 {
			return time.Time{}, bad
		}
		fields[i] = n
	}
	if year := &fields[0]; digits == 2 {
		if *year += 1900; *year < 1950 { // RFC 5280, 4.1.2.5.1
			*year += 100
		}
	}
	if len(text) > 0 && (text[0] == '.' || text[0] == ',') {
		for text = text[1:]; len(text) > 0 && text[0] >= '0' && text[0] <= '9'; text = text[1:] {
		}
	}
	zone, ok := 0, text == "Z" || text == ""
	if len(text) == 5 && (text[0] == '+' || text[0] == '-') {
		sign := 1
		if text[0] == '-' {
			sign = -1
		}
		text = text[1:]
		hours, ok1 := number(2)
		minutes, ok2 := number(2)
		zone, ok = sign*(hours*60+minutes)*60, ok1 && ok2
	}
	if !ok || fields[1] < 1 || fields[1] > 12 || fields[2] < 1 || fields[2] > 31 {
		return time.Time{}, bad
	}
	t := time.Date(fields[0], time.Month(fields[1]), fields[2], fields[3], fields[4], fields[5], 0, time.UTC)
	return t.Add(-time.Duration(zone) * time.Second), nil
}
