package protocol

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// maxCertificateText bounds what [ParseCertificate] reads: a certificate of
// 16 KiB in base64, twice, with text around it.
const maxCertificateText = 64 << 10

// ParseCertificate reads the one certificate in text, which may be PEM, bare
// base64 (as in metadata) or DER, and returns its DER. Line ends, blanks and
// text around a PEM block do not matter. The error says what the text is
// instead, if that can be told, and what to ask for.
func ParseCertificate(text []byte) (der []byte, err error) {
	if len(text) > maxCertificateText {
		return nil, fmt.Errorf(
			"this is %d KiB long, far too long for one certificate: give the signing certificate alone",
			len(text)>>10)
	}
	all, err := ReadCertificates(text, maxTogether)
	switch {
	case err != nil:
		return nil, err
	case len(all) > 1:
		return nil, fmt.Errorf("there are %d certificates here: give the signing certificate alone; a second one for "+
			"a rollover is added by itself", len(all))
	}
	return all[0].Raw, nil
}

// maxTogether bounds how many certificates that stand together are counted.
const maxTogether = 50

// TooMany is the error of more certificates than are read.
type TooMany int

func (most TooMany) Error() string {
	return fmt.Sprintf("there are more than %d certificates here: give the signing certificate alone", int(most))
}

// ReadCertificates reads the certificates in text one behind the other: several
// PEM blocks, or several in one run of base64 or DER. It gives at least one, or
// an error, which is TooMany where more than most are there: the rest is not
// looked at, since each key costs far more to read than to send.
func ReadCertificates(text []byte, most int) ([]*Certificate, error) {
	trimmed := bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\ufeff")))
	switch {
	case len(trimmed) == 0:
		return nil, errors.New("there is no certificate here: the text is empty")
	case bytes.Contains(trimmed, []byte("-----BEGIN")):
		return readPEM(string(trimmed), most)
	case trimmed[0] == '<':
		return nil, errors.New("this is XML, not a certificate: if it is the identity provider's metadata, " +
			"import it as " +
			"metadata")
	}
	if fingerprintText.Match(trimmed) {
		return nil, errors.New("this is a certificate's fingerprint, not the certificate: ask for the " +
			"certificate itself " +
			"(PEM or base64)")
	}
	raw, ok := decodeRuns(string(trimmed))
	switch {
	case !ok && trimmed[0] == tagSequence:
		return readDER(text, most)
	case !ok && bytes.HasPrefix(text, []byte{0xfe, 0xed, 0xfe, 0xed}):
		return nil, errKeystore
	case !ok:
		return nil, errNoIdea
	case bytes.Contains(raw, []byte("-----BEGIN")): // a PEM file, in base64 once more
		return readPEM(string(raw), most)
	}
	return readDER(raw, most)
}

// decodeRuns decodes base64, also where the padding was left out or where the
// next value follows it.
func decodeRuns(text string) (raw []byte, ok bool) {
	text = withoutSpace(text)
	for len(text) > 0 {
		run, rest, _ := strings.Cut(text, "=")
		text = strings.TrimLeft(rest, "=")
		decoded, err := base64.RawStdEncoding.DecodeString(run)
		if err != nil {
			return nil, false
		}
		raw = append(raw, decoded...)
	}
	return raw, true
}

var (
	pemBlock        = regexp.MustCompile(`(?s)-----BEGIN ?([A-Z0-9 ]+)-----(.*?)-----END ?([A-Z0-9 ]+)-----`)
	fingerprintText = regexp.MustCompile(`^(?i)([0-9a-f]{2}[: ]?){20}(([0-9a-f]{2}[: ]?){12})?$`)
)

// readPEM is laxer than encoding/pem: certificates arrive with their line ends
// lost in a spreadsheet, or as the two characters \n out of a JSON file.
func readPEM(text string, most int) ([]*Certificate, error) {
	text = strings.NewReplacer(`\r`, "\n", `\n`, "\n").Replace(text)
	blocks := pemBlock.FindAllStringSubmatch(text, most+1)
	if len(blocks) == 0 {
		return nil, errors.New(
			"this certificate is cut off: its END line is missing; copy all of it, from BEGIN to END")
	}
	var all []*Certificate
	for _, block := range blocks {
		if label := block[1]; !strings.HasSuffix(label, "CERTIFICATE") {
			return nil, notACertificate(label)
		}
		der, ok := decodeRuns(block[2])
		if !ok {
			return nil, errors.New("this certificate is damaged: what is between its BEGIN and END lines is not " +
				"base64; copy " +
				"it again")
		}
		certificates, err := readDER(der, most)
		if err == nil && len(all)+len(certificates) > most {
			err = TooMany(most)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, certificates...)
	}
	return all, nil
}

