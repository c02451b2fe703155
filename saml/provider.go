package saml

import (
	"crypto/rsa"
	"errors"
)

// ServiceProvider is our side of one connection: its settings, prepared once.
// It is safe for concurrent use.
type ServiceProvider struct {
	settings Settings
	keys     []*rsa.PrivateKey
}

// New prepares the settings of a connection and our decryption keys, the
// current one first. It never fails: what cannot be used, such as a
// certificate that does not parse, fails closed when a message is judged (S11).
func New(s Settings, keys []*rsa.PrivateKey) *ServiceProvider {
	return &ServiceProvider{settings: s, keys: keys}
}

// Evaluate judges one message. The verdict accepts if and only if every rule
// passed.
func (sp *ServiceProvider) Evaluate(in Input) *Verdict {
	v := &Verdict{}
	v.Fail("", InternalError, "", "", "")
	return v
}

// Message is what was posted, for display.
type Message struct {
	XML        []byte // decoded from base64; it need not be XML
	RelayState string
}

// Decode reads what was posted, for display. The error says which rule of
// T1–T4 it breaks.
func Decode(p Post) (Message, error) {
	return Message{}, errors.New("not decoded")
}

// Decrypt returns the plaintext of the encrypted assertion in a response, for
// display: nothing about it is verified.
func (sp *ServiceProvider) Decrypt(xml []byte) ([]byte, error) {
	return nil, errors.New("not decrypted")
}

// Replayed turns an accepted verdict into a refusal: one of its replay keys
// was seen before (P15). earlier names the session that used it.
func (v *Verdict) Replayed(earlier string) {
	v.Fail("P15", Replay, "", "", "used by session "+earlier)
}

// Fail adds a refusal that was found outside of the message, as the root
// cause: an unknown or inactive connection, an internal error.
func (v *Verdict) Fail(rule string, cause Cause, expected, received, detail string) {
	v.Checks = append(v.Checks, Check{
		Rule: rule, Name: cause.Title(), Outcome: Failed, Cause: cause,
		Expected: expected, Received: received, Detail: detail,
	})
	v.Accepted, v.Profile, v.Replay = false, nil, nil
	v.Findings = append([]Finding{{Class: cause.Class(), Cause: cause, Check: len(v.Checks) - 1}}, v.Findings...)
}
