package saml

import (
	"time"

	"gatehouse/saml/protocol"
)

// Input is one message to judge, with all that the judgement depends on.
type Input struct {
	Post     Post
	Now      time.Time
	Requests Requests
}

// Post is one HTTP request to the assertion consumer service, as it arrived.
type Post struct {
	Method      string
	ContentType string
	Body        []byte // raw; at most MaxBody+1 bytes, Size tells the rest
	Size        int64  // bytes announced or seen, also those beyond the limit
}

// Pending is an AuthnRequest that we sent.
type Pending struct {
	ID           string    `json:"id"`
	ConnectionID string    `json:"connection_id"`
	IssuedAt     time.Time `json:"issued_at"`
	Answered     bool      `json:"answered,omitempty"` // used up by an earlier response (P8)
	protocol.Asked
}

// Outcome is what became of one check.
type Outcome uint8

// The outcomes. The zero value is NotEvaluated, which never looks like a pass.
const (
	NotEvaluated Outcome = iota
	Passed
	Warning
	Failed
)

// String is the word for it.
func (o Outcome) String() string {
	words := [...]string{"not evaluated", "passed", "warning", "failed"}
	if int(o) >= len(words) {
		return "unknown"
	}
	return words[o]
}

// Span is a byte range. In a Check it points into the XML document that the
// check looked at: the decoded response, or with Inner the decrypted assertion.
type Span struct {
	Start int  `json:"start"`
	End   int  `json:"end"`
	Inner bool `json:"inner,omitempty"`
}

// Check is one rule applied to one message.
type Check struct {
	Rule     string  `json:"rule"` // "S6"; one rule may yield several checks
	Name     string  `json:"name"` // "Signature algorithm"
	Outcome  Outcome `json:"outcome"`
	Cause    Cause   `json:"cause,omitempty"` // of a failure or warning
	Expected string  `json:"expected,omitempty"`
	Received string  `json:"received,omitempty"`
	Detail   string  `json:"detail,omitempty"` // "fingerprint …", "differs in a trailing slash"
	Reason   Reason  `json:"reason,omitempty"` // of several that the cause can have
	Facts    *Facts  `json:"facts,omitempty"`  // of a failure; nil if there are none
	Fields   string  `json:"fields,omitempty"` // of the profile, that it is about: "email, first_name"
	Span     Span    `json:"span,omitzero"`
}

// Finding is one cause of a refusal. A verdict's findings are ranked: the first
// is the root cause, the others follow from it or stand beside it.
type Finding struct {
	Class   Class `json:"class"`
	Cause   Cause `json:"cause"`
	Check   int   `json:"check"`             // index into Verdict.Checks
	Follows bool  `json:"follows,omitempty"` // follows from the root cause
}

// Verdict is the judgement of one message.
type Verdict struct {
	Accepted bool      `json:"accepted"`
	Verified bool      `json:"verified"` // a configured key signed what we read; a refused message can be verified
	Findings []Finding `json:"findings,omitempty"`
	Checks   []Check   `json:"checks"`
	Seen     Seen      `json:"seen"`
	Profile  *Profile  `json:"profile,omitempty"` // if and only if Accepted

	// Replay lists what must not have been seen before (P15). The caller stores
	// the keys atomically with the acceptance, or asks for [Verdict.Replayed].
	Replay []ReplayKey `json:"replay,omitempty"`

	// Answers is the ID of the pending request that this message answers, from
	// signed bytes if Verified; Claims is the same from unsigned bytes. A message
	// that is not verified never changes an earlier record.
	Answers string `json:"answers,omitempty"`
	Claims  string `json:"claims,omitempty"`

	// Asked is what the request asked for that a refused message answers, or
	// claims to; nil if it is known of none.
	Asked *protocol.Asked `json:"asked,omitempty"`

	// Reasoned tells that the checks carry their reasons and facts. Verdicts of
	// earlier versions do not.
	Reasoned bool `json:"reasoned,omitempty"`

	// ClockOffset estimates the sender's clock minus ours, from IssueInstant.
	ClockOffset time.Duration `json:"clock_offset,omitempty"`
}

// Root is the root cause, or the zero Finding for an accepted message.
func (v *Verdict) Root() Finding {
	if len(v.Findings) == 0 {
		return Finding{}
	}
	return v.Findings[0]
}

// RootReason is what is behind the root cause, if that can be several things.
func (v *Verdict) RootReason() Reason {
	if root := v.Root(); root.Cause != "" && root.Check >= 0 && root.Check < len(v.Checks) {
		return v.Checks[root.Check].Reason
	}
	return ""
}

// Seen is what the message says of itself, verified or not: for display and
// search, never for a decision.
type Seen struct {
	ResponseID    string    `json:"response_id,omitempty"`
	AssertionID   string    `json:"assertion_id,omitempty"`
	Issuer        string    `json:"issuer,omitempty"`
	NameID        string    `json:"name_id,omitempty"`
	NameIDFormat  string    `json:"name_id_format,omitempty"`
	Email         string    `json:"email,omitempty"`
	Destination   string    `json:"destination,omitempty"`
	InResponseTo  string    `json:"in_response_to,omitempty"`
	IssueInstant  time.Time `json:"issue_instant,omitzero"`
	StatusCode    string    `json:"status_code,omitempty"`
	StatusSub     string    `json:"status_sub,omitempty"`
	StatusMessage string    `json:"status_message,omitempty"`
	// SHA-256 fingerprint of the configured certificate that verified
	SignedBy  string `json:"signed_by,omitempty"`
	KeyInfo   []byte `json:"key_info,omitempty"` // DER of the certificate shown in the message
	Encrypted bool   `json:"encrypted,omitempty"`

	// Attributes as received, in document order, also of refused messages.
	Attributes []Attribute `json:"attributes,omitempty"`
}

// Attribute is one received attribute.
type Attribute struct {
	Name         string   `json:"name"`
	FriendlyName string   `json:"friendly_name,omitempty"`
	Values       []string `json:"values"`
}

// ReplayKey is one ID that may be used once until a time.
type ReplayKey struct {
	Key   string    `json:"key"` // IdP entity ID, kind and ID
	Until time.Time `json:"until"`
}

// Profile is the user, read from verified bytes alone.
type Profile struct {
	IdPID string `json:"idp_id"`

	// IdPIDSpace is what IdPID is unique within: "" for a plain attribute. Only
	// both together name a person; see [ServiceProvider] and P16.
	IdPIDSpace string `json:"idp_id_space,omitempty"`

	Email     string            `json:"email"`
	FirstName string            `json:"first_name,omitempty"`
	LastName  string            `json:"last_name,omitempty"`
	Name      string            `json:"name,omitempty"`
	Groups    []string          `json:"groups,omitempty"`
	Custom    map[string]string `json:"custom,omitempty"`
	NameID    string            `json:"name_id"`
	Raw       []Attribute       `json:"raw,omitempty"`

	SessionIndex string `json:"session_index,omitempty"`
}
