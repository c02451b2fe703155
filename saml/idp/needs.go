package idp

import (
	"slices"

	"gatehouse/saml"
)

// Needs is what the connection must hold for a fault to show. Most faults are
// in the message alone; the others are in what was configured.
type Needs string

// What connections can hold.
const (
	UsualCertificate   Needs = ""                    // the certificate of the metadata
	ExpiredCertificate Needs = "expired-certificate" // the expired one, over the same key
	NoCertificate      Needs = "no-certificate"
	TwoCertificates    Needs = "two-certificates" // the usual one behind another
	ECDSACertificate   Needs = "ecdsa-certificate"
	EncryptionKey      Needs = "encryption-key" // a key of the service provider
	ForcedAuthn        Needs = "force-authn"    // requests that ask to sign in anew
)

// Certificates are the signing certificates (DER) that a connection with these
// needs has configured.
func (p *Provider) Certificates(n Needs) [][]byte {
	switch n {
	case NoCertificate:
		return nil
	case ExpiredCertificate:
		return [][]byte{p.ExpiredCert}
	case TwoCertificates:
		return [][]byte{p.Stranger.Cert, p.Cert}
	case ECDSACertificate:
		return [][]byte{p.ECDSA.Cert}
	}
	return [][]byte{p.Cert}
}

// Settings adapts the settings of a connection to this provider, so that the
// fault shows. What the user of the fault chose in base otherwise stays.
func (p *Provider) Settings(f Fault, base saml.Settings) saml.Settings {
	base.IdPEntityID = p.EntityID
	base.Certificates = slices.Clone(p.Certificates(f.Needs))
	base.Requests.ForceAuthn = base.Requests.ForceAuthn || f.Needs == ForcedAuthn
	return base
}
