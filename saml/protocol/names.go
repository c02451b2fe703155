package protocol

// The namespaces of a message and of metadata.
const (
	ProtocolNS   = "urn:oasis:names:tc:SAML:2.0:protocol"
	AssertionNS  = "urn:oasis:names:tc:SAML:2.0:assertion"
	MetadataNS   = "urn:oasis:names:tc:SAML:2.0:metadata"
	SignatureNS  = "http://www.w3.org/2000/09/xmldsig#"
	EncryptionNS = "http://www.w3.org/2001/04/xmlenc#"
)

// The bindings that a browser carries.
const (
	BindingPost     = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
	BindingRedirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
)

// The formats of a NameID that matter here (core 8.3).
const (
	FormatEmailAddress = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
	FormatUnspecified  = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
	FormatPersistent   = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
	FormatTransient    = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
)
