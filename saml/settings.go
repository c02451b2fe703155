package saml

import (
	"encoding/json"
	"time"

	"gatehouse/saml/protocol"
)

// Settings is everything about one connection that judging a response depends
// on. It is plain data: a copy is kept with every receipt, so that the same
// message can be judged again, then or with other settings. It holds no
// private key.
type Settings struct {
	EntityID string `json:"entity_id"` // ours: the audience
	ACSURL   string `json:"acs_url"`   // ours: destination and recipient

	ConnectionID   string `json:"connection_id"`
	ConnectionType string `json:"connection_type"` // "OktaSAML" …: whose words explanations use

	IdPEntityID  string   `json:"idp_entity_id"`
	Certificates [][]byte `json:"certificates"` // DER, at most 10; trust follows these keys alone (S7–S9)

	Policy  Policy  `json:"policy"`
	Mapping Mapping `json:"mapping"`

	Requests      protocol.Asked `json:"requests,omitzero"` // what each request of this connection asks for
	SignsRequests bool           `json:"signs_requests,omitempty"`

	Domains      []string `json:"domains"`       // the organization's verified domains, lower case, A-label form
	AllowOutside bool     `json:"allow_outside"` // accept emails outside Domains (P17)
}

// SignatureDemand says which signatures a connection requires (S1).
type SignatureDemand string

// The demands. A signature that is present must verify in any case.
const (
	EitherSigned    SignatureDemand = "either" // the default
	ResponseSigned  SignatureDemand = "response"
	AssertionSigned SignatureDemand = "assertion"
	BothSigned      SignatureDemand = "both"
)

// Policy holds the switches of one connection. The zero value plus
// [DefaultPolicy]'s fields is the default preset; every opt-in weakens a rule
// and is shown as a warning wherever the connection is.
type Policy struct {
	Require          SignatureDemand `json:"require,omitempty"`           // "" means EitherSigned
	Skew             time.Duration   `json:"skew"`                        // 0 to 5 min, P10
	RequestLife      time.Duration   `json:"request_life,omitempty"`      // 0 means 15 min, P8
	AllowUnsolicited bool            `json:"allow_unsolicited,omitempty"` // P9
	StrictKeyInfo    bool            `json:"strict_key_info,omitempty"`   // S9

	// Strict refuses what identity providers are seen to send against the
	// specification, and what is otherwise a warning: a signature that is not
	// directly behind Issuer (S2), an ID that is no name (X8), a NotBefore on a
	// bearer confirmation (P7), no AuthnStatement (P13), times in +00:00 (P14).
	Strict bool `json:"strict"`

	AllowSHA1            bool `json:"allow_sha1,omitempty"`                // S6
	IgnoreExpiry         bool `json:"ignore_certificate_expiry,omitempty"` // S10
	AllowEmptyReference  bool `json:"allow_empty_reference,omitempty"`     // S4
	AllowInclusiveC14N   bool `json:"allow_inclusive_c14n,omitempty"`      // S5, C14N 1.0 and 1.1
	AllowRSA15           bool `json:"allow_rsa15,omitempty"`               // E3
	EncryptedNeedsSigned bool `json:"encrypted_needs_signed,omitempty"`    // E1
	AllowAdvice          bool `json:"allow_advice,omitempty"`              // X9
}

// DefaultPolicy accepts what sound identity providers send: either signature,
// three minutes of skew, IdP-initiated responses.
func DefaultPolicy() Policy {
	return Policy{Require: EitherSigned, Skew: 3 * time.Minute, RequestLife: 15 * time.Minute, AllowUnsolicited: true}
}

// StrictPolicy also refuses IdP-initiated responses (P9), any certificate in
// KeyInfo that is not configured (S9), and what [Policy.Strict] says.
func StrictPolicy() Policy {
	p := DefaultPolicy()
	p.AllowUnsolicited, p.StrictKeyInfo, p.Strict = false, true, true
	return p
}

// UnmarshalJSON reads a policy. One that was stored before there was Strict is
// strict if it is strict about KeyInfo: that came with the strict preset, under
// which the rules of Strict had always been refusals.
func (p *Policy) UnmarshalJSON(data []byte) error {
	type plain Policy
	stored := struct {
		*plain
		Strict *bool `json:"strict"`
	}{plain: (*plain)(p)}
	if err := json.Unmarshal(data, &stored); err != nil {
		return err
	}
	if p.Strict = p.StrictKeyInfo; stored.Strict != nil {
		p.Strict = *stored.Strict
	}
	return nil
}

// Mapping names the received attributes that fill the profile. For each field
// the first name wins that the assertion carries with a value; nil means the
// usual ones ([ProfileField.Usual]). [NameIDSource] stands for the NameID.
type Mapping struct {
	ID        []string `json:"id,omitempty"`
	Email     []string `json:"email,omitempty"`
	FirstName []string `json:"first_name,omitempty"`
	LastName  []string `json:"last_name,omitempty"`
	Name      []string `json:"name,omitempty"`
	Groups    []string `json:"groups,omitempty"`

	Custom map[string]string `json:"custom,omitempty"` // custom attribute → received name

	// Required are profile fields beyond id and email, which are always required:
	// those of [RequirableFields].
	Required []string `json:"required,omitempty"`
}
