package interop

import (
	"regexp"
	"testing"

	crewjam "github.com/crewjam/saml"

	"gatehouse/interop/foreignidp"
	"gatehouse/saml"
)

func samlIDP(t *testing.T) provider {
	idp := foreignidp.Start(t, user, password, email)
	return provider{
		userField: "user", metadata: idp.Metadata(t),
		ways: []way{
			{saml.ResponseSigned, false}, {saml.AssertionSigned, false}, {saml.BothSigned, false},
			{saml.AssertionSigned, true}, {saml.BothSigned, true}, // it encrypts signed assertions only
		},
		use: func(t *testing.T, metadata []byte, w way) {
			if !w.Encrypted {
				metadata = encryptionKey.ReplaceAll(metadata, nil) // it encrypts wherever it can
			}
			idp.Trust(t, metadata)
			idp.IDP.AssertionMaker = assertionMaker{w.Signed}
		},
	}
}

var encryptionKey = regexp.MustCompile(`<md:KeyDescriptor use="encryption">.*</md:KeyDescriptor>`)

// assertionMaker chooses what the library signs: by itself it signs both.
type assertionMaker struct{ signed saml.SignatureDemand }

func (m assertionMaker) MakeAssertion(r *crewjam.IdpAuthnRequest, session *crewjam.Session) error {
	if err := (crewjam.DefaultAssertionMaker{}).MakeAssertion(r, session); err != nil {
		return err
	}
	if m.signed == saml.ResponseSigned {
		r.AssertionEl = r.Assertion.Element()
	}
	if err := r.MakeResponse(); err != nil {
		return err
	}
	if m.signed == saml.AssertionSigned {
		r.ResponseEl.RemoveChild(r.ResponseEl.SelectElement("Signature"))
	}
	return nil
}
