package idp

import (
	"errors"
	"fmt"

	"gatehouse/saml/xmldoc"
)

// ReadRequest reads an AuthnRequest that arrived with a RelayState. The
// encryption certificate is not in it: the caller adds it from the service
// provider's metadata.
func ReadRequest(authnRequest []byte, relayState string) (Request, error) {
	var doc xmldoc.Doc
	if err := doc.Parse(authnRequest, xmldoc.Limits{}); err != nil {
		return Request{}, fmt.Errorf("read the AuthnRequest: %w", err)
	}
	root := doc.Root()
	if !doc.Is(root, namespaces["samlp"], "AuthnRequest") {
		return Request{}, fmt.Errorf("the request is a %q: an AuthnRequest is expected", doc.Name(root))
	}
	id, _ := doc.Attr(root, "", "ID")
	acs, _ := doc.Attr(root, "", "AssertionConsumerServiceURL")
	issuer := doc.Text(doc.Child(root, namespaces["saml"], "Issuer"))
	switch {
	case len(id) == 0:
		return Request{}, errors.New("the AuthnRequest has no ID")
	case len(acs) == 0:
		return Request{}, errors.New("the AuthnRequest has no AssertionConsumerServiceURL: there is no address to answer to")
	case len(issuer) == 0:
		return Request{}, errors.New("the AuthnRequest has no Issuer: there is no one to answer to")
	}
	return Request{ID: string(id), ACSURL: string(acs), Audience: string(issuer), RelayState: relayState}, nil
}
