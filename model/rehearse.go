package model

import (
	"gatehouse/saml/idp"
)

// TestUser is who signs in to an organization for a test, by its own domain.
func TestUser(o Organization) idp.User {
	domain := DemoDomain
	if verified := o.VerifiedDomains(); len(verified) > 0 {
		domain = verified[0]
	}
	return idp.DefaultUser(domain)
}
