package idp

import (
	"strings"

	"gatehouse/saml"
)

// User is who signs in.
type User struct {
	ID        string
	Email     string
	FirstName string
	LastName  string
	Groups    []string
	NameID    string // of a shape's own format; "" is the email address

	Attributes []saml.Attribute // sent beside the ones above
}

// DefaultUser is the user that the sign-in page starts with.
func DefaultUser(domain string) User {
	return User{
		ID:        "00u1ada0lovelace5d7",
		Email:     "ada.lovelace@" + domain,
		FirstName: "Ada",
		LastName:  "Lovelace",
		Groups:    []string{"Everyone", "Engineering"},
	}
}

// domain is what stands behind the @ of the email address.
func (u User) domain() string {
	_, domain, _ := strings.Cut(u.Email, "@")
	return domain
}

// attributes names what is known of the user in the way of the shape. Blank
// values are not sent.
func (s Shape) attributes(u User) []saml.Attribute {
	var all []saml.Attribute
	add := func(name string, values ...string) {
		if name != "" && len(values) > 0 && values[0] != "" {
			all = append(all, saml.Attribute{Name: name, Values: values})
		}
	}
	add(s.id, u.ID)
	add(s.email, u.Email)
	add(s.firstName, u.FirstName)
	add(s.lastName, u.LastName)
	add(s.groups, u.Groups...)
	return append(all, u.Attributes...)
}
