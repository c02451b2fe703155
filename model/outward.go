package model

import (
	"slices"

	"gatehouse/saml"
	"gatehouse/saml/diagnose"
)

// Outward is the detail as somebody outside may read it, an IT admin too: of an
// encrypted assertion that nobody vouches for it tells nothing that depends on
// what it decrypts to (E7). Whoever runs this service provider sees all.
func (s SessionDetail) Outward() SessionDetail {
	verdict := s.Verdict()
	if verdict == nil {
		return s
	}
	outside := verdict.Outside()
	if !verdict.Verified {
		s.Decrypted = nil
	}
	if outside == verdict {
		return s
	}
	s.Receipts = slices.Clone(s.Receipts)
	s.Receipts[len(s.Receipts)-1].Verdict = *outside
	s.Session = s.Session.Outward()
	s.Explanation = diagnose.Explanation{
		Class: saml.DecryptionFailed, Title: opaqueTitle, Admin: FillRemedy(opaqueText, s, ""),
	}
	return s
}

const opaqueTitle = "The encrypted assertion could not be used"

// opaqueText names all that can be behind it, and the way to a closer answer.
const opaqueText = "The assertion is encrypted and not usable: it may be encrypted for another certificate than the " +
	"one of this connection, signed with a certificate that is not saved here, or damaged on the way. " +
	"For safety no more is told here about an encrypted assertion that could not be verified.\n\n" +
	"Load the metadata of this connection into {idp} again, and replace the metadata of {idp} here. " +
	"If that does not help, switch the encryption of assertions off at {idp} for one test: then the exact cause is " +
	"shown. Your contact can see it from the code below, too."

func (s Session) Outward() Session {
	s.Class, s.Cause, s.Email, s.IdPID = saml.DecryptionFailed, "", "", ""
	return s
}
