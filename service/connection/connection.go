package connection

import (
	"context"
	"strings"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/protocol"
	"gatehouse/service/core"
)

// Connection gives one by its id.
func (s Service) Connection(ctx context.Context, id model.ID) (model.Connection, error) {
	s, err := pass(s.core.See(ctx, model.ActSeeConnections, core.OfConnection(id)))
	if err != nil {
		return model.Connection{}, err
	}
	return s.core.Connection(ctx, id)
}

// ConnectionByKey gives the one behind an ACS path.
func (s Service) ConnectionByKey(ctx context.Context, key string) (model.Connection, error) {
	s, err := pass(s.core.See(ctx, model.ActReadMetadata, core.Nothing))
	if err != nil {
		return model.Connection{}, err
	}
	return core.ReadNamed[model.Connection](ctx, s.core.Store, model.NameACS.Of(key))
}

// EntityID is our name towards the identity provider of a connection: by OpenID
// Connect, the client ID that it gave us.
func (s Service) EntityID(c model.Connection) string {
	if c.ByOIDC() {
		return c.OIDC.ClientID
	}
	return s.core.BaseURL + "/" + c.Key
}

// ACSURL is where the identity provider sends its answers: by OpenID Connect the
// redirect URI, which is that of all connections.
func (s Service) ACSURL(c model.Connection) string {
	if c.ByOIDC() {
		return s.core.BaseURL + model.OIDCPath
	}
	return s.core.BaseURL + model.ACSPath + c.Key
}

// KeyIn finds the key of a connection that stands somewhere in a path, "" if
// there is none.
func (s Service) KeyIn(ctx context.Context, path string) (string, error) {
	s, err := pass(s.core.See(ctx, model.ActReadMetadata, core.Nothing))
	if err != nil {
		return "", err
	}
	const most, longest = 8, 64
	for _, part := range strings.SplitN(strings.Trim(path, "/"), "/", most) {
		if part == "" || len(part) > longest {
			continue
		}
		_, err := s.ConnectionByKey(ctx, part)
		if none, failed := core.Missing(err); failed != nil {
			return "", failed
		} else if !none {
			return part, nil
		}
	}
	return "", nil
}

// MetadataURL is where our metadata for a connection can be fetched.
// It is "" by OpenID Connect.
func (s Service) MetadataURL(c model.Connection) string {
	if c.ByOIDC() {
		return ""
	}
	return s.core.BaseURL + "/sso/saml/metadata/" + c.Key
}

// SPMetadata is our metadata for a connection.
func (s Service) SPMetadata(c model.Connection) []byte {
	m := protocol.SPMetadata{
		EntityID: s.EntityID(c), ACSURL: s.ACSURL(c),
		WantAssertionsSigned: c.Policy.Require == saml.AssertionSigned || c.Policy.Require == saml.BothSigned,
		AuthnRequestsSigned:  c.SignRequests,
	}
	for _, k := range c.SPKeys {
		m.SigningCerts = append(m.SigningCerts, k.DER)
		m.EncryptionCerts = append(m.EncryptionCerts, k.DER)
	}
	return m.XML()
}
