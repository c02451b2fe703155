package idp

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
)

// stored is a provider as it is kept: private keys in PKCS #8, DER throughout.
type stored struct {
	EntityID    string           `json:"entity_id"`
	SSOURL      string           `json:"sso_url"`
	Key         string           `json:"key"`
	Cert        []byte           `json:"certificate"`
	ExpiredCert []byte           `json:"expired_certificate"`
	Stranger    storedCredential `json:"stranger"`
	ECDSA       storedCredential `json:"ecdsa"`
}

type storedCredential struct {
	Key  string `json:"key"`
	Cert []byte `json:"certificate"`
}

// Marshal returns the provider with its private keys as JSON, for [Unmarshal].
// Whoever keeps it has to seal it.
func (p *Provider) Marshal() ([]byte, error) {
	s := stored{EntityID: p.EntityID, SSOURL: p.SSOURL, Cert: p.Cert, ExpiredCert: p.ExpiredCert}
	s.Stranger.Cert, s.ECDSA.Cert = p.Stranger.Cert, p.ECDSA.Cert
	for _, k := range []struct {
		into *string
		key  crypto.Signer
	}{{&s.Key, p.Key}, {&s.Stranger.Key, p.Stranger.Key}, {&s.ECDSA.Key, p.ECDSA.Key}} {
		der, err := x509.MarshalPKCS8PrivateKey(k.key)
		if err != nil {
			return nil, fmt.Errorf("store the test identity provider's keys: %w", err)
		}
		*k.into = string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	}
	return json.MarshalIndent(s, "", "  ")
}

// Unmarshal reads what [Provider.Marshal] wrote. Its error says which part
// cannot be used.
func Unmarshal(data []byte) (*Provider, error) {
	var s stored
	if err := json.Unmarshal(data, &s); err != nil {
		return nil, fmt.Errorf("read the stored test identity provider: %w", err)
	}
	p := &Provider{EntityID: s.EntityID, SSOURL: s.SSOURL, Cert: s.Cert, ExpiredCert: s.ExpiredCert}
	p.Stranger.Cert, p.ECDSA.Cert = s.Stranger.Cert, s.ECDSA.Cert

	key, err := parseKey[*rsa.PrivateKey](s.Key)
	if err != nil {
		return nil, fmt.Errorf("read the test identity provider's key: %w", err)
	}
	stranger, err := parseKey[*rsa.PrivateKey](s.Stranger.Key)
	if err != nil {
		return nil, fmt.Errorf("read the test identity provider's second key: %w", err)
	}
	curve, err := parseKey[*ecdsa.PrivateKey](s.ECDSA.Key)
	if err != nil {
		return nil, fmt.Errorf("read the test identity provider's ECDSA key: %w", err)
	}
	p.Key, p.Stranger.Key, p.ECDSA.Key = key, stranger, curve

	for name, der := range map[string][]byte{"certificate": p.Cert, "expired certificate": p.ExpiredCert,
		"second certificate": p.Stranger.Cert, "ECDSA certificate": p.ECDSA.Cert} {
		if _, err := x509.ParseCertificate(der); err != nil {
			return nil, fmt.Errorf("read the test identity provider's %s: %w", name, err)
		}
	}
	return p, nil
}

// PublicKeys gives the public keys of a provider that [Provider.Marshal] wrote, from its
// certificates: to read the private keys as well costs a hundred times as much.
func PublicKeys(data []byte) ([]crypto.PublicKey, error) {
	var s stored
	if err := json.Unmarshal(data, &s); err != nil {
		return nil, fmt.Errorf("read the stored test identity provider: %w", err)
	}
	var keys []crypto.PublicKey
	for _, der := range [][]byte{s.Cert, s.Stranger.Cert, s.ECDSA.Cert} {
		x, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, fmt.Errorf("read a certificate of the test identity provider: %w", err)
		}
		keys = append(keys, x.PublicKey)
	}
	return keys, nil
}

// parseKey reads a PKCS #8 private key of one type from PEM.
func parseKey[K crypto.Signer](text string) (K, error) {
	var none K
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return none, errors.New("no PEM block found")
	}
	any, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return none, err
	}
	key, ok := any.(K)
	if !ok {
		return none, fmt.Errorf("it is a %T, not a %T", any, none)
	}
	return key, nil
}
