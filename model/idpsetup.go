package model

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"time"

	"gatehouse/fetch"
	"gatehouse/saml/idp"
	"gatehouse/saml/protocol"
)

// IdPSetup is what an identity provider says of itself: read from its metadata,
// or entered by hand.
type IdPSetup struct {
	protocol.IdPMetadata
	URL   string      // where the metadata came from, to be refreshed; "" for a file or by hand
	Reach fetch.Reach // of URL
}

// ReadMetadata reads an identity provider's metadata: with an entity ID, of the
// one that has it. The error is a *FieldError in one sentence; a
// *protocol.ChooseProvider in it lists those of which one has to be chosen.
func ReadMetadata(doc []byte, entityID string) (IdPSetup, error) {
	m, err := protocol.ParseMetadata(doc, entityID)
	if err != nil {
		return IdPSetup{}, &FieldError{Field: "metadata", Reason: err.Error(), Err: err}
	}
	return IdPSetup{IdPMetadata: m}, nil
}

// ReadMetadata reads the metadata of the connection's identity provider again:
// the only one in it, or of a federation's the one that it trusts now.
func (c Connection) ReadMetadata(doc []byte) (IdPSetup, error) {
	s, err := ReadMetadata(doc, "")
	if _, several := errors.AsType[*protocol.ChooseProvider](err); several {
		return ReadMetadata(doc, c.IdPEntityID)
	}
	return s, err
}

// ByHand is what a person entered: certificates as PEM or base64, one each.
func ByHand(entityID, ssoURL string, binding Binding, certificates ...[]byte) (IdPSetup, error) {
	s := IdPSetup{}
	s.EntityID, s.SSOURL, s.SSOBinding = entityID, strings.TrimSpace(ssoURL), string(binding)
	if binding == Post {
		s.SSOPostURL = s.SSOURL
	} else {
		s.SSORedirectURL = s.SSOURL
	}
	for _, text := range certificates {
		der, err := protocol.ParseCertificate(text)
		if err != nil {
			return s, &FieldError{Field: "certificate", Reason: err.Error(), Err: err}
		}
		s.Certificates = append(s.Certificates, der)
	}
	return s, nil
}

// Binding is the model's word for that of the metadata.
func (s IdPSetup) Binding() Binding {
	if strings.HasSuffix(s.SSOBinding, string(Post)) {
		return Post
	}
	return Redirect
}

// Trust makes these the certificates of a connection; those that it had keep
// their date. A new one gets the stamp: when it was added, and by whom.
func (c *Connection) Trust(certificates [][]byte, stamp Certificate) {
	var all []Certificate
	for _, der := range certificates {
		x := stamp
		x.DER = der
		if i := slices.IndexFunc(c.Certificates,
			func(old Certificate) bool { return bytes.Equal(old.DER, der) }); i >= 0 {
			x = c.Certificates[i]
		}
		all = append(all, x)
	}
	c.Certificates = all
}

// TrustTestIdP configures a connection to the built-in test identity provider.
func (c *Connection) TrustTestIdP(p *idp.Provider, n idp.Needs, now time.Time) {
	c.IdPEntityID, c.SSOURL, c.SSOBinding, c.State = p.EntityID, p.SSOURL, Redirect, Validating
	c.Trust(p.Certificates(n), Certificate{Added: now})
	c.ForceAuthn = c.ForceAuthn || n == idp.ForcedAuthn
}
