// Package samltest has what the tests of saml and of the packages around it share:
// keys, certificates that they make, and golden files.
package samltest

import (
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"embed"
	"encoding/pem"
	"fmt"
	"math/big"
	"sync"
	"testing"
	"time"
)

//go:embed keys
var keys embed.FS

// Arrival is when the messages of tests arrive.
var Arrival = time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)

// Key reads a private key of the fixtures.
func Key(t testing.TB, name string) crypto.Signer {
	t.Helper()
	key, err := x509.ParsePKCS8PrivateKey(PEM(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return key.(crypto.Signer)
}

// PEM reads the content of a PEM file of the fixtures.
func PEM(t testing.TB, name string) []byte {
	t.Helper()
	text, err := keys.ReadFile("keys/" + name + ".pem")
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

// Certificate makes a self-signed certificate. With an RSA key it has the
// same octets each time.
func Certificate(t testing.TB, subject, keyName string, notBefore, notAfter time.Time) []byte {
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
	key := Key(t, keyName)
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
