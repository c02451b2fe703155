package connection

import (
	"crypto/rsa"
	"crypto/x509"
	"fmt"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/service/core"
)

func Settings(passed *core.Core, c model.Connection, o model.Organization) saml.Settings {
	svc := On(passed)
	s := saml.Settings{
		EntityID: svc.EntityID(c), ACSURL: svc.ACSURL(c),
		ConnectionID: string(c.ID), ConnectionType: c.Type,
		IdPEntityID: c.IdPEntityID, Policy: c.Policy, Mapping: c.Mapping,
		Requests: c.Asked, SignsRequests: c.SignRequests,
		Domains: o.VerifiedDomains(), AllowOutside: o.AdmitsOutside() || c.ByOAuth(),
	}
	if c.ByOIDC() {
		s.IdPEntityID = c.OIDC.Issuer
	}
	for _, x := range c.Certificates {
		s.Certificates = append(s.Certificates, x.DER)
	}
	return s
}

// SPKeys opens the private keys of a connection, newest first.
func SPKeys(passed *core.Core, c model.Connection) ([]*rsa.PrivateKey, error) {
	s := On(passed)
	var keys []*rsa.PrivateKey
	for _, k := range c.SPKeys {
		plain, err := s.core.Secrets.Open(k.Sealed, "sp key "+string(k.ID))
		if err != nil {
			return nil, err
		}
		parsed, err := x509.ParsePKCS8PrivateKey(plain)
		if err != nil {
			return nil, fmt.Errorf("%w: SP key %s: %v", model.ErrDamaged, k.ID, err)
		}
		key, ok := parsed.(*rsa.PrivateKey)
		if !ok {
			return nil, fmt.Errorf("%w: SP key %s is not RSA", model.ErrDamaged, k.ID)
		}
		keys = append(keys, key)
	}
	return keys, nil
}
