package oidc

import "gatehouse/saml"

// check is one line of a verdict, in the order of a human's reading. Each but the
// first few can be made only if those before it passed: what an earlier one refused,
// nothing more is known of.
type check uint8

const (
	checkRequest check = iota
	checkRedirect
	checkCode
	checkProvider
	checkExchange
	checkToken
	checkAlgorithm
	checkKey
	checkSignature
	checkIssuer
	checkAudience
	checkNonce
	checkExpiry
	checkIssued
	checkUserInfo
	checkClaims
	checkEmail
	checkEmailVerified
	checkDomain
	allChecks
)

// checkTable has the rule and the name of each.
var checkTable = [allChecks]struct{ rule, name string }{
	checkRequest:       {"O1", "Sign-in is open"},
	checkRedirect:      {"O2", "No error from the provider"},
	checkCode:          {"O3", "Code"},
	checkProvider:      {"O4", "Discovery document"},
	checkExchange:      {"O5", "Exchange of the code"},
	checkToken:         {"O6", "ID token"},
	checkAlgorithm:     {"O7", "Signature algorithm"},
	checkKey:           {"O8", "Key of the provider"},
	checkSignature:     {"O9", "Signature"},
	checkIssuer:        {"O10", "Issuer"},
	checkAudience:      {"O11", "Audience"},
	checkNonce:         {"O12", "Nonce"},
	checkExpiry:        {"O13", "Not expired"},
	checkIssued:        {"O14", "Not from the future"},
	checkUserInfo:      {"O15", "User information"},
	checkClaims:        {"O16", "Claims of the profile"},
	checkEmail:         {"O18", "Email address"},
	checkEmailVerified: {"O17", "Email is verified"},
	checkDomain:        {"O18", "Email domain"},
}

// stepOf is the check that a trouble belongs to.
func stepOf(t *Trouble) check {
	switch t.Cause {
	case saml.OIDCDiscovery, saml.OIDCNotProvider, saml.OIDCDiscoveryIssuer:
		return checkProvider
	case saml.OIDCNoIDToken, saml.OIDCMalformedToken:
		return checkToken
	case saml.OIDCAlgorithm:
		return checkAlgorithm
	case saml.OIDCKeys, saml.OIDCKeyNotFound:
		return checkKey
	case saml.OIDCSignature:
		return checkSignature
	case saml.OIDCUserInfo: // of GitHub, which is asked nothing in between
		return checkUserInfo
	}
	return checkExchange
}
