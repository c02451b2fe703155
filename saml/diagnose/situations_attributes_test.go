package diagnose

import (
	"gatehouse/saml"
	"gatehouse/saml/protocol"
)

// attributeSituations are about the user whom a message describes.
func attributeSituations() []situation {
	return []situation{
		{cause: saml.NoNameID, check: checked("", "", "the Subject has no NameID")},
		{
			cause: saml.TransientNameID,
			check: checked("an id attribute, or a NameID that stays", protocol.FormatTransient,
				"the user's id is a NameID that is "+
					"another one at each sign-in"),
		},
		{cause: saml.EmptyAttribute, check: of("email", checked("a value", "mail", "sent without a value: email"))},
		{
			name: "two", cause: saml.EmptyAttribute,
			check: of("email, first_name",
				checked("a value", "mail, givenName", "sent without a value: email, first_name")),
		},
		{cause: saml.MissingAttributes,
			check: of("email", checked("email, mail, Email", "mailaddress", "missing: email"))},
		{
			name: "none at all", cause: saml.MissingAttributes,
			check: of("email, first_name", checked("email, mail, Email, firstName", "", "missing: email, first_name")),
			seen:  func(s *saml.Seen) { s.Attributes = nil },
		},
		{cause: saml.DuplicateAttributeName, check: checked("", "email", "which of them is meant?")},
		{cause: saml.MultipleValues, check: of("email", checked("1", "mail", "email must be one value: 2 were sent"))},
		{name: "id", cause: saml.MultipleValues,
			check: of("id", checked("1", "uid", "id must be one value: 2 were sent"))},
		{
			name: "first name", cause: saml.MultipleValues,
			check: of("first_name", checked("1", "givenName", "first_name must be one value: 2 were sent")),
		},
		{
			name: "of an earlier version", cause: saml.MultipleValues,
			check: checked("1", "email", "email must be one value: 2 were sent"),
		},
		{cause: saml.BadEmail, check: checked("user@domain", "todd", "there is no @")},
		{cause: saml.DomainNotAllowed, check: checked("acme.test", "rundgren.test", "")},
		{
			name: "look-alike", cause: saml.DomainNotAllowed,
			check: measuring(saml.Facts{Nearest: "acme.test"},
				checked("acme.test, acme.example", "acne.test", `differs in "n" instead of "m" at character 3`)),
			seen: func(s *saml.Seen) { s.Email = "todd@acne.test" },
		},
		{
			name: "public mail", cause: saml.DomainNotAllowed, check: checked("acme.test", "gmail.com", ""),
			seen: func(s *saml.Seen) { s.Email = "todd@gmail.com" },
		},
		{
			name: "no domain", cause: saml.DomainNotAllowed, check: checked("", "rundgren.test", ""),
			with: func(s *saml.Settings) { s.Domains = nil },
		},
	}
}
