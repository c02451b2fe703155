package idp

import (
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
)

// Faults 27 and 28.

func encryptionFaults() []Fault {
	return []Fault{
		{
			Number: 27, Name: "encrypted", Title: "Encrypted assertion", Stage: Encryption, Needs: EncryptionKey,
			Accept: true,
			What:   "The assertion is encrypted to the service provider's key.",
			edit:   func(d *draft) { d.encryptTo = d.request.EncryptTo },
		},
		{
			Number: 28, Name: "encrypted-other-key", Title: "Encrypted to another key", Stage: Encryption,
			Needs: EncryptionKey,
			What:  "The assertion is encrypted to a key that the service provider does not have.",
			Class: saml.DecryptionFailed, Cause: saml.WrongKey, Fixer: diagnose.FixIdP,
			edit: func(d *draft) { d.encryptTo = d.provider.Stranger.Cert },
		},
	}
}
