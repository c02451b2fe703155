package idp

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"time"

	"gatehouse/saml/protocol"
)

// Request is the login that a response answers.
type Request struct {
	ID         string // of the AuthnRequest; "" if the login begins at the provider
	ACSURL     string // where the response is posted
	Audience   string // the service provider's entity ID
	RelayState string
	EncryptTo  []byte // the service provider's encryption certificate (DER), nil if it has none

	protocol.Asked // what the request asks for; the provider signs in anew each time
}

// Options say how to answer.
type Options struct {
	User  User
	Now   time.Time
	Shape string // a name of [Shapes]; "" is the first one
	Sign  Sign
	Fault string // a name of [Faults]; "" is none

	Encrypt      bool   // encrypt the assertion to Request.EncryptTo
	Cipher       string // AES128CBC …; "" is the shape's
	KeyTransport string // OAEP or OAEP256; "" is the shape's
}

// Form is what the browser posts to the assertion consumer service.
type Form struct {
	ACSURL       string
	SAMLResponse string // the field's value, as it is before URL encoding
	RelayState   string // "" leaves the field out
	Repeat       Repeat
}

// Repeat says whether the same form is posted a second time.
type Repeat uint8

// The ways to post again.
const (
	Once          Repeat = iota
	Again                // at once
	AfterExchange        // after the code that the first one earned was redeemed
)

// Body is the form in application/x-www-form-urlencoded.
func (f Form) Body() []byte {
	body := "SAMLResponse=" + url.QueryEscape(f.SAMLResponse)
	if f.RelayState != "" {
		body += "&RelayState=" + url.QueryEscape(f.RelayState)
	}
	return []byte(body)
}

// Reasons not to answer.
var (
	ErrUnknownFault    = errors.New("the test identity provider has no such fault")
	ErrUnknownShape    = errors.New("the test identity provider has no such shape")
	ErrNeedsRequest    = errors.New("this fault needs a login that began at the service provider")
	ErrNeedsEncryption = errors.New(
		"the service provider has no encryption certificate: give its connection a key first")
)

// Respond answers a request, soundly or with the fault that is asked for.
// Faults of the signature turn Encrypt off, so that the defect can be seen, and
// sign the assertion if nothing else would be signed. The error is one of the
// above, or says which key or certificate cannot be used.
func (p *Provider) Respond(req Request, o Options) (Form, error) {
	shape, ok := LookupShape(o.Shape)
	if !ok {
		return Form{}, fmt.Errorf("%w: %q", ErrUnknownShape, o.Shape)
	}
	fault, ok := Lookup(o.Fault)
	if !ok {
		return Form{}, fmt.Errorf("%w: %q", ErrUnknownFault, o.Fault)
	}
	if fault.SPInitiated && req.ID == "" {
		return Form{}, fmt.Errorf("%w: %s", ErrNeedsRequest, fault.Name)
	}
	if (o.Encrypt || fault.Needs == EncryptionKey) && req.EncryptTo == nil {
		return Form{}, ErrNeedsEncryption
	}
	d := p.draft(req, o, shape)
	d.honour(req.Asked)
	if fault.edit != nil {
		fault.edit(d)
	}
	doc, err := d.write()
	if err != nil {
		return Form{}, fmt.Errorf("make the response with fault %s: %w", fault.Name, err)
	}
	if fault.tamper != nil {
		doc = fault.tamper(d, doc)
	}
	form := Form{
		ACSURL:       req.ACSURL,
		SAMLResponse: base64.StdEncoding.EncodeToString([]byte(doc)),
		RelayState:   d.relayState,
		Repeat:       fault.repeat,
	}
	if fault.post != nil {
		form.SAMLResponse = fault.post(form.SAMLResponse)
	}
	return form, nil
}
