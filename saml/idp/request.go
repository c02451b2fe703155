package idp

import (
	"errors"
	"fmt"

	"gatehouse/saml/protocol"
)

// ReadRequest reads an AuthnRequest that arrived with a RelayState. The
// encryption certificate is not in it: the caller adds it from the service
// provider's metadata.
func ReadRequest(authnRequest []byte, relayState string) (Request, error) {
	r, err := protocol.ParseAuthnRequest(authnRequest)
	if err != nil {
		return Request{}, fmt.Errorf("read the AuthnRequest: %w", err)
	}
	if r.ACSURL == "" {
		return Request{}, errors.New("the AuthnRequest has no AssertionConsumerServiceURL: there is no address to answer to")
	}
	return Request{ID: r.ID, ACSURL: r.ACSURL, Audience: r.Issuer, RelayState: relayState, Asked: r.Asked}, nil
}
