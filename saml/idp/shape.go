package idp

import "gatehouse/saml/protocol"

// Shape is the way one provider writes its responses: what it signs, how it
// names attributes, which prefixes it uses.
type Shape struct {
	Name  string // "okta"
	Title string // "Okta"

	usualSign    Sign
	prefixes     prefixes
	declaration  bool   // begins with <?xml …?>
	typed        bool   // xsi:type on attribute values
	nameIDFormat string // of a sound response
	nameFormat   string // of attribute names; "" leaves it out
	id           string // attribute names; "" means that it is not sent
	email        string
	firstName    string
	lastName     string
	groups       string
	cipher       string
	keyTransport string
}

// The name formats of attributes, and where claims have their names.
const (
	attrUnspecified = "urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified"
	attrBasic       = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"

	claims = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"
)

// Shapes lists the shapes. The first is the default.
func Shapes() []Shape {
	saml2 := prefixes{"samlp": "saml2p", "saml": "saml2"}
	return []Shape{
		{
			Name: "okta", Title: "Okta", usualSign: SignBoth, prefixes: saml2, declaration: true, typed: true,
			nameIDFormat: protocol.FormatEmailAddress, nameFormat: attrUnspecified,
			id: "id", email: "email", firstName: "firstName", lastName: "lastName", groups: "groups",
			cipher: AES256CBC, keyTransport: OAEP,
		},
		{
			Name: "entra", Title: "Microsoft Entra ID", usualSign: SignAssertion,
			prefixes:     prefixes{"saml": "", "ds": ""},
			nameIDFormat: protocol.FormatEmailAddress,
			id:           "http://schemas.microsoft.com/identity/claims/objectidentifier",
			email:        claims + "emailaddress", firstName: claims + "givenname", lastName: claims + "surname",
			groups: "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups",
			cipher: AES256CBC, keyTransport: OAEP,
		},
		{
			Name: "adfs", Title: "AD FS", usualSign: SignAssertion, prefixes: prefixes{"saml": ""},
			nameIDFormat: protocol.FormatEmailAddress,
			email:        claims + "emailaddress", firstName: claims + "givenname", lastName: claims + "surname",
			groups: "http://schemas.xmlsoap.org/claims/Group",
			cipher: AES256CBC, keyTransport: OAEP,
		},
		{
			Name: "google", Title: "Google Workspace", usualSign: SignResponse, prefixes: saml2, declaration: true,
			typed:        true,
			nameIDFormat: protocol.FormatEmailAddress,
			email:        "email", firstName: "firstName", lastName: "lastName", groups: "groups",
			cipher: AES256GCM, keyTransport: OAEP,
		},
		{
			Name: "keycloak", Title: "Keycloak", usualSign: SignBoth, prefixes: prefixes{"ds": "dsig"}, typed: true,
			nameIDFormat: protocol.FormatPersistent, nameFormat: attrBasic,
			id: "id", email: "email", firstName: "firstName", lastName: "lastName", groups: "groups",
			cipher: AES256GCM, keyTransport: OAEP256,
		},
	}
}

// LookupShape finds a shape by its name; "" is the default one.
func LookupShape(name string) (Shape, bool) {
	shapes := Shapes()
	if name == "" {
		return shapes[0], true
	}
	for _, s := range shapes {
		if s.Name == name {
			return s, true
		}
	}
	return Shape{}, false
}
