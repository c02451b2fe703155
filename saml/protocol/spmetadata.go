package protocol

import (
	"encoding/base64"
	"strconv"
	"strings"
)

// SPMetadata is what an identity provider needs to know of us.
type SPMetadata struct {
	EntityID, ACSURL     string
	SigningCerts         [][]byte // DER; of signed requests
	EncryptionCerts      [][]byte // DER; several while a key is rotated
	WantAssertionsSigned bool
	AuthnRequestsSigned  bool
}

// XML is the metadata document (metadata 2.4.4). Identity providers read it
// with parsers of every age: the prefix is ds:, and X509Certificate carries no
// attribute.
func (m SPMetadata) XML() []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	b.WriteString(`<md:EntityDescriptor xmlns:md="` + MetadataNS + `" xmlns:ds="` + SignatureNS + `"`)
	attribute(&b, "entityID", m.EntityID)
	b.WriteString(">\n  <md:SPSSODescriptor")
	attribute(&b, "AuthnRequestsSigned", strconv.FormatBool(m.AuthnRequestsSigned))
	attribute(&b, "WantAssertionsSigned", strconv.FormatBool(m.WantAssertionsSigned))
	attribute(&b, "protocolSupportEnumeration", ProtocolNS)
	b.WriteString(">\n")
	for _, certificate := range m.SigningCerts {
		keyDescriptor(&b, "signing", certificate)
	}
	for _, certificate := range m.EncryptionCerts {
		keyDescriptor(&b, "encryption", certificate)
	}
	for _, format := range []string{FormatUnspecified, FormatPersistent, FormatEmailAddress} {
		b.WriteString("    <md:NameIDFormat>" + format + "</md:NameIDFormat>\n")
	}
	b.WriteString("    <md:AssertionConsumerService")
	attribute(&b, "Binding", BindingPost)
	attribute(&b, "Location", m.ACSURL)
	b.WriteString(` index="0" isDefault="true"/>` + "\n  </md:SPSSODescriptor>\n</md:EntityDescriptor>\n")
	return []byte(b.String())
}

func keyDescriptor(b *strings.Builder, use string, certificate []byte) {
	b.WriteString(`    <md:KeyDescriptor use="` + use + `"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>` +
		base64.StdEncoding.EncodeToString(certificate) +
		"</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>\n")
}
