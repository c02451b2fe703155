package saml

import (
	"strings"

	"gatehouse/saml/protocol"
	"gatehouse/saml/xmldoc"
)

// kind names an element by its expanded name.
type kind uint8

const (
	foreign kind = iota // anything else
	kindResponse
	kindExtensions
	kindStatus
	kindStatusCode
	kindStatusMessage
	kindStatusDetail
	kindIssuer
	kindAssertion
	kindEncryptedAssertion
	kindSubject
	kindBaseID
	kindNameID
	kindEncryptedID
	kindSubjectConfirmation
	kindSubjectConfirmationData
	kindConditions
	kindAudienceRestriction
	kindAudience
	kindOneTimeUse
	kindProxyRestriction
	kindAdvice
	kindAuthnStatement
	kindSubjectLocality
	kindAuthnContext
	kindAuthnContextText // ClassRef, DeclRef, AuthenticatingAuthority
	kindAuthnContextDecl
	kindOtherStatement // Statement, AuthzDecisionStatement
	kindAttributeStatement
	kindAttribute
	kindEncryptedAttribute
	kindAttributeValue
	kindSignature
	kindSignatureText // DigestValue, SignatureValue
	kindX509Certificate
	kindEncrypted // EncryptedData, EncryptedKey
	kindCipherValue
	kindInAdvice // whatever stands in an Advice, at any depth
	kinds
)

func kindOf(d *xmldoc.Doc, n xmldoc.Node) kind {
	local := d.Local(n)
	switch d.Namespace(n) {
	case protocol.AssertionNS:
		return assertionKind(local)
	case protocol.ProtocolNS:
		switch string(local) {
		case "Response":
			return kindResponse
		case "Extensions":
			return kindExtensions
		case "Status":
			return kindStatus
		case "StatusCode":
			return kindStatusCode
		case "StatusMessage":
			return kindStatusMessage
		case "StatusDetail":
			return kindStatusDetail
		}
	case protocol.SignatureNS:
		switch string(local) {
		case "Signature":
			return kindSignature
		case "DigestValue", "SignatureValue":
			return kindSignatureText
		case "X509Certificate":
			return kindX509Certificate
		}
	case protocol.EncryptionNS:
		switch string(local) {
		case "EncryptedData", "EncryptedKey":
			return kindEncrypted
		case "CipherValue":
			return kindCipherValue
		}
	}
	return foreign
}

func assertionKind(local []byte) kind {
	switch string(local) {
	case "AttributeValue":
		return kindAttributeValue
	case "Attribute":
		return kindAttribute
	case "Issuer":
		return kindIssuer
	case "Assertion":
		return kindAssertion
	case "EncryptedAssertion":
		return kindEncryptedAssertion
	case "Subject":
		return kindSubject
	case "BaseID":
		return kindBaseID
	case "NameID":
		return kindNameID
	case "EncryptedID":
		return kindEncryptedID
	case "SubjectConfirmation":
		return kindSubjectConfirmation
	case "SubjectConfirmationData":
		return kindSubjectConfirmationData
	case "Conditions":
		return kindConditions
	case "AudienceRestriction":
		return kindAudienceRestriction
	case "Audience":
		return kindAudience
	case "OneTimeUse":
		return kindOneTimeUse
	case "ProxyRestriction":
		return kindProxyRestriction
	case "Advice":
		return kindAdvice
	case "AuthnStatement":
		return kindAuthnStatement
	case "SubjectLocality":
		return kindSubjectLocality
	case "AuthnContext":
		return kindAuthnContext
	case "AuthnContextClassRef", "AuthnContextDeclRef", "AuthenticatingAuthority":
		return kindAuthnContextText
	case "AuthnContextDecl":
		return kindAuthnContextDecl
	case "AuthzDecisionStatement", "Statement":
		return kindOtherStatement
	case "AttributeStatement":
		return kindAttributeStatement
	case "EncryptedAttribute":
		return kindEncryptedAttribute
	}
	return foreign
}

// set is a set of kinds.
type set uint64

func setOf(ks ...kind) (s set) {
	for _, k := range ks {
		s |= 1 << k
	}
	return s
}

func (s set) has(k kind) bool { return s>>k&1 != 0 }

// containers says which children an element may have (X9). An element without
// an entry may hold anything, at any depth, but what [movable] names.
var containers = [kinds]set{
	kindResponse: setOf(
		kindIssuer, kindSignature, kindExtensions, kindStatus, kindAssertion, kindEncryptedAssertion),
	kindStatus:     setOf(kindStatusCode, kindStatusMessage, kindStatusDetail),
	kindStatusCode: setOf(kindStatusCode),
	kindAssertion: setOf(kindIssuer, kindSignature, kindSubject, kindConditions, kindAdvice, kindAuthnStatement,
		kindOtherStatement, kindAttributeStatement),
	kindEncryptedAssertion: setOf(kindEncrypted),
	kindSubject:            setOf(kindBaseID, kindNameID, kindEncryptedID, kindSubjectConfirmation),
	kindSubjectConfirmation: setOf(kindBaseID, kindNameID, kindEncryptedID,
		kindSubjectConfirmationData),
	kindAudienceRestriction: setOf(kindAudience),
	kindProxyRestriction:    setOf(kindAudience),
	kindAuthnStatement:      setOf(kindSubjectLocality, kindAuthnContext),
	kindAuthnContext:        setOf(kindAuthnContextText, kindAuthnContextDecl),
	kindAttributeStatement:  setOf(kindAttribute, kindEncryptedAttribute),
	kindAttribute:           setOf(kindAttributeValue),
}

// textOnly elements are read as strings: an element in one would let two
// readers see two values (X10).
var textOnly = setOf(kindIssuer, kindNameID, kindAudience, kindStatusMessage, kindAuthnContextText,
	kindSignatureText, kindX509Certificate, kindCipherValue)

// onceOnly elements may stand only once in their parent. How many assertions,
// signatures and name identifiers there are is for rules of their own.
var onceOnly = setOf(kindIssuer, kindExtensions, kindStatus, kindSubject, kindConditions, kindAdvice,
	kindSubjectConfirmationData, kindStatusMessage, kindStatusDetail, kindAuthnContext)

// rewritten is the namespace that another one was before a proxy or script made
// https of its http, or changed its case or its end; "" for any other.
func rewritten(ns string) string {
	plain := func(ns string) string {
		return strings.TrimRight(strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(ns), "https://"), "http://"),
			"#/")
	}
	for _, known := range [...]string{
		protocol.SignatureNS, protocol.AssertionNS, protocol.ProtocolNS, protocol.EncryptionNS,
	} {
		if ns != known && plain(ns) == plain(known) {
			return known
		}
	}
	return ""
}

// movable are the names that signature wrapping moves about. Outside of their
// places they are refused whatever namespace they claim.
func movable(local []byte) bool {
	switch string(local) {
	case "Assertion", "EncryptedAssertion", "Response", "Signature":
		return true
	}
	return false
}
