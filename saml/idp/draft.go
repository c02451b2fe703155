package idp

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"time"

	"gatehouse/saml"
)

// draft is a response before it is written. It starts out sound; a fault
// falsifies it.
type draft struct {
	provider *Provider
	request  Request
	shape    Shape
	user     User
	now      time.Time
	sign     Sign
	signer   signer

	encryptTo            []byte // certificate (DER); nil leaves the assertion in clear
	cipher, keyTransport string

	responseID, assertionID, sessionIndex string

	issuer       string
	destination  string
	recipient    string
	inResponseTo string // "" leaves it out
	relayState   string
	audience     string
	status       status

	issued, notBefore, notOnOrAfter time.Time

	authenticated time.Time // the AuthnInstant; zero is the time of issue
	authnContext  string
	noStatement   bool   // no AuthnStatement
	noStatus      bool   // no Status
	utc           string // how times in UTC end, "Z"
	split         bool   // an Attribute element for each value

	nameID       string // "" leaves it out
	nameIDFormat string
	nameIDMarkup string // instead of nameID: XML content
	attributes   []saml.Attribute

	// arrange, if set, puts the signed assertion and others in place.
	arrange func(signed *element) (extensions *element, assertions []*element)
}

// status is what the provider says of the login.
type status struct{ code, sub, message string }

const (
	statusSuccess       = "urn:oasis:names:tc:SAML:2.0:status:Success"
	statusResponder     = "urn:oasis:names:tc:SAML:2.0:status:Responder"
	statusAuthnFailed   = "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed"
	statusRequestDenied = "urn:oasis:names:tc:SAML:2.0:status:RequestDenied"

	statusRequester           = "urn:oasis:names:tc:SAML:2.0:status:Requester"
	statusInvalidNameIDPolicy = "urn:oasis:names:tc:SAML:2.0:status:InvalidNameIDPolicy"
	statusNoAuthnContext      = "urn:oasis:names:tc:SAML:2.0:status:NoAuthnContext"
)

// lifetime is how long a response is valid before and after it was issued.
const lifetime = 5 * time.Minute

// draft is the sound response to a request.
func (p *Provider) draft(req Request, o Options, shape Shape) *draft {
	d := &draft{
		provider: p, request: req, shape: shape, user: o.User, now: o.Now,
		sign: o.Sign, signer: newSigner(p.Key, p.Cert),
		cipher: shape.cipher, keyTransport: shape.keyTransport,
		responseID: newID(), assertionID: newID(), sessionIndex: newID(),
		issuer: p.EntityID, destination: req.ACSURL, recipient: req.ACSURL,
		inResponseTo: req.ID, relayState: req.RelayState, audience: req.Audience,
		status:       status{code: statusSuccess},
		nameID:       cmp.Or(o.User.NameID, o.User.Email),
		nameIDFormat: shape.nameIDFormat,
		attributes:   shape.attributes(o.User),
		authnContext: passwordProtected,
		utc:          "Z",
	}
	if d.sign == SignUsual {
		d.sign = shape.usualSign
	}
	if o.Cipher != "" {
		d.cipher = o.Cipher
	}
	if o.KeyTransport != "" {
		d.keyTransport = o.KeyTransport
	}
	if o.Encrypt {
		d.encryptTo = req.EncryptTo
	}
	d.valid(o.Now, o.Now.Add(-lifetime), o.Now.Add(lifetime))
	return d
}

func (d *draft) valid(issued, notBefore, notOnOrAfter time.Time) {
	d.issued, d.notBefore, d.notOnOrAfter = issued, notBefore, notOnOrAfter
}

// newID is a random xs:ID: it must not begin with a digit.
func newID() string {
	b := make([]byte, 16)
	rand.Read(b) // never fails
	return "_" + hex.EncodeToString(b)
}
