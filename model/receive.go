package model

import (
	"errors"

	"gatehouse/saml"
	"gatehouse/saml/protocol"
)

// Received is what became of one POST to the assertion consumer service.
type Received struct {
	Session  Session
	Verdict  *saml.Verdict
	Redirect string // where to send the browser, or "" to show a page
	Unproved bool   // the browser has to show first that it began the login: see [signin.Service.ErrorReturn]
}

// Asked is a session that we began, with its request and what that asked for.
type Asked struct {
	Session
	protocol.Asked
	Request *Request // nil if it is gone
}

func (s Asked) Pending() saml.Pending {
	return saml.Pending{
		ID: string(s.ID), ConnectionID: string(s.ConnectionID), IssuedAt: s.CreatedAt, Answered: s.State != Started,
		Asked: s.Asked,
	}
}

// Errors about the redirect of an OpenID provider that answers no open sign-in of its
// browser.
var (
	ErrUnknownState = errors.New("this answer belongs to no sign-in that began here")
	ErrOtherBrowser = errors.New("this answer belongs to a sign-in that began in another browser")
	ErrAnswered     = errors.New("this sign-in was answered already")
)
