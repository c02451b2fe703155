package saml

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"gatehouse/saml/xmldoc"
)

// readCertificates collects the signing certificates. A KeyDescriptor without
// use serves both purposes (S11).
func (m *IdPMetadata) readCertificates(d *xmldoc.Doc, role xmldoc.Node) error {
	descriptors, forEncryption := 0, 0
	for descriptor := range d.Children(role) {
		if !d.Is(descriptor, metadataNS, "KeyDescriptor") {
			continue
		}
		if use, given := d.Attr(descriptor, "", "use"); given && string(use) != "signing" {
			forEncryption++
			continue
		}
		descriptors++
		// The first certificate of each X509Data is the key's own; the others
		// are its issuers, whose signatures must not be trusted.
		for data := range d.Find(descriptor, dsigNS, "X509Data") {
			m.addCertificate(d.Text(d.Child(data, dsigNS, "X509Certificate")))
		}
	}
	switch {
	case len(m.Certificates) > maxMetadataCertificates:
		return fmt.Errorf("this metadata has %d signing certificates, of which at most %d can be kept: ask for metadata of this application alone", len(m.Certificates), maxMetadataCertificates)
	case len(m.Certificates) > 0:
		return nil
	case len(m.Unreadable) > 0:
		return fmt.Errorf("the signing certificate in this metadata can't be used: %s", m.Unreadable[0])
	case descriptors > 0:
		return errors.New("this metadata names a signing key without its certificate: ask for metadata with the X509Certificate, or enter the values by hand")
	case forEncryption > 0:
		return errors.New("this metadata has a certificate for encryption and none for signing: ask for metadata with the signing certificate, or enter it by hand")
	}
	return errors.New("this metadata has no signing certificate: ask for metadata with one, or enter it by hand")
}

func (m *IdPMetadata) addCertificate(text []byte) {
	der, err := ParseCertificate(text)
	if err != nil {
		m.Unreadable = append(m.Unreadable, err.Error())
		return
	}
	for _, known := range m.Certificates {
		if bytes.Equal(known, der) {
			return
		}
	}
	m.Certificates = append(m.Certificates, der)
}

// noIdentityProvider says what an entity is that is no identity provider.
func noIdentityProvider(d *xmldoc.Doc, entity xmldoc.Node) error {
	for role := range d.Children(entity) {
		kind, _ := d.Attr(role, "http://www.w3.org/2001/XMLSchema-instance", "type")
		switch {
		case d.Is(role, metadataNS, "SPSSODescriptor"):
			id, _ := d.Attr(entity, "", "entityID")
			return fmt.Errorf("this is the metadata of a service provider (%s), not of an identity provider: such a file is given to the identity provider; ask for theirs in return", visible(string(id), 100))
		case strings.HasSuffix(string(kind), "SecurityTokenServiceType") || strings.HasSuffix(string(kind), "ApplicationServiceType"):
			return errors.New("this metadata offers WS-Federation only: ask for the SAML 2.0 metadata of the identity provider")
		}
	}
	return errors.New("this metadata describes no identity provider (it has no IDPSSODescriptor): ask for the identity provider's metadata")
}
