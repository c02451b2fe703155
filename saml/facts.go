package saml

import "time"

// Facts are what a rule measured where it failed. Together with the [Reason]
// they are all that an explanation is chosen and worded from: the texts of a
// [Check] are for reading, and parts of them are the sender's. What does not
// apply is zero.
type Facts struct {
	// Bound is the time that the message names, such as its NotOnOrAfter, and Now
	// the time that it was held against.
	Bound time.Time `json:"bound,omitzero"`
	Now   time.Time `json:"now,omitzero"`

	// Age is how long before a request was sent, or the user signed in; MaxAge is
	// what is accepted.
	Age    time.Duration `json:"age,omitempty"`
	MaxAge time.Duration `json:"max_age,omitempty"`

	// Size is in bytes, and MaxSize what is accepted.
	Size    int64 `json:"size,omitempty"`
	MaxSize int64 `json:"max_size,omitempty"`

	// Nearest is the value that was probably meant: of several that are expected,
	// or that were received.
	Nearest string `json:"nearest,omitempty"`

	// Certificate is the SHA-256 fingerprint of the configured certificate that
	// failed.
	Certificate string `json:"certificate,omitempty"`

	// StatusCode is the identity provider's own code of its error: "AADSTS50105".
	StatusCode string `json:"status_code,omitempty"`

	// Keys are the ids of the keys that an OpenID provider publishes, and Key that of
	// the one that was looked for.
	Keys []string `json:"keys,omitempty"`
	Key  string   `json:"key,omitempty"`
}
