package model

import (
	"strings"

	"gatehouse/provider"
)

// RemedyPlace is where an IT admin can act in the Admin Portal on a test that
// failed.
type RemedyPlace string

// The places.
const (
	AtMetadata        RemedyPlace = "metadata"         // give the identity provider's values anew
	AtCertificate     RemedyPlace = "certificate"      // compare and take the certificate that the message shows
	AtDomain          RemedyPlace = "domain"           // prove the domain of the address
	AtMapping         RemedyPlace = "mapping"          // choose another received attribute
	AtGuideAddresses  RemedyPlace = "guide addresses"  // the guide's step in which our addresses are entered
	AtGuideAttributes RemedyPlace = "guide attributes" // … attributes are sent
	AtGuideSigning    RemedyPlace = "guide signing"    // … signing is set
	AtGuideAccess     RemedyPlace = "guide access"     // … people are given access
	AtOurValues       RemedyPlace = "our values"       // our metadata, with the encryption certificate
	AtDetails         RemedyPlace = "details"          // the message itself, for whoever runs the provider
	AtContact         RemedyPlace = "contact"          // only the vendor can act
	AtTest            RemedyPlace = "test"             // nothing to change: test again
)

// PortalRemedy tells an IT admin who is in the Admin Portal what to do about a
// test that failed.
type PortalRemedy struct {
	Place RemedyPlace
	Text  string
	Value string // what it is done with: the domain
}

func FillRemedy(text string, detail SessionDetail, domain string) string {
	idp := detail.Connection.ProviderName()
	return strings.NewReplacer("{idp}", idp, "{Idp}", strings.ToUpper(idp[:1])+idp[1:], "{domain}",
		DomainLabel(domain)).Replace(text)
}

// ProviderName is the identity provider of a connection inside a sentence.
func (c Connection) ProviderName() string {
	if c.Type == provider.Generic || c.Type == "" {
		return "your identity provider"
	}
	if p, known := provider.Of(c.Type); known {
		return p.Called
	}
	return TypeLabel(c.Type)
}
