package saml

import "gatehouse/saml/protocol"

// attributeSituations are about the user whom a message describes.
func attributeSituations() []situation {
	return []situation{
		{cause: NoNameID, check: checked("", "", "the Subject has no NameID")},
		{
			cause: TransientNameID,
			check: checked("an id attribute, or a NameID that stays", protocol.FormatTransient, "the user's id is a NameID that is "+
				"another one at each sign-in"),
		},
		{cause: EmptyAttribute, check: of("email", checked("a value", "mail", "sent without a value: email"))},
		{
			name: "two", cause: EmptyAttribute,
			check: of("email, first_name", checked("a value", "mail, givenName", "sent without a value: email, first_name")),
		},
		{cause: MissingAttributes, check: of("email", checked("email, mail, Email", "mailaddress", "missing: email"))},
		{
			name: "none at all", cause: MissingAttributes,
			check: of("email, first_name", checked("email, mail, Email, firstName", "", "missing: email, first_name")),
			seen:  func(s *Seen) { s.Attributes = nil },
		},
		{cause: DuplicateAttributeName, check: checked("", "email", "which of them is meant?")},
		{cause: MultipleValues, check: of("email", checked("1", "mail", "email must be one value: 2 were sent"))},
		{name: "id", cause: MultipleValues, check: of("id", checked("1", "uid", "id must be one value: 2 were sent"))},
		{
			name: "first name", cause: MultipleValues,
			check: of("first_name", checked("1", "givenName", "first_name must be one value: 2 were sent")),
		},
		{
			name: "of an earlier version", cause: MultipleValues,
			check: checked("1", "email", "email must be one value: 2 were sent"),
		},
		{cause: BadEmail, check: checked("user@domain", "todd", "there is no @")},
		{cause: DomainNotAllowed, check: checked("acme.test", "rundgren.test", "")},
		{
			name: "look-alike", cause: DomainNotAllowed,
			check: measuring(Facts{Nearest: "acme.test"},
				checked("acme.test, acme.example", "acne.test", `differs in "n" instead of "m" at character 3`)),
			seen: func(s *Seen) { s.Email = "todd@acne.test" },
		},
		{
			name: "public mail", cause: DomainNotAllowed, check: checked("acme.test", "gmail.com", ""),
			seen: func(s *Seen) { s.Email = "todd@gmail.com" },
		},
		{
			name: "no domain", cause: DomainNotAllowed, check: checked("", "rundgren.test", ""),
			with: func(s *Settings) { s.Domains = nil },
		},
	}
}
