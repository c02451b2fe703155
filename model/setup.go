package model

import (
	"gatehouse/provider"
	"gatehouse/saml/diagnose"
)

// Setup is a customer to be onboarded in one step.
type Setup struct {
	Organization NewOrganization
	Connection   *NewConnection // without a Type it follows from the addresses; nil leaves it to the IT admin
	Intents      []Intent       // what a setup link is for; none makes no link
}

// SetupDone is what became of it.
type SetupDone struct {
	Organization Organization
	Connection   *Connection
	Lints        []diagnose.Lint // of the connection, also if it was refused
	Link         *Link
	URL          string // of the link
}

// GuessType tells a connection type by the identity provider's addresses;
// GenericSAML if they tell nothing.
func GuessType(s IdPSetup) string { return provider.Guess(s.EntityID, s.SSOURL) }
