package model

import (
	"bytes"
	"encoding/json"
	"net/url"

	"gatehouse/saml"
	"gatehouse/saml/diagnose"
)

// SessionDetail is everything that is known about one session.
type SessionDetail struct {
	Session      Session
	State        State // now
	Environment  Environment
	Organization Organization // zero if it is gone or was never known
	Connection   Connection   // zero if it is gone or was never known
	Request      *Request     // nil for an IdP-initiated session
	Claimed      *Request     // of the session that its message claims to answer, if nothing proves it
	Receipts     []Receipt
	Events       []Event
	Claim        Claim // who has it in hand; zero if nobody ever had
	Claimants    []ID  // sessions whose message claimed to answer this one

	// Of the last receipt: how the refusal is explained, and the decrypted
	// assertion if there is one and our key still opens it.
	Explanation diagnose.Explanation
	Message     saml.Message
	Decrypted   []byte
}

// Verdict is the judgement of the last receipt, or nil if nothing arrived.
func (s *SessionDetail) Verdict() *saml.Verdict {
	if len(s.Receipts) == 0 {
		return nil
	}
	return &s.Receipts[len(s.Receipts)-1].Verdict
}

// AwaitsApproval reports whether the message was refused and shows a certificate
// that only waits for the approval of the customer's changed metadata.
func (s *SessionDetail) AwaitsApproval() bool {
	v := s.Verdict()
	return v != nil && !v.Accepted && s.Connection.AwaitsApproval(v.Seen.KeyInfo)
}

// Peer is who sent the last message, or began the session if none came.
func (s *SessionDetail) Peer() string {
	if n := len(s.Receipts); n > 0 {
		return s.Receipts[n-1].Peer
	}
	if s.Request != nil {
		return s.Request.Peer
	}
	return ""
}

// SAMLResponse is the form field of the last message as it arrived, or the whole body where there is
// no such field; "" if no message came.
func (s *SessionDetail) SAMLResponse() string {
	if len(s.Receipts) == 0 {
		return ""
	}
	body := string(s.Receipts[len(s.Receipts)-1].Body)
	if form, err := url.ParseQuery(body); err == nil && form.Get("SAMLResponse") != "" {
		return form.Get("SAMLResponse")
	}
	return body
}

// ByOIDC reports whether the session is one by OpenID Connect.
func (s *SessionDetail) ByOIDC() bool {
	if s.Request != nil {
		return s.Request.Binding == OIDCBinding
	}
	return s.Connection.ByOIDC()
}

// Document is the request as it was sent: XML, or by OpenID Connect a URL. It is nil if
// none could be made.
func (r Request) Document() []byte {
	if r.Binding == OIDCBinding {
		return []byte(r.URL)
	}
	return r.XML
}

// Response is what arrived last: the XML of the response, or by OpenID Connect the
// answer as JSON. It is nil if nothing arrived that can be read.
func (s *SessionDetail) Response() []byte {
	n := len(s.Receipts)
	if n == 0 || !s.Receipts[n-1].ByOIDC() {
		return s.Message.XML
	}
	var indented bytes.Buffer
	if json.Indent(&indented, s.Receipts[n-1].Body, "", "  ") != nil {
		return nil
	}
	return indented.Bytes()
}
