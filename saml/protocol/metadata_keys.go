package protocol

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gatehouse/saml/diff"
	"gatehouse/saml/xmldoc"
)

// readCertificates collects the signing certificates. A KeyDescriptor without
// use serves both purposes (S11).
func (m *IdPMetadata) readCertificates(d *xmldoc.Doc, role xmldoc.Node) error {
	signing, encryption := 0, 0
	other := "" // a use that is neither
	for descriptor := range d.Children(role) {
		if !d.Is(descriptor, MetadataNS, "KeyDescriptor") {
			continue
		}
		switch use, given := d.Attr(descriptor, "", "use"); {
		case !given || string(use) == "signing":
			signing++
			m.readKey(d, descriptor)
		case string(use) == "encryption":
			encryption++
		default:
			other = fmt.Sprintf(
				"this metadata has a KeyDescriptor with use=%q, which is neither signing nor encryption",
				diff.Visible(string(use), 60))
		}
	}
	switch {
	case len(m.Certificates) > MaxCertificates:
		return fmt.Errorf("this metadata has %d signing certificates, of which at most %d can be kept: ask for "+
			"metadata of "+
			"this application alone", len(m.Certificates), MaxCertificates)
	case len(m.Certificates) > 0:
		if other != "" {
			m.odd("certificates", other+"; its certificate was left out",
				"nothing if sign-ins work; otherwise ask for corrected metadata")
		}
		return nil
	case len(m.Unreadable) > 0:
		return fmt.Errorf("the signing certificate in this metadata can't be used: %s", m.Unreadable[0])
	case signing > 0:
		return errors.New("this metadata names a signing key without its certificate: ask for metadata with the " +
			"X509Certificate, or enter the values by hand")
	case other != "":
		return errors.New(other +
			", so it has no signing certificate: ask for metadata with use=\"signing\" there, or " +
			"enter the certificate by hand")
	case encryption > 0:
		return errors.New("this metadata has a certificate for encryption and none for signing: ask for " +
			"metadata with the " +
			"signing certificate, or enter it by hand")
	}
	return errors.New("this metadata has no signing certificate: ask for metadata with one, or enter it by hand")
}

// readKey takes the first certificate of each X509Data, which is the key's own;
// the others are its issuers, whose signatures must not be trusted.
func (m *IdPMetadata) readKey(d *xmldoc.Doc, descriptor xmldoc.Node) {
	for data := range d.Find(descriptor, SignatureNS, "X509Data") {
		text := d.Text(d.Child(data, SignatureNS, "X509Certificate"))
		if len(text) > maxCertificateText {
			m.Unreadable = append(m.Unreadable,
				fmt.Sprintf("this is %d KiB long, far too long for a certificate", len(text)>>10))
			continue
		}
		all, err := ReadCertificates(text, maxTogether)
		if err != nil {
			m.Unreadable = append(m.Unreadable, err.Error())
			continue
		}
		if len(all) > 1 {
			m.odd("certificates",
				fmt.Sprintf("%d certificates are run together in one X509Certificate: the first, %s, is "+
					"taken for the signing certificate, and the others, its issuers, are left out",
					len(all), all[0].Label()),
				"compare its fingerprint with the identity provider's admin if sign-ins fail")
		}
		der := all[0].Raw
		if !slices.ContainsFunc(m.Certificates, func(known []byte) bool { return bytes.Equal(known, der) }) {
			m.Certificates = append(m.Certificates, bytes.Clone(der))
		}
	}
}

// noIdentityProvider says what an entity is that is no identity provider.
func noIdentityProvider(d *xmldoc.Doc, entity xmldoc.Node) error {
	for role := range d.Children(entity) {
		kind, _ := d.Attr(role, "http://www.w3.org/2001/XMLSchema-instance", "type")
		switch {
		case d.Is(role, MetadataNS, "SPSSODescriptor"):
			id, _ := d.Attr(entity, "", "entityID")
			return fmt.Errorf("this is the metadata of a service provider (%s), not of an identity provider: "+
				"such a file is "+
				"given to the identity provider; ask for theirs in return", diff.Visible(string(id), 100))
		case strings.HasSuffix(string(kind), "SecurityTokenServiceType"),
			strings.HasSuffix(string(kind), "ApplicationServiceType"):
			return errors.New(
				"this metadata offers WS-Federation only: ask for the SAML 2.0 metadata of the identity provider")
		}
	}
	return errors.New("this metadata describes no identity provider (it has no IDPSSODescriptor): ask for the " +
		"identity provider's metadata")
}
