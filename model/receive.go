package model

import (
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
