package idp

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"time"
)

// Provider is one test identity provider: its names and its keys. It is not
// changed after it was made, so it may be used by several goroutines.
type Provider struct {
	EntityID string // its issuer
	SSOURL   string // where requests go, by redirect or POST

	Key  *rsa.PrivateKey // signs
	Cert []byte          // DER, valid for ten years; the certificate in [Provider.Metadata]

	ExpiredCert []byte     // DER, over the same Key, expired the day before the provider was made
	Stranger    Credential // RSA: a key that no connection has configured (a rotation nobody was told of)
	ECDSA       Credential // P-256
}

// Credential is a signing key and its self-signed certificate (DER).
type Credential struct {
	Key  crypto.Signer
	Cert []byte
}

const (
	keyBits         = 2048
	certificateLife = 10 * 365 * 24 * time.Hour
	day             = 24 * time.Hour
)

// New makes a provider with the two RSA keys that newKey gives, and certificates that
// are valid from the day before now. A nil newKey makes fresh keys, in some hundred
// milliseconds.
func New(entityID, ssoURL string, now time.Time, newKey func() (*rsa.PrivateKey, error)) (*Provider, error) {
	if newKey == nil {
		newKey = func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, keyBits) }
	}
	p := &Provider{EntityID: entityID, SSOURL: ssoURL}
	var err error
	if p.Key, err = newKey(); err != nil {
		return nil, fmt.Errorf("make the test identity provider's key: %w", err)
	}
	stranger, err := newKey()
	if err != nil {
		return nil, fmt.Errorf("make the test identity provider's second key: %w", err)
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make the test identity provider's ECDSA key: %w", err)
	}
	p.Stranger.Key, p.ECDSA.Key = stranger, curve

	const name = "Gatehouse test identity provider"
	start, end := now.Add(-day), now.Add(certificateLife)
	for _, c := range []struct {
		into       *[]byte
		name       string
		key        crypto.Signer
		start, end time.Time
	}{
		{&p.Cert, name, p.Key, start, end},
		{&p.ExpiredCert, name + " (expired)", p.Key, now.Add(-certificateLife), now.Add(-day)},
		{&p.Stranger.Cert, name, stranger, start, end},
		{&p.ECDSA.Cert, name + " (ECDSA)", curve, start, end},
	} {
		if *c.into, err = selfSigned(c.name, c.key, c.start, c.end); err != nil {
			return nil, fmt.Errorf("certify %q: %w", c.name, err)
		}
	}
	return p, nil
}

// selfSigned returns a certificate (DER) for key, signed by key.
func selfSigned(name string, key crypto.Signer, start, end time.Time) ([]byte, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: name, Organization: []string{"Gatehouse"}},
		NotBefore:    start.UTC(),
		NotAfter:     end.UTC(),
		KeyUsage:     x509.KeyUsageDigitalSignature,
	}
	return x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
}
