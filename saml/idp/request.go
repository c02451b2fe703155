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
		return Request{}, errors.New(
			"the AuthnRequest has no AssertionConsumerServiceURL: there is no address to answer to")
	}
	return Request{ID: r.ID, ACSURL: r.ACSURL, Audience: r.Issuer, RelayState: relayState, Asked: r.Asked}, nil
}

// VerifyRedirect holds the signature of a request in the HTTP-Redirect binding
// against the signing certificates (DER) in the metadata of the service provider.
// One without a signature is refused where that metadata says that requests are
// signed.
func VerifyRedirect(rawQuery string, certificates [][]byte, signed bool) error {
	err := protocol.VerifyRedirect(rawQuery, nil)
	switch {
	case errors.Is(err, protocol.ErrUnsignedRedirect) && !signed:
		return nil
	case errors.Is(err, protocol.ErrUnsignedRedirect):
		return fmt.Errorf("the metadata of the service provider says that it signs its requests, but %w", err)
	case len(certificates) == 0:
		return errors.New("the request is signed, and the metadata of the service provider has no certificate for that")
	}
	for _, der := range certificates {
		if err = protocol.VerifyRedirect(rawQuery, der); err == nil {
			return nil
		}
	}
	return fmt.Errorf("the signature of the request does not fit the metadata of the service provider: %w", err)
}
