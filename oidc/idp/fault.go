package idp

import (
	"net/url"
	"slices"
	"time"

	"gatehouse/saml"
)

// Fault is one thing that a provider can do wrong, or be set to wrongly.
type Fault struct {
	Name  string
	About string // what is wrong, in a few words
	Cause saml.Cause
	// Reason is what is behind the cause, if that can be several things.
	Reason saml.Reason

	redirect func(url.Values)
	refuse   *refusal             // the token endpoint's answer in place of tokens
	answer   func(map[string]any) // changes the token response
	claims   func(map[string]any) // changes those of the ID token
	userInfo func(map[string]any)
	thin     bool // the ID token leaves the email address and names to the user information
	sign     signing
}

// refusal is an error of the token endpoint.
type refusal struct {
	status            int
	code, description string
}

// signing is how an ID token is signed.
type signing uint8

const (
	asUsual signing = iota
	notAtAll
	bySecret    // HS256, with the client secret
	byStranger  // another key, under its own id
	underOurID  // another key, under the id of the published one
	notReadable // no token at all
)

func set(name string, value any) func(map[string]any) {
	return func(m map[string]any) { m[name] = value }
}

func drop(names ...string) func(map[string]any) {
	return func(m map[string]any) {
		for _, n := range names {
			delete(m, n)
		}
	}
}

// shift moves dates, as a clock does.
func shift(by time.Duration, names ...string) func(map[string]any) {
	return func(m map[string]any) {
		for _, n := range names {
			m[n] = m[n].(int64) + int64(by/time.Second)
		}
	}
}

func fails(code, description string) func(url.Values) {
	return func(q url.Values) {
		q.Del("code")
		q.Set("error", code)
		q.Set("error_description", description)
	}
}

// Faults are all of them, in the order of the rules that they break.
func Faults() []Fault { return slices.Clone(faults) }

var faults = []Fault{
	{Name: "denied", About: "the user is not assigned to the application", Cause: saml.OIDCDenied,
		redirect: fails("access_denied", "The user is not assigned to the client application.")},
	{Name: "login-required", About: "the user did not sign in", Cause: saml.OIDCDenied,
		redirect: fails("login_required", "The user has to sign in.")},
	{Name: "server-error", About: "the provider failed", Cause: saml.OIDCProviderError,
		redirect: fails("server_error", "Something went wrong.")},
	{Name: "invalid-scope", About: "a scope is not granted to the client", Cause: saml.OIDCRequestRefused,
		redirect: fails("invalid_scope", "One or more scopes are not configured for the client.")},
	{Name: "no-code", About: "the redirect has neither a code nor an error", Cause: saml.OIDCNoCode,
		redirect: func(q url.Values) { q.Del("code") }},
	{Name: "redirect-issuer", About: "the redirect names another issuer", Cause: saml.OIDCIssuer,
		Reason: saml.FromRedirect, redirect: func(q url.Values) { q.Set("iss", "https://other.example") }},

	{Name: "wrong-secret", About: "the client secret is wrong", Cause: saml.OIDCClientRefused,
		refuse: &refusal{401, "invalid_client", "Client authentication failed."}},
	{Name: "expired-secret", About: "the client secret has expired (Entra ID)", Cause: saml.OIDCClientRefused,
		Reason: saml.SecretExpired,
		refuse: &refusal{401, "invalid_client", "AADSTS7000222: The provided client secret keys are expired."}},
	{Name: "invalid-grant", About: "the code was used or has expired", Cause: saml.OIDCCodeRefused,
		refuse: &refusal{400, "invalid_grant", "The code is invalid, or was used already."}},
	{Name: "redirect-uri", About: "the redirect URI is not registered", Cause: saml.OIDCRedirectURI,
		refuse: &refusal{400, "redirect_uri_mismatch", "Bad Request"}},
	{Name: "token-endpoint", About: "the token endpoint answers with a page", Cause: saml.OIDCTokenEndpoint,
		Reason: saml.Unreadable, refuse: &refusal{status: 502}},
	{Name: "no-id-token", About: "the token response has no ID token", Cause: saml.OIDCNoIDToken,
		answer: drop("id_token")},

	{Name: "malformed", About: "the ID token is no token", Cause: saml.OIDCMalformedToken, sign: notReadable},
	{Name: "alg-none", About: "the ID token is not signed", Cause: saml.OIDCAlgorithm,
		Reason: saml.WithoutSignature, sign: notAtAll},
	{Name: "alg-hs256", About: "the ID token is signed with the client secret", Cause: saml.OIDCAlgorithm,
		Reason: saml.SharedSecret, sign: bySecret},
	{Name: "unknown-key", About: "the ID token is signed with a key that is not published",
		Cause: saml.OIDCKeyNotFound, sign: byStranger},
	{Name: "bad-signature", About: "the signature is not that of the key it names", Cause: saml.OIDCSignature,
		sign: underOurID},

	{Name: "wrong-issuer", About: "the ID token names another issuer", Cause: saml.OIDCIssuer,
		claims: set("iss", "https://other.example")},
	{Name: "wrong-audience", About: "the ID token is for another client", Cause: saml.OIDCAudience,
		claims: set("aud", "another-client")},
	{Name: "wrong-party", About: "the ID token was made for another client", Cause: saml.OIDCAudience,
		Reason: saml.AuthorizedParty, claims: set("azp", "another-client")},
	{Name: "wrong-nonce", About: "the ID token answers another sign-in", Cause: saml.OIDCNonce,
		claims: set("nonce", "another-nonce")},
	{Name: "no-nonce", About: "the ID token has no nonce", Cause: saml.OIDCNonce, Reason: saml.NotNamed,
		claims: drop("nonce")},
	{Name: "expired", About: "the ID token has a life that is over", Cause: saml.OIDCExpired,
		claims: shift(-20*time.Minute, "exp")},
	{Name: "slow-clock", About: "the provider's clock is two hours behind", Cause: saml.OIDCExpired,
		Reason: saml.SlowClock, claims: shift(-2*time.Hour, "exp", "iat")},
	{Name: "fast-clock", About: "the provider's clock is ten minutes ahead", Cause: saml.OIDCIssuedAhead,
		claims: shift(10*time.Minute, "exp", "iat")},

	{Name: "no-subject", About: "the ID token has no sub", Cause: saml.OIDCMissingClaims, claims: drop("sub")},
	{Name: "no-email", About: "there is no email claim anywhere", Cause: saml.OIDCMissingClaims,
		claims: drop("email", "email_verified"), userInfo: drop("email", "email_verified")},
	{Name: "other-user-info", About: "the user information is of somebody else", Cause: saml.OIDCUserInfo,
		Reason: saml.OtherSubject, thin: true, userInfo: set("sub", "somebody-else")},
	{Name: "bad-email", About: "the email claim is no address", Cause: saml.BadEmail, claims: set("email", "nobody")},
	{Name: "email-unverified", About: "the provider has not verified the email address",
		Cause: saml.OIDCEmailUnverified, claims: set("email_verified", false)},
}

// Lookup finds a fault by its name; "" and "none" are none at all.
func Lookup(name string) (Fault, bool) {
	f := faultNamed(name)
	return f, f.Name != "" || name == "" || name == "none"
}

// faultNamed is the zero Fault for a name that is not known.
func faultNamed(name string) Fault {
	for _, f := range faults {
		if f.Name == name {
			return f
		}
	}
	return Fault{}
}
