package idp

import (
	"fmt"
	"slices"

	"gatehouse/saml"
	"gatehouse/saml/diagnose"
	"gatehouse/saml/protocol"
)

// Faults 23–26 and 41: what the provider says of the user, or instead of one.

func statusFaults() []Fault {
	return []Fault{
		{
			Number: 23, Name: "idp-status", Title: "The IdP refused the login", Stage: Message,
			What: "The provider answers with the status Responder / AuthnFailed and a message, and sends no " +
				"assertion.",
			Class: saml.Malformed, Cause: saml.IdPStatus, Fixer: diagnose.FixIdP,
			Expected: statusSuccess, Received: statusResponder + ", " + statusAuthnFailed,
			edit: func(d *draft) {
				d.status = status{statusResponder, statusAuthnFailed,
					"Authentication failed: the second factor was not confirmed in time."}
			},
		},
	}
}

func attributeFaults() []Fault {
	return []Fault{
		{
			Number: 24, Name: "no-email", Title: "No email", Stage: Attributes,
			What:  "The NameID is a persistent pseudonym and no attribute carries an email address.",
			Class: saml.InvalidAttributes, Cause: saml.MissingAttributes, Fixer: diagnose.FixIdP,
			Expected: "email", Received: "the attributes without it",
			edit: func(d *draft) {
				d.nameID, d.nameIDFormat = "G-7f3c9a52e1b04d68", protocol.FormatPersistent
				d.attributes = slices.DeleteFunc(d.attributes,
					func(a saml.Attribute) bool { return a.Name == d.shape.email })
			},
		},
		{
			Number: 25, Name: "no-nameid", Title: "NameID missing", Stage: Attributes,
			What:  "The subject of the assertion has no NameID.",
			Class: saml.InvalidAttributes, Cause: saml.NoNameID, Fixer: diagnose.FixIdP,
			edit: func(d *draft) { d.nameID = "" },
		},
		{
			Number: 26, Name: "domain-not-allowed", Title: "Domain outside the organization", Stage: Attributes,
			What:  "The user's email address is in a domain that is not one of the organization's.",
			Class: saml.OutsideOrg, Cause: saml.DomainNotAllowed, Fixer: diagnose.FixVendor,
			Expected: "a domain of the organization", Received: "another-company.example",
			edit: func(d *draft) { d.email("ada.lovelace@another-company.example") },
		},
	}
}

func groupFaults() []Fault {
	return []Fault{
		{
			Number: 41, Name: "many-groups", Title: "1,500 groups", Stage: Attributes, Accept: true,
			What: "The user is in 1,500 groups, and the assertion names them all.",
			edit: func(d *draft) {
				groups := make([]string, 1500)
				for i := range groups {
					groups[i] = fmt.Sprintf("Group %04d", i+1)
				}
				d.user.Groups = groups
				d.attributes = d.shape.attributes(d.user)
			},
		},
	}
}

// email gives the user another address, as NameID and attribute.
func (d *draft) email(address string) {
	d.user.Email, d.nameID = address, address
	d.attributes = d.shape.attributes(d.user)
}
