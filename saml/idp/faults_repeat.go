package idp

import (
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
)

// Faults 37 and 38: a sound response, and once more.

func repeatFaults() []Fault {
	return []Fault{
		{
			Number: 37, Name: "replay", Title: "The same response again", Stage: Message,
			What:  "The same response is posted twice, as by the browser's back button.",
			Class: saml.Malformed, Cause: saml.Replay, Fixer: diagnose.FixUser, repeat: Again,
		},
		{
			Number: 38, Name: "replay-after-exchange", Title: "The same response after the login", Stage: Message,
			What:  "The same response is posted again, after the application has redeemed the code.",
			Class: saml.Malformed, Cause: saml.Replay, Fixer: diagnose.FixUser, repeat: AfterExchange,
		},
	}
}
