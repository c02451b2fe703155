package idp

import (
	"strings"

	"gatehouse/saml"
	"gatehouse/saml/diagnose"
)

// Faults 1–5 and 11–14: who answers whom, and for whom.

func soundFaults() []Fault {
	return []Fault{
		{
			Number: 1, Name: "none", Title: "No fault", Stage: Scenario, Accept: true,
			What: "A sound response.",
		},
		{
			Number: 2, Name: "unsolicited", Title: "IdP-initiated", Stage: Scenario, Accept: true,
			What: "A sound response that answers no request: the login begins at the identity provider.",
			edit: unsolicited,
		},
	}
}

// unsolicited makes the response one that nobody asked for: without
// InResponseTo, and with no RelayState that would lead back to a request.
func unsolicited(d *draft) { d.inResponseTo, d.relayState = "", "" }

func partyFaults() []Fault {
	return []Fault{
		{
			Number: 3, Name: "wrong-audience", Title: "Wrong audience", Stage: Message,
			What:  "The assertion is meant for another service provider.",
			Class: saml.Malformed, Cause: saml.Audience, Fixer: diagnose.FixIdP,
			Expected: "the service provider's entity ID", Received: "https://another-app.example/saml",
			edit: func(d *draft) { d.audience = "https://another-app.example/saml" },
		},
		{
			Number: 4, Name: "audience-suffix", Title: "Audience with a suffix", Stage: Message,
			What: "The audience is the service provider's entity ID with more behind it: equal only to who " +
				"compares beginnings.",
			Class: saml.Malformed, Cause: saml.Audience, Fixer: diagnose.FixIdP,
			Expected: "the service provider's entity ID", Received: "the same with .another-app.example behind it",
			edit: func(d *draft) { d.audience += ".another-app.example" },
		},
		{
			Number: 5, Name: "wrong-issuer", Title: "Wrong issuer", Stage: Message,
			What:  "The response names another identity provider as its issuer.",
			Class: saml.Malformed, Cause: saml.Issuer, Fixer: diagnose.FixEither,
			Expected: "the identity provider's entity ID", Received: "https://another-idp.example/metadata",
			edit: func(d *draft) { d.issuer = "https://another-idp.example/metadata" },
		},
	}
}

func addressFaults() []Fault {
	return []Fault{
		{
			Number: 11, Name: "wrong-destination", Title: "Wrong Destination and Recipient", Stage: Message,
			What:  "The response is addressed to another assertion consumer service.",
			Class: saml.Malformed, Cause: saml.Destination, Fixer: diagnose.FixIdP,
			Expected: "the ACS URL", Received: "https://another-app.example/saml/acs",
			edit: func(d *draft) { d.address("https://another-app.example/saml/acs") },
		},
		{
			Number: 12, Name: "trailing-slash", Title: "ACS URL with a trailing slash", Stage: Message,
			What:  "The provider has the ACS URL with a slash at its end.",
			Class: saml.Malformed, Cause: saml.Destination, Fixer: diagnose.FixIdP,
			Expected: "the ACS URL", Received: "the same with a slash at its end",
			edit: func(d *draft) { d.address(strings.TrimSuffix(d.request.ACSURL, "/") + "/") },
		},
		{
			Number: 13, Name: "unknown-in-response-to", Title: "Unknown InResponseTo", Stage: Message,
			What:  "The response answers a request that was never made.",
			Class: saml.Malformed, Cause: saml.InResponseTo, Fixer: diagnose.FixUser,
			Received: "an ID that is not ours",
			edit:     func(d *draft) { d.inResponseTo = newID() },
		},
		{
			Number: 14, Name: "missing-in-response-to", Title: "InResponseTo missing", Stage: Message,
			SPInitiated: true,
			What: "The response comes back with the RelayState of a request, and does not say that " +
				"it answers it.",
			Class: saml.Malformed, Cause: saml.InResponseTo, Fixer: diagnose.FixIdP,
			Expected: "the ID of the request",
			edit:     func(d *draft) { d.inResponseTo = "" },
		},
	}
}

func (d *draft) address(url string) { d.destination, d.recipient = url, url }
