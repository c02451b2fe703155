package idp

import (
	"slices"

	"gatehouse/saml/protocol"
)

// The methods of authentication that the provider knows, from the weakest on.
// It signs users in by the last one.
var authnContexts = []string{
	"urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified",
	"urn:oasis:names:tc:SAML:2.0:ac:classes:Password",
	passwordProtected,
}

const passwordProtected = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"

// honour does what a request asks for, or answers with the status that says why
// not. Each response rests on a sign-in of its own, so that ForceAuthn asks for
// nothing else.
func (d *draft) honour(asked protocol.Asked) {
	if !d.nameAs(asked.NameIDFormat) {
		d.status = status{statusRequester, statusInvalidNameIDPolicy,
			"The NameID format " + asked.NameIDFormat + " is not supported."}
	}
	if class, ok := authnContext(asked); ok {
		d.authnContext = class
	} else {
		d.status = status{statusResponder, statusNoAuthnContext,
			"The user cannot be signed in by the method that was asked for."}
	}
}

// nameAs names the user in a format; "" leaves it to the shape.
func (d *draft) nameAs(format string) bool {
	switch format {
	case "":
		return true
	case protocol.FormatEmailAddress, protocol.FormatUnspecified:
		d.nameID = d.user.Email
	case protocol.FormatPersistent:
		d.nameID = d.user.ID
	case protocol.FormatTransient:
		d.nameID = newID()
	default:
		return false
	}
	if d.nameID == "" { // a user without an ID
		d.nameID = d.user.Email
	}
	d.nameIDFormat = format
	return true
}

// authnContext is the method by which a user is signed in who was to be signed
// in by those that are asked for (core 3.3.2.2.1).
func authnContext(asked protocol.Asked) (class string, ok bool) {
	if len(asked.AuthnContexts) == 0 {
		return passwordProtected, true
	}
	ours := len(authnContexts) - 1
	for _, wanted := range asked.AuthnContexts {
		switch i := slices.Index(authnContexts, wanted); {
		case i < 0:
		case asked.Comparison == protocol.Minimum, asked.Comparison == protocol.Better && i < ours,
			asked.Comparison == protocol.Maximum && i == ours:
			return passwordProtected, true
		case asked.Comparison == "" || asked.Comparison == protocol.Exact:
			return wanted, true
		}
	}
	return "", false
}
