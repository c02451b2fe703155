package protocol

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"strings"
	"testing"

	"gatehouse/saml/internal/samltest"
)

func TestParseCertificateForms(t *testing.T) {
	der := samltest.Certificate(t, "idp", "rsa2048-1", samltest.Arrival, samltest.Arrival.AddDate(1, 0, 0))
	text := PEM(der)
	bare := base64.StdEncoding.EncodeToString(der)
	tests := map[string]string{
		"PEM":                   text,
		"PEM with CRLF":         strings.ReplaceAll(text, "\n", "\r\n"),
		"PEM on one line":       strings.ReplaceAll(text, "\n", " "),
		"PEM out of JSON":       strings.ReplaceAll(text, "\n", `\n`),
		"PEM with words around": "Bag Attributes\n  friendlyName: idp\n" + text + "\nbye",
		"PEM, trusted":          strings.ReplaceAll(text, "CERTIFICATE", "TRUSTED CERTIFICATE"),
		"byte order mark":       "\ufeff" + text,
		"bare base64":           bare,
		"base64 in lines":       bare[:40] + "\n\t  " + bare[40:] + "\n",
		"PEM in base64":         base64.StdEncoding.EncodeToString([]byte(text)),
		"DER":                   string(der),
	}
	for name, input := range tests {
		if got, err := ParseCertificate([]byte(input)); err != nil || !bytes.Equal(got, der) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What is no certificate is called by its name.
func TestParseCertificateRefuses(t *testing.T) {
	der := samltest.Certificate(t, "idp", "rsa2048-1", samltest.Arrival, samltest.Arrival.AddDate(1, 0, 0))
	key := samltest.Key(t, "rsa2048-1").(*rsa.PrivateKey)
	curve := samltest.Key(t, "p256").(*ecdsa.PrivateKey)
	must := func(der []byte, err error) []byte {
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
	request := must(x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, key))
	block := func(label string, der []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der}))
	}
	bare := base64.StdEncoding.EncodeToString
	text := block("CERTIFICATE", der)
	pkcs7 := append([]byte{0x30, 0x82, 0x01, 0x00, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02},
		make([]byte, 245)...)
	pkcs12 := append([]byte{0x30, 0x82, 0x01, 0x00, 0x02, 0x01, 0x03, 0x30}, make([]byte, 252)...)
	tests := []struct{ name, text, want string }{
		{"empty", " \n", "the text is empty"},
		{"huge", strings.Repeat("A", maxCertificateText+1), "far too long"},
		{"PKCS#8 key", block("PRIVATE KEY", must(x509.MarshalPKCS8PrivateKey(key))), "this is a private key"},
		{"PKCS#1 key", block("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key)), "this is a private key"},
		{"encrypted key", block("ENCRYPTED PRIVATE KEY", []byte{1}), "this is a private key"},
		{"EC key", block("EC PRIVATE KEY", must(x509.MarshalECPrivateKey(curve))), "this is a private key"},
		{"bare PKCS#8 key", bare(must(x509.MarshalPKCS8PrivateKey(key))), "this is a private key"},
		{"bare PKCS#1 key", bare(x509.MarshalPKCS1PrivateKey(key)), "this is a private key"},
		{"bare EC key", bare(must(x509.MarshalECPrivateKey(curve))), "this is a private key"},
		{"key beside the certificate", text + block("PRIVATE KEY", must(x509.MarshalPKCS8PrivateKey(key))),
			"this is a private key"},
		{"public key", block("PUBLIC KEY", must(x509.MarshalPKIXPublicKey(&key.PublicKey))), "this is a public key"},
		{"bare public key", bare(must(x509.MarshalPKIXPublicKey(&key.PublicKey))), "this is a public key"},
		{"bare PKCS#1 public key", bare(x509.MarshalPKCS1PublicKey(&key.PublicKey)), "this is a public key"},
		{"request", block("CERTIFICATE REQUEST", request), "certificate signing request"},
		{"bare request", bare(request), "certificate signing request"},
		{"PKCS#7", block("PKCS7", pkcs7), "PKCS#7 bundle"},
		{"bare PKCS#7", bare(pkcs7), "PKCS#7 bundle"},
		{"PKCS#12", string(pkcs12), "PKCS#12 file"},
		{"Java key store", "\xfe\xed\xfe\xed\x00", "Java key store"},
		{"revocation list", block("X509 CRL", []byte{1}), "revocation list"},
		{"something else", block("DH PARAMETERS", []byte{1}), `this is "dh parameters"`},
		{"two certificates", text + text, "there are 2 certificates here"},
		{"no END", text[:len(text)-10], "its END line is missing"},
		{"damaged", strings.Replace(text, "MII", "M*I", 1), "is not base64"},
		{"cut off", bare(der[:len(der)-100]), "this certificate is cut off"},
		{"trailing bytes", bare(append(bytes.Clone(der), 0)), "can't be read"},
		{"fingerprint", Fingerprint(der), "this is a certificate's fingerprint"},
		{"thumbprint", strings.ReplaceAll(SHA1Fingerprint(der), ":", ""), "this is a certificate's fingerprint"},
		{"XML", "<EntityDescriptor/>", "this is XML"},
		{"prose", "see attachment", "this is not a certificate"},
		{"base64 of prose", bare([]byte("see attachment")), "can't be read"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := ParseCertificate([]byte(test.text))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want it to say %q", err, test.want)
			}
		})
	}
}

func TestFingerprints(t *testing.T) {
	const want = "BA:78:16:BF:8F:01:CF:EA:41:41:40:DE:5D:AE:22:23:B0:03:61:A3:96:17:7A:9C:B4:10:FF:61:F2:00:15:AD"
	if got := Fingerprint([]byte("abc")); got != want {
		t.Error(got)
	}
	if got := SHA1Fingerprint([]byte("abc")); got != "A9:99:3E:36:47:06:81:6A:BA:3E:25:71:78:50:C2:6C:9C:D0:D8:9D" {
		t.Error(got)
	}
}

func FuzzCertificate(f *testing.F) {
	der := samltest.Certificate(f, "idp", "rsa2048-1", samltest.Arrival, samltest.Arrival.AddDate(1, 0, 0))
	f.Add(der)
	f.Add(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	f.Add([]byte("-----BEGIN X-----\n-----END X-----"))
	f.Fuzz(func(t *testing.T, text []byte) {
		der, err := ParseCertificate(text)
		if err != nil {
			return
		}
		if _, err := ReadCertificate(der); err != nil {
			t.Errorf("accepted and unreadable: %v", err)
		}
	})
}
