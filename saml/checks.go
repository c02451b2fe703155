package saml

// check is one line of a verdict. The checks stand in the order of a human's
// reading, which is also their rank: of two that failed, the earlier is nearer
// to the root cause.
type check uint8

const (
	checkBinding check = iota
	checkBodySize
	checkParameter
	checkBase64
	checkCompression
	checkRelayState

	checkEncoding
	checkDTD
	checkWellFormed
	checkComments
	checkNamespaces
	checkAbsoluteNamespaces
	checkIDs
	checkPlaces
	checkAdvice
	checkTextOnly
	checkLimits

	checkRoot
	checkVersion
	checkMessageID
	checkStatus
	checkOneAssertion
	checkResponseIssuer
	checkAssertionIssuer

	checkSignedBeforeDecryption
	checkEncryptedKey
	checkKeyTransport
	checkDataEncryption
	checkDecryption
	checkPlaintext

	checkCertificates
	checkKeySize
	checkSigned

	// checkResponseSignature is the first check of the response's signature:
	// checkResponseSignature + sigDigest is its digest.
	checkResponseSignature
)

// The checks of one signature.
const (
	sigPosition check = iota
	sigShape
	sigReference
	sigTransforms
	sigMethod
	sigDigestMethod
	sigKeyInfo
	sigDigest
	sigValue
	signatureChecks
)

const (
	checkAssertionSignature = checkResponseSignature + signatureChecks
	behindSignatures        = checkAssertionSignature + signatureChecks
)

const (
	checkCertificateLife check = behindSignatures + iota
	checkVerifiedBytes

	checkEncryptedParts
	checkTimes
	checkConditions
	checkAuthnStatement
	checkConfirmation
	checkDestination
	checkRecipient
	checkInResponseTo
	checkUnsolicited
	checkNotBefore
	checkIssueInstant
	checkNotOnOrAfter
	checkConfirmationTime
	checkSessionTime
	checkForcedAuthn
	checkAudience
	checkReplay
	checkNameID
	checkAttributes
	checkAttributeValues
	checkEmail
	checkDomain
	allChecks
)

// when tells which messages a check belongs to.
type when uint8

const (
	always            when = iota // no message is accepted without it
	ifPresent                     // shown once it was evaluated
	ifEncrypted                   // messages with an EncryptedAssertion
	ifResponseSigned              // the response carries a signature
	ifAssertionSigned             // the assertion carries a signature
)

