package benchmarks

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"net/url"
	"testing"
	"time"

	crewjam "github.com/crewjam/saml"
	saml2 "github.com/russellhaering/gosaml2"
	dsig "github.com/russellhaering/goxmldsig"
)

// crewjamPeer judges forms with crewjam/saml.
func (p parties) crewjamPeer(t testing.TB) func(form []byte) error {
	t.Helper()
	crewjam.TimeNow = func() time.Time { return now }
	crewjam.Clock = dsig.NewFakeClockAt(now)
	var metadata crewjam.EntityDescriptor
	check(t, xml.Unmarshal(p.idp.Metadata(), &metadata))
	certificate, err := x509.ParseCertificate(p.certificate)
	check(t, err)
	acs, err := url.Parse(acsURL)
	check(t, err)
	sp := crewjam.ServiceProvider{EntityID: entityID, Key: p.spKey, Certificate: certificate, AcsURL: *acs,
		IDPMetadata: &metadata}
	requests := []string{requestID}
	return func(form []byte) error {
		values, err := url.ParseQuery(string(form))
		if err != nil {
			return err
		}
		doc, err := base64.StdEncoding.DecodeString(values.Get("SAMLResponse"))
		if err != nil {
			return err
		}
		_, err = sp.ParseXMLResponse(doc, requests, *acs)
		if invalid := (*crewjam.InvalidResponseError)(nil); errors.As(err, &invalid) {
			return invalid.PrivateErr
		}
		return err
	}
}

// gosaml2Peer judges forms with gosaml2. It leaves warnings, such as a wrong
// audience, to its caller.
func (p parties) gosaml2Peer(t testing.TB) func(form []byte) error {
	t.Helper()
	certificate, err := x509.ParseCertificate(p.idp.Cert)
	check(t, err)
	sp := &saml2.SAMLServiceProvider{
		IdentityProviderIssuer: idpEntity, AssertionConsumerServiceURL: acsURL, ServiceProviderIssuer: entityID,
		AudienceURI:         entityID,
		IDPCertificateStore: &dsig.MemoryX509CertificateStore{Roots: []*x509.Certificate{certificate}},
		SPKeyStore:          keyStore{p.spKey, p.certificate}, Clock: dsig.NewFakeClockAt(now),
	}
	return func(form []byte) error {
		values, err := url.ParseQuery(string(form))
		if err != nil {
			return err
		}
		info, err := sp.RetrieveAssertionInfo(values.Get("SAMLResponse"))
		switch {
		case err != nil:
			return err
		case info.WarningInfo.InvalidTime || info.WarningInfo.NotInAudience:
			return errors.New("refused with a warning")
		}
		return nil
	}
}

type keyStore struct {
	key         *rsa.PrivateKey
	certificate []byte
}

func (s keyStore) GetKeyPair() (*rsa.PrivateKey, []byte, error) { return s.key, s.certificate, nil }
