package saml

// The namespaces of a message and of metadata.
const (
	protocolNS  = "urn:oasis:names:tc:SAML:2.0:protocol"
	assertionNS = "urn:oasis:names:tc:SAML:2.0:assertion"
	metadataNS  = "urn:oasis:names:tc:SAML:2.0:metadata"
	dsigNS      = "http://www.w3.org/2000/09/xmldsig#"
	xencNS      = "http://www.w3.org/2001/04/xmlenc#"
)

// The bindings that a browser carries.
const (
	bindingPost     = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
	bindingRedirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
)

// The formats of a NameID that matter here (core 8.3).
const (
	formatEmailAddress = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
	formatUnspecified  = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
	formatPersistent   = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
	formatTransient    = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
)
