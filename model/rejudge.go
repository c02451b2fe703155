package model

import (
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
)

// Input is the message as it was judged: at its time, against its request.
func (r Receipt) Input() saml.Input {
	in := saml.Input{Post: r.Post(), Now: r.At}
	if r.Pending != nil {
		in.Requests.Pending = []saml.Pending{*r.Pending}
	}
	return in
}

// Today is what a stored message that was refused would come to if it had met
// today's settings: the proof that a fix helps, or what to fix next.
type Today struct {
	Verdict     *saml.Verdict
	Settings    saml.Settings
	Explanation diagnose.Explanation // of a refusal
}

// Accepted reports whether its user would be signed in.
func (t Today) Accepted() bool { return t.Verdict.Accepted }
