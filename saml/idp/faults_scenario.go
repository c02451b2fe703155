package idp

import (
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
)

// The scenarios of WorkOS' test provider, under its names.

func scenarios() []Fault {
	return []Fault{
		{
			Name: "sp-initiated", Title: "Service provider (SP)-initiated SSO", Stage: Scenario, SPInitiated: true,
			Accept: true,
			What:   "A sound response to a request of the service provider.",
		},
		{
			Name: "idp-initiated", Title: "Identity provider (IdP)-initiated SSO", Stage: Scenario, Accept: true,
			What: "A sound response that answers no request.",
			edit: unsolicited,
		},
		{
			Name: "guest-email-domain", Title: "Guest email domain", Stage: Scenario,
			What:  "A guest signs in, with an email address outside the organization's domains.",
			Class: saml.OutsideOrg, Cause: saml.DomainNotAllowed, Fixer: diagnose.FixVendor,
			Expected: "a domain of the organization", Received: "guest.example",
			edit: func(d *draft) { d.email("guest@guest.example") },
		},
		{
			Name: "error-response", Title: "Error response", Stage: Scenario,
			What:  "The provider answers with an error, and sends no assertion.",
			Class: saml.Malformed, Cause: saml.IdPStatus, Fixer: diagnose.FixIdP,
			Expected: statusSuccess, Received: statusResponder + ", " + statusRequestDenied,
			edit: func(d *draft) {
				d.status = status{statusResponder, statusRequestDenied, "The user is not assigned to this application."}
			},
		},
	}
}