func notACertificate(label string) error {
	switch {
	case strings.HasSuffix(label, "PRIVATE KEY"):
		return errPrivateKey
	case label == "CERTIFICATE REQUEST" || label == "NEW CERTIFICATE REQUEST":
		return errRequest
	case strings.HasSuffix(label, "PUBLIC KEY"):
		return errPublicKey
	case strings.HasPrefix(label, "PKCS7") || label == "CMS":
		return errPKCS7
	case strings.HasSuffix(label, "CRL"):
		return errors.New("this is a revocation list, not a certificate: ask for the signing certificate")
	}
	return fmt.Errorf("this is %q, not a certificate: ask for the signing certificate (PEM or base64)",
		strings.ToLower(label))
}

var (
	errPrivateKey = errors.New("this is a private key, not a certificate: nobody but its owner should have it, so " +
		"delete it here, have its owner replace it, and ask for the certificate")
	errPublicKey = errors.New("this is a public key, not a certificate: ask for the signing certificate that holds it")
	errRequest   = errors.New("this is a certificate signing request, not a certificate: ask for the signing " +
		"certificate that the identity provider uses")
	errPKCS7 = errors.New("this is a PKCS#7 bundle, not a certificate: export the signing certificate alone as PEM " +
		"or base64 (.cer)")
	errPKCS12 = errors.New("this is a PKCS#12 file (.pfx), which holds a private key, not a certificate: export the " +
		"certificate alone, without the key")
	errKeystore = errors.New("this is a Java key store, not a certificate: export the signing certificate alone " +
		"(keytool -exportcert -rfc)")
	errNoIdea = errors.New("this is not a certificate: give it as PEM (BEGIN CERTIFICATE), as base64, or as a DER file")
)

// readDER reads certificates that stand one behind the other.
func readDER(der []byte, most int) (all []*Certificate, err error) {
	for rest := der; len(rest) > 0 || all == nil; {
		if len(all) == most {
			return nil, TooMany(most)
		}
		var c *Certificate
		c, rest, err = readCertificate(rest)
		switch {
		case err == nil:
			all = append(all, c)
			continue
		case len(all) > 0:
			return nil, errors.New("this certificate can't be read: what stands behind it does not belong to " +
				"it; copy the " +
				"certificate alone")
		}
		if other := identifyDER(der); other != nil {
			return nil, other
		}
		if length, ok := derLength(der); ok && length > len(der) {
			return nil, fmt.Errorf("this certificate is cut off: %d of its %d bytes are here; copy all of it",
				len(der), length)
		}
		return nil, fmt.Errorf("this certificate can't be read: %w; ask for it again (PEM or base64)", err)
	}
	return all, nil
}

// identifyDER names what der is instead of a certificate, or returns nil.
func identifyDER(der []byte) error {
	if _, err := x509.ParsePKCS8PrivateKey(der); err == nil {
		return errPrivateKey
	}
	if _, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return errPrivateKey
	}
	if _, err := x509.ParseECPrivateKey(der); err == nil {
		return errPrivateKey
	}
	if _, err := x509.ParsePKIXPublicKey(der); err == nil {
		return errPublicKey
	}
	if _, err := x509.ParsePKCS1PublicKey(der); err == nil {
		return errPublicKey
	}
	if _, err := x509.ParseCertificateRequest(der); err == nil {
		return errRequest
	}
	signedData := []byte{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02} // 1.2.840.113549.1.7.2
	pkcs12Version := []byte{0x02, 0x01, 0x03, 0x30}
	head := der[:min(len(der), 24)]
	switch {
	case bytes.Contains(head, signedData):
		return errPKCS7
	case bytes.Contains(head, pkcs12Version):
		return errPKCS12
	}
	return nil
}

// derLength is the length that a DER SEQUENCE announces for itself.
func derLength(der []byte) (int, bool) {
	if len(der) < 4 || der[0] != 0x30 {
		return 0, false
	}
	switch der[1] {
	case 0x81:
		return 3 + int(der[2]), true
	case 0x82:
		return 4 + int(der[2])<<8 + int(der[3]), true
	}
	return 2 + int(der[1]), der[1] < 0x80
}

func withoutSpace(s string) string { return strings.Join(strings.Fields(s), "") }

// PEM writes a certificate as a file holds it; "" for none.
func PEM(der []byte) string {
	if len(der) == 0 {
		return ""
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// Fingerprint is the SHA-256 fingerprint of a certificate as consoles show it:
// upper-case hexadecimal pairs with colons.
func Fingerprint(der []byte) string {
	sum := sha256.Sum256(der)
	return colons(sum[:])
}

// SHA1Fingerprint is the "thumbprint" that Windows and many providers show. It
// is for reading aloud beside theirs; nothing is decided by it.
func SHA1Fingerprint(der []byte) string {
	sum := sha1.Sum(der)
	return colons(sum[:])
}

func colons(sum []byte) string {
	pairs := make([]string, len(sum))
	for i, b := range sum {
		pairs[i] = strings.ToUpper(hex.EncodeToString([]byte{b}))
	}
	return strings.Join(pairs, ":")
}
