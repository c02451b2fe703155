package saml

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// testKey reads a private key of the fixtures.
func testKey(t testing.TB, name string) crypto.Signer {
	t.Helper()
	key, err := x509.ParsePKCS8PrivateKey(testPEM(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return key.(crypto.Signer)
}

// testPEM reads the content of a PEM file of the fixtures.
func testPEM(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "keys", name+".pem"))
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	if block == nil {
		t.Fatalf("%s.pem holds no PEM block", name)
	}
	return block.Bytes
}

var madeCertificates sync.Map // by everything that they are made of

// testCertificate makes a self-signed certificate. With an RSA key it has the
// same octets each time.
func testCertificate(t testing.TB, subject, keyName string, notBefore, notAfter time.Time) []byte {
	t.Helper()
	made := fmt.Sprint(subject, keyName, notBefore, notAfter)
	if der, ok := madeCertificates.Load(made); ok {
		return der.([]byte)
	}
	der := makeCertificate(t, subject, keyName, notBefore, notAfter)
	madeCertificates.Store(made, der)
	return der
}

func makeCertificate(t testing.TB, subject, keyName string, notBefore, notAfter time.Time) []byte {
	t.Helper()
	key := testKey(t, keyName)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(notBefore.Unix()), Subject: pkix.Name{CommonName: subject},
		NotBefore: notBefore, NotAfter: notAfter,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// The fixtures are compared by fingerprint in golden files.
func TestFixtureIsDeterministic(t *testing.T) {
	a := makeCertificate(t, "a", "rsa2048-1", arrival, arrival.AddDate(1, 0, 0))
	b := makeCertificate(t, "a", "rsa2048-1", arrival, arrival.AddDate(1, 0, 0))
	if !bytes.Equal(a, b) {
		t.Error("two certificates of the same template differ")
	}
}
