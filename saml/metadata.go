package saml

import "time"

// IdPMetadata is what the metadata of an identity provider says of it.
type IdPMetadata struct {
	EntityID   string
	SSOURL     string // the sign-on URL to use: by Redirect if there is one, else by POST
	SSOBinding string // the binding of SSOURL

	SSORedirectURL string // "" if the binding is missing
	SSOPostURL     string

	Certificates [][]byte // DER, for signing, in document order and without repetitions

	ValidUntil              time.Time     // zero if unlimited
	CacheDuration           time.Duration // zero if not said
	WantAuthnRequestsSigned bool
	NameIDFormats           []string
}

// ParseMetadata reads the metadata of an identity provider. The error is one
// sentence that says what the document is instead and what to do.
func ParseMetadata(doc []byte) (IdPMetadata, error) { return IdPMetadata{}, nil }
