package saml

// Reason tells apart what one cause can have behind it, where the explanation,
// the fixer or the remedy depends on it. It is set by the rule that failed: an
// explanation must not be chosen by searching text, since parts of that text
// are the sender's.
type Reason string

// The reasons. A cause without one has a single explanation.
const (
	// InResponseTo (P8).
	NamesNoRequest    Reason = "names_no_request"     // the signed part does not say what it answers
	DifferentRequests Reason = "different_requests"   // its two places disagree
	ForeignConnection Reason = "foreign_connection"   // a request of another connection
	NeverOurs         Reason = "never_ours"           // our ids never have this form
	RequestTooOld     Reason = "request_too_old"      // the request is no longer open
	RequestAnswered   Reason = "request_answered"     // of Replay: by an earlier response
	EmptyInResponseTo Reason = "empty_in_response_to" // a warning

	// Status (P2).
	NoStatus        Reason = "no_status"
	NoStatusCode    Reason = "no_status_code"
	SeveralStatuses Reason = "several_statuses"

	// The root element (P1).
	NoNamespace    Reason = "no_namespace"
	OtherNamespace Reason = "other_namespace"

	// The signature (S7).
	ValueUnreadable       Reason = "value_unreadable"       // the SignatureValue is not base64
	CertificateUnreadable Reason = "certificate_unreadable" // the only certificate that the message shows

	// Decryption (E3, E5).
	KeyUncertain Reason = "key_uncertain" // RSA 1.5: another key and damaged data look the same

	// The issuer (P4).
	IssuerFormat Reason = "issuer_format"

	// Times (P7, P10, P13).
	IssuedAhead        Reason = "issued_ahead"        // IssueInstant
	AuthenticatedAhead Reason = "authenticated_ahead" // AuthnInstant
	SlowClock          Reason = "slow_clock"          // issued before the request that it answers
	ConfirmationBegins Reason = "confirmation_begins" // a NotBefore where none may stand
)
