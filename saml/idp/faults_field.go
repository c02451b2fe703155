package idp

import (
	"slices"
	"time"

	"gatehouse/saml"
	"gatehouse/saml/diagnose"
	"gatehouse/saml/protocol"
)

// What live providers send that is not in the fault list. The sound ones look
// wrong to service providers that read too strictly.

func fieldFaults() []Fault {
	return slices.Concat(oddButSound(), oddStatuses(), oddRequests(), oddUsers())
}

func oddButSound() []Fault {
	return []Fault{
		{
			Name: "split-groups", Title: "One element for each group", Stage: Attributes, Accept: true,
			What: "The groups are several attributes of the same name, as Keycloak sends them.",
			edit: func(d *draft) { d.split = true },
		},
		{
			Name: "nameid-email", Title: "The address is the NameID", Stage: Attributes, Accept: true,
			What: "There are no attributes; the NameID says that it is an email address.",
			edit: func(d *draft) {
				d.attributes, d.nameID, d.nameIDFormat = nil, d.user.Email, protocol.FormatEmailAddress
			},
		},
		{
			Name: "transient-nameid", Title: "Transient NameID", Stage: Attributes, Accept: true,
			What: "The NameID is another one at each sign-in, and no attribute carries an id: accepted with a warning.",
			edit: func(d *draft) {
				d.nameAs(protocol.FormatTransient)
				d.attributes = without(d.attributes, d.shape.id)
			},
		},
		{
			Name: "no-authn-statement", Title: "No AuthnStatement", Stage: Message, Accept: true,
			What: "The assertion does not say how the user was authenticated: accepted with a warning, refused in " +
				"the strict policy.",
			edit: func(d *draft) { d.noStatement = true },
		},
		{
			Name: "utc-offset", Title: "Times in +00:00", Stage: Time, Accept: true,
			What: "Times end in +00:00 where SAML has a Z: accepted with a warning, refused in the strict policy.",
			edit: func(d *draft) { d.utc = "+00:00" },
		},
		{
			Name: "old-session", Title: "Signed in an hour ago", Stage: Time, Accept: true,
			What: "The provider had a session of the user, and the request did not ask to sign in anew.",
			edit: signedInBefore,
		},
	}
}

// signedInBefore rests the response on a session that the user had.
func signedInBefore(d *draft) { d.authenticated = d.now.Add(-time.Hour) }

func oddStatuses() []Fault {
	answer := func(sub, message string) func(*draft) {
		return func(d *draft) { d.status = status{statusResponder, sub, message} }
	}
	return []Fault{
		{
			Name: "no-status", Title: "No status", Stage: Message,
			What:  "The response has no Status at all.",
			Class: saml.Malformed, Cause: saml.IdPStatus, Fixer: diagnose.FixIdP, Expected: statusSuccess,
			edit: func(d *draft) { d.noStatus = true },
		},
		{
			Name: "no-authn-context", Title: "Method of authentication not available", Stage: Message,
			What: "The provider says that it cannot sign the user in by the method that is asked for, though the " +
				"request asks for none.",
			Class: saml.Malformed, Cause: saml.IdPStatus, Fixer: diagnose.FixIdP,
			Expected: statusSuccess, Received: statusResponder + ", " + statusNoAuthnContext,
			edit: answer(statusNoAuthnContext, "The requested authentication context is not available."),
		},
		{
			Name: "invalid-nameid-policy", Title: "NameID format not available", Stage: Message,
			What:  "The provider says that it cannot give the NameID format, though the request asks for none.",
			Class: saml.Malformed, Cause: saml.IdPStatus, Fixer: diagnose.FixIdP,
			Expected: statusSuccess, Received: statusResponder + ", " + statusInvalidNameIDPolicy,
			edit: answer(statusInvalidNameIDPolicy, "The requested NameID policy is not supported."),
		},
	}
}

func oddRequests() []Fault {
	return []Fault{
		{
			Name: "made-up-in-response-to", Title: "InResponseTo made up", Stage: Message,
			What:  "The login begins at the provider, which makes an InResponseTo up.",
			Class: saml.Malformed, Cause: saml.InResponseTo, Fixer: diagnose.FixIdP,
			Received: "an ID that is none of ours",
			edit:     func(d *draft) { d.inResponseTo, d.relayState = "id-made-up-4711", "" },
		},
		{
			Name: "stale-authn", Title: "Not signed in anew", Stage: Time, Needs: ForcedAuthn, SPInitiated: true,
			What:  "The request asks to sign the user in anew, and the response rests on a session of an hour ago.",
			Class: saml.Malformed, Cause: saml.NotReauthenticated, Fixer: diagnose.FixIdP,
			Expected: "the time of the request", Received: "an hour ago",
			edit: signedInBefore,
		},
	}
}

func oddUsers() []Fault {
	return []Fault{
		{
			Name: "empty-email", Title: "Email empty for this user", Stage: Attributes,
			What:  "The email attribute is there, and has no value: the user's entry in the directory lacks one.",
			Class: saml.InvalidAttributes, Cause: saml.EmptyAttribute, Fixer: diagnose.FixIdP,
			Expected: "a value", Received: "the attribute's name",
			edit: func(d *draft) { d.setAttribute(d.shape.email, "") },
		},
		{
			Name: "several-emails", Title: "Several email addresses", Stage: Attributes,
			What:  "The email attribute has two different values.",
			Class: saml.InvalidAttributes, Cause: saml.MultipleValues, Fixer: diagnose.FixIdP,
			Expected: "1", Received: "the attribute's name",
			edit: func(d *draft) { d.setAttribute(d.shape.email, d.user.Email, "ada@"+d.user.domain()) },
		},
	}
}

// without leaves an attribute out.
func without(all []saml.Attribute, name string) []saml.Attribute {
	return slices.DeleteFunc(all, func(a saml.Attribute) bool { return a.Name == name })
}

// setAttribute gives an attribute other values.
func (d *draft) setAttribute(name string, values ...string) {
	for i := range d.attributes {
		if d.attributes[i].Name == name {
			d.attributes[i].Values = values
		}
	}
}
