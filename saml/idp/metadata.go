package idp

import "gatehouse/saml/protocol"

// Metadata is the provider's metadata: its names, its one certificate, and the
// two bindings in which it takes requests.
func (p *Provider) Metadata() []byte {
	service := func(binding string) *element {
		return el("md:SingleSignOnService", []attr{
			{"Binding", "urn:oasis:names:tc:SAML:2.0:bindings:" + binding},
			{"Location", p.SSOURL},
		})
	}
	doc := el("md:EntityDescriptor", []attr{{"entityID", p.EntityID}},
		el("md:IDPSSODescriptor",
			[]attr{{"WantAuthnRequestsSigned", "false"}, {"protocolSupportEnumeration", namespaces["samlp"]}},
			el("md:KeyDescriptor", []attr{{"use", "signing"}}, el("ds:KeyInfo", nil, x509Data(p.Cert))),
			leaf("md:NameIDFormat", protocol.FormatEmailAddress),
			leaf("md:NameIDFormat", protocol.FormatPersistent),
			service("HTTP-Redirect"),
			service("HTTP-POST")))
	return []byte(`<?xml version="1.0" encoding="UTF-8"?>` + prefixes(nil).write(doc))
}