// checkTable names the checks.
var checkTable = [allChecks]struct {
	rule, name string
	when       when
}{
	checkBinding:     {"T1", "Binding", always},
	checkBodySize:    {"T1", "Body size", always},
	checkParameter:   {"T2", "SAMLResponse parameter", always},
	checkBase64:      {"T3", "Base64", always},
	checkCompression: {"T4", "Not compressed", always},
	checkRelayState:  {"T6", "RelayState", ifPresent},

	checkEncoding:           {"X1", "Encoding and characters", always},
	checkDTD:                {"X2", "No DTD, no entities", always},
	checkWellFormed:         {"X3", "Well-formed XML", always},
	checkComments:           {"X4", "No comments, PIs or CDATA", always},
	checkNamespaces:         {"X5", "Namespaces", always},
	checkAbsoluteNamespaces: {"X6", "Absolute namespace names", always},
	checkIDs:                {"X8", "Unique IDs", always},
	checkPlaces:             {"X9", "Elements in their places", always},
	checkAdvice:             {"X9", "Nothing of weight in Advice", always},
	checkTextOnly:           {"X10", "Text-only elements", always},
	checkLimits:             {"X11", "Limits", always},

	checkRoot:            {"P1", "Message type", always},
	checkVersion:         {"P1", "SAML version", always},
	checkMessageID:       {"P1", "Message ID", always},
	checkStatus:          {"P2", "Status", always},
	checkOneAssertion:    {"P5", "One assertion", always},
	checkResponseIssuer:  {"T7", "Issuer of the response", always},
	checkAssertionIssuer: {"P4", "Issuer of the assertion", always},

	checkSignedBeforeDecryption: {"E1", "Signature before decryption", ifEncrypted},
	checkEncryptedKey:           {"E6", "Encrypted key", ifEncrypted},
	checkKeyTransport:           {"E3", "Key transport", ifEncrypted},
	checkDataEncryption:         {"E4", "Data encryption", ifEncrypted},
	checkDecryption:             {"E5", "Decryption", ifEncrypted},
	checkPlaintext:              {"E2", "Decrypted assertion", ifEncrypted},

	checkCertificates: {"S11", "Configured certificates", always},
	checkKeySize:      {"S12", "Key size", always},
	checkSigned:       {"S1", "Signed", always},

	checkResponseSignature + sigPosition:     {"S2", "Response signature: position", ifResponseSigned},
	checkResponseSignature + sigShape:        {"S3", "Response signature: shape", ifResponseSigned},
	checkResponseSignature + sigReference:    {"S4", "Response signature: reference", ifResponseSigned},
	checkResponseSignature + sigTransforms:   {"S5", "Response signature: transforms", ifResponseSigned},
	checkResponseSignature + sigMethod:       {"S6", "Response signature: algorithm", ifResponseSigned},
	checkResponseSignature + sigDigestMethod: {"S6", "Response signature: digest algorithm", ifResponseSigned},
	checkResponseSignature + sigKeyInfo:      {"S9", "Response signature: certificate shown", ifResponseSigned},
	checkResponseSignature + sigDigest:       {"S14", "Response signature: digest", ifResponseSigned},
	checkResponseSignature + sigValue:        {"S7", "Response signature: value", ifResponseSigned},

	checkAssertionSignature + sigPosition:     {"S2", "Assertion signature: position", ifAssertionSigned},
	checkAssertionSignature + sigShape:        {"S3", "Assertion signature: shape", ifAssertionSigned},
	checkAssertionSignature + sigReference:    {"S4", "Assertion signature: reference", ifAssertionSigned},
	checkAssertionSignature + sigTransforms:   {"S5", "Assertion signature: transforms", ifAssertionSigned},
	checkAssertionSignature + sigMethod:       {"S6", "Assertion signature: algorithm", ifAssertionSigned},
	checkAssertionSignature + sigDigestMethod: {"S6", "Assertion signature: digest algorithm", ifAssertionSigned},
	checkAssertionSignature + sigKeyInfo:      {"S9", "Assertion signature: certificate shown", ifAssertionSigned},
	checkAssertionSignature + sigDigest:       {"S14", "Assertion signature: digest", ifAssertionSigned},
	checkAssertionSignature + sigValue:        {"S7", "Assertion signature: value", ifAssertionSigned},

	checkCertificateLife: {"S10", "Certificate life", always},
	checkVerifiedBytes:   {"S15", "Read from verified bytes", always},

	checkEncryptedParts:   {"E8", "Encrypted parts", always},
	checkTimes:            {"P14", "Time format", always},
	checkConditions:       {"P12", "Known conditions", always},
	checkAuthnStatement:   {"P13", "Authentication statement", always},
	checkConfirmation:     {"P7", "Bearer confirmation", always},
	checkDestination:      {"P3", "Destination", always},
	checkRecipient:        {"P7", "Recipient", always},
	checkInResponseTo:     {"P8", "InResponseTo", ifPresent},
	checkUnsolicited:      {"P9", "Unsolicited", ifPresent},
	checkNotBefore:        {"P10", "NotBefore", always},
	checkIssueInstant:     {"P13", "Not from the future", always},
	checkNotOnOrAfter:     {"P10", "NotOnOrAfter", always},
	checkConfirmationTime: {"P7", "Confirmation NotOnOrAfter", always},
	checkSessionTime:      {"P13", "SessionNotOnOrAfter", always},
	checkForcedAuthn:      {"P13", "Authenticated anew", ifPresent},
	checkAudience:         {"P11", "Audience", always},
	checkReplay:           {"P15", "First use", always},
	checkNameID:           {"P6", "NameID", always},
	checkAttributes:       {"P16", "Required attributes", always},
	checkAttributeValues:  {"P16", "Single values", always},
	checkEmail:            {"P17", "Email", always},
	checkDomain:           {"P17", "Email domain", always},
}
