package saml

// Reason tells apart what one cause can have behind it, where the explanation,
// the fixer or the remedy depends on it. It is set by the rule that failed: an
// explanation must not be chosen by searching text, since parts of that text
// are the sender's. It is stored, so a published one never changes.
type Reason string

// The reasons. A cause without one has a single explanation.
const (
	// NotNamed is of Destination, Recipient, Issuer and Audience (P3, P4, P7, P11):
	// the message has no such value.
	NotNamed Reason = "not_named"

	// The form (T1–T3).
	Artifact     Reason = "artifact"      // an artifact in place of the response
	WSFederation Reason = "ws_federation" // an answer of another protocol
	EncodedTwice Reason = "encoded_twice" // base64 of base64

	// The document (X3).
	Shortened Reason = "shortened" // it ends inside an element
	NotXML    Reason = "not_xml"   // it does not begin as XML does

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

	// What has to be signed (S1).
	OtherPartSigned Reason = "other_part_signed" // something is, but not what the connection demands

	// How it is signed (S4–S6).
	EmptyReference Reason = "empty_reference" // the whole document is meant; a connection can allow it
	InclusiveC14N  Reason = "inclusive_c14n"  // a connection can allow it
	SHA1           Reason = "sha1"            // likewise

	// The signature (S7).
	ValueUnreadable       Reason = "value_unreadable"       // the SignatureValue is not base64
	OtherKindOfKey        Reason = "other_kind_of_key"      // no configured key is of the algorithm's kind
	ConfiguredShown       Reason = "configured_shown"       // the message shows a configured certificate
	NoneShown             Reason = "none_shown"             // it shows none to compare with
	CertificateUnreadable Reason = "certificate_unreadable" // the only certificate that the message shows

	// The certificate that the message shows (S9).
	ShownVerifies Reason = "shown_verifies" // it verifies the signature, and none of the configured ones does
	ShownFails    Reason = "shown_fails"    // neither it nor a configured one does
	ShownSameKey  Reason = "shown_same_key" // another certificate for the key that verified
	ShownOtherKey Reason = "shown_other_key"

	// Decryption (E3, E5).
	RSA15        Reason = "rsa15"         // a connection can allow it
	KeyUncertain Reason = "key_uncertain" // RSA 1.5: another key and damaged data look the same

	// The issuer (P4).
	IssuerFormat Reason = "issuer_format"

	// The audience (P11).
	AudienceIsACS Reason = "audience_is_acs" // our ACS URL in place of our entity ID

	// Times (P7, P10, P13).
	IssuedAhead        Reason = "issued_ahead"        // IssueInstant
	AuthenticatedAhead Reason = "authenticated_ahead" // AuthnInstant
	SlowClock          Reason = "slow_clock"          // issued before the request that it answers
	ConfirmationBegins Reason = "confirmation_begins" // a NotBefore where none may stand
)
