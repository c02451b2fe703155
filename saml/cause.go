package saml

// Class is one of the five errors that a customer sees. Every [Finding] belongs
// to exactly one: a cause alone does not tell, since an algorithm can be weak
// in a signature (Malformed) and in encryption (Decryption Failed).
type Class string

// The five classes, in the words of the dashboard.
const (
	Malformed          Class = "Malformed SAML Response"
	InvalidCertificate Class = "Invalid X509 Certificate"
	InvalidAttributes  Class = "Invalid Attributes"
	OutsideOrg         Class = "Profile Not Allowed Outside Organization"
	DecryptionFailed   Class = "Decryption Failed"
)

// Cause is the stable identifier of one reason for a failed login. It is
// shown, filtered on, stored and documented; a published one never changes.
type Cause string

// The causes, in the order of the rules that raise them.
const (
	// Transport (T1–T7).
	WrongBinding       Cause = "wrong_binding"
	BodyTooLarge       Cause = "limit_body"
	DuplicateParameter Cause = "duplicate_parameter"
	NoSAMLResponse     Cause = "no_saml_response"
	BadBase64          Cause = "base64"
	DeflateInPost      Cause = "deflate_in_post"
	BadRelayState      Cause = "relay_state" // a warning, never a refusal

	// XML (X1–X11).
	BadEncoding           Cause = "encoding"
	ForbiddenCharacter    Cause = "forbidden_character"
	DTD                   Cause = "dtd"
	UndefinedEntity       Cause = "undefined_entity"
	NotWellFormed         Cause = "xml_not_well_formed"
	Comment               Cause = "comment"
	ProcessingInstruction Cause = "processing_instruction"
	CDATA                 Cause = "cdata"
	BadNamespace          Cause = "namespace"
	DuplicateAttribute    Cause = "duplicate_attribute"
	RelativeNamespace     Cause = "relative_namespace"
	DuplicateID           Cause = "duplicate_id"
	BadID                 Cause = "id"
	SignatureWrapping     Cause = "signature_wrapping"
	UnknownElement        Cause = "unknown_element"
	Advice                Cause = "advice"
	UnexpectedChild       Cause = "unexpected_child"
	LimitBytes            Cause = "limit_bytes"
	LimitDepth            Cause = "limit_depth"
	LimitElements         Cause = "limit_elements"
	LimitAttributes       Cause = "limit_attributes"
	LimitNamespaces       Cause = "limit_namespaces"
	LimitName             Cause = "limit_name"
	LimitAttributeValue   Cause = "limit_attribute_value"
	LimitText             Cause = "limit_text"
	LimitValues           Cause = "limit_values" // AttributeValues of one Attribute, or Attributes
	LimitSignatures       Cause = "limit_signatures"
	LimitCertificates     Cause = "limit_certificates"

	// Signature (S1–S15).
	Unsigned                   Cause = "unsigned"
	SignatureInvalid           Cause = "signature_invalid"
	SignaturePosition          Cause = "signature_position"
	SignatureShape             Cause = "signature_shape"
	SignatureReference         Cause = "signature_reference"
	BadTransform               Cause = "transform"
	WeakAlgorithm              Cause = "weak_algorithm"
	UnknownAlgorithm           Cause = "unknown_algorithm"
	CertificateMismatch        Cause = "certificate_mismatch"
	KeyInfoCertificateMismatch Cause = "keyinfo_certificate_mismatch"
	KeyInfoForm                Cause = "keyinfo_form" // a warning, never a refusal
	CertificateExpired         Cause = "certificate_expired"
	CertificateNotYetValid     Cause = "certificate_not_yet_valid"
	NoCertificateConfigured    Cause = "no_certificate_configured"
	WeakKey                    Cause = "weak_key"
	DigestMismatch             Cause = "digest_mismatch" // changed after signing

	// Encryption (E1–E8).
	WrongKey                   Cause = "wrong_key"
	CiphertextSize             Cause = "ciphertext_size"
	AuthenticationTag          Cause = "authentication_tag"
	BadPadding                 Cause = "padding"
	CipherReference            Cause = "cipher_reference"
	LimitEncryptedKeys         Cause = "limit_encrypted_keys"
	EncryptionShape            Cause = "encryption_shape"
	NoDecryptionKey            Cause = "no_decryption_key"
	UnsupportedEncryptedNameID Cause = "unsupported_encrypted_nameid"

	// Message and assertion (P1–P18).
	RootElement            Cause = "root_element"
	BadVersion             Cause = "version"
	IdPStatus              Cause = "idp_status"
	Destination            Cause = "destination"
	Issuer                 Cause = "issuer"
	NoAssertion            Cause = "no_assertion"
	MultipleAssertions     Cause = "multiple_assertions"
	NoNameID               Cause = "no_nameid"
	TransientNameID        Cause = "transient_nameid" // a warning, never a refusal
	SubjectConfirmation    Cause = "subject_confirmation"
	Recipient              Cause = "recipient"
	Expired                Cause = "expired"
	NotYetValid            Cause = "not_yet_valid"
	InResponseTo           Cause = "in_response_to"
	Unsolicited            Cause = "unsolicited"
	Audience               Cause = "audience"
	UnknownCondition       Cause = "unknown_condition"
	NoAuthnStatement       Cause = "no_authn_statement"
	SessionExpired         Cause = "session_expired"
	NotReauthenticated     Cause = "not_reauthenticated"
	BadTime                Cause = "bad_time"
	Replay                 Cause = "replay"
	MissingAttributes      Cause = "missing_attributes"
	EmptyAttribute         Cause = "empty_attribute"
	DuplicateAttributeName Cause = "duplicate_attribute_name" // of earlier versions: nothing raises it any more
	MultipleValues         Cause = "multiple_values"
	BadEmail               Cause = "bad_email"
	DomainNotAllowed       Cause = "domain_not_allowed"

	// Ours.
	InternalError      Cause = "internal_error"
	UnknownConnection  Cause = "unknown_connection"
	WrongAddress       Cause = "wrong_address"
	ConnectionInactive Cause = "connection_inactive"
	TestIdPBarred      Cause = "test_idp_barred"
)
