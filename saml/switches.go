package saml

import (
	"slices"
	"strings"
)

// Switch is a setting of a [Policy] that is on or off.
type Switch struct {
	Key   string // in JSON, seeds and flags
	Older string // what flags called it earlier, and still understand

	Label   string // on screens
	Help    string // what it is about
	Off, On string // what it is set to, in words

	// Effect is what holds once it is on, and Follows the sentence that says what
	// comes of it, or what is better. Both are empty where switching it on only
	// refuses more.
	Effect  string
	Follows string
	Weakens bool // switched on, a rule of verification refuses less

	of func(*Policy) *bool
}

// Switches are those of a policy, in the order in which they are shown.
func Switches() []Switch { return slices.Clone(switches) }

// SwitchNamed finds one by its key or its older name.
func SwitchNamed(name string) (Switch, bool) {
	for _, s := range switches {
		if name != "" && (name == s.Key || name == s.Older) {
			return s, true
		}
	}
	return Switch{}, false
}

// In reports whether the switch is on in a policy.
func (s Switch) In(p Policy) bool { return *s.of(&p) }

// Set switches it on or off.
func (s Switch) Set(p *Policy, on bool) { *s.of(p) = on }

// State is how a policy has it, in words.
func (s Switch) State(p Policy) string {
	if s.In(p) {
		return s.On
	}
	return s.Off
}

// Warning is what it means to switch it on, in sentences; "" where that only refuses
// more.
func (s Switch) Warning() string {
	if s.Effect == "" {
		return ""
	}
	return strings.TrimSpace(strings.ToUpper(s.Effect[:1]) + s.Effect[1:] + ". " + s.Follows)
}

// Weakened are the switches by which a policy weakens verification.
func (p Policy) Weakened() []Switch {
	var all []Switch
	for _, s := range switches {
		if s.Weakens && s.In(p) {
			all = append(all, s)
		}
	}
	return all
}

const (
	accepted = "accepted"
	refused  = "refused"
	isSafe   = "refused is the safe choice"
)

var switches = []Switch{
	{
		Key: "allow_unsolicited", Older: "idp-initiated", Label: "IdP-initiated", Off: refused, On: accepted,
		Help:    "responses that answer no request of ours",
		Effect:  "responses that answer no request of ours are accepted",
		Follows: "Somebody can be signed in by a link that they did not ask for.",
		of:      func(p *Policy) *bool { return &p.AllowUnsolicited },
	},
	{
		Key: "strict_key_info", Older: "strict-key-info", Label: "Other certs",
		Off: "ignored in the message", On: "refused in the message",
		Help: "certificates that a message carries and nobody configured",
		of:   func(p *Policy) *bool { return &p.StrictKeyInfo },
	},
	{
		Key: "strict", Label: "Small faults", Off: "accepted with a warning", On: refused,
		Help: "misplaced signatures, odd IDs, NotBefore in a confirmation, no AuthnStatement, times in +00:00",
		of:   func(p *Policy) *bool { return &p.Strict },
	},
	{
		Key: "encrypted_needs_signed", Older: "encrypted-needs-signed", Label: "Encrypted",
		Off: "as any other", On: "only in signed responses",
		Help: "which responses may hold an encrypted assertion",
		of:   func(p *Policy) *bool { return &p.EncryptedNeedsSigned },
	},
	{
		Key: "allow_sha1", Older: "sha1", Label: "SHA-1", Off: refused, On: accepted, Help: isSafe,
		Effect:  "SHA-1 is accepted in signatures, though it can be forged",
		Follows: "Better the identity provider signs with SHA-256.",
		Weakens: true, of: func(p *Policy) *bool { return &p.AllowSHA1 },
	},
	{
		Key: "ignore_certificate_expiry", Older: "expired-certificate", Label: "Expired certs",
		Off: refused, On: accepted, Help: isSafe,
		Effect:  "expired certificates are accepted",
		Follows: "Nobody notices any more that they should be changed.",
		Weakens: true, of: func(p *Policy) *bool { return &p.IgnoreExpiry },
	},
	{
		Key: "allow_empty_reference", Older: "empty-reference", Label: "Empty reference",
		Off: refused, On: accepted, Help: isSafe,
		Effect:  "a signature may refer to the whole document without an ID",
		Weakens: true, of: func(p *Policy) *bool { return &p.AllowEmptyReference },
	},
	{
		Key: "allow_inclusive_c14n", Older: "inclusive-c14n", Label: "Inclusive C14N",
		Off: refused, On: accepted, Help: isSafe,
		Effect:  "inclusive canonicalization is accepted",
		Follows: "What stands around an assertion then counts for its signature.",
		Weakens: true, of: func(p *Policy) *bool { return &p.AllowInclusiveC14N },
	},
	{
		Key: "allow_rsa15", Older: "rsa15", Label: "RSA 1.5", Off: refused, On: accepted, Help: isSafe,
		Effect:  "RSA 1.5 is accepted in encryption, though it can be attacked",
		Follows: "Better the identity provider uses RSA-OAEP.",
		Weakens: true, of: func(p *Policy) *bool { return &p.AllowRSA15 },
	},
	{
		Key: "allow_advice", Older: "advice", Label: "Advice", Off: refused, On: accepted, Help: isSafe,
		Effect:  "assertions in the Advice of an assertion are allowed; nothing of them is read",
		Weakens: true, of: func(p *Policy) *bool { return &p.AllowAdvice },
	},
}
