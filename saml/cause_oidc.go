package saml

// InvalidOIDC is the class of what OpenID Connect alone can be refused for. Of the
// five, Invalid Attributes and Profile Not Allowed Outside Organization count there
// too.
const InvalidOIDC Class = "Invalid OIDC Response"

// The causes of a sign-in by OpenID Connect (O1–O18), which package oidc raises. They
// are causes like those of SAML, so that a session is shown, filtered and explained
// the same way, whatever it came by.
const (
	OIDCRequest         Cause = "oidc_request"          // the sign-in is no longer open
	OIDCDenied          Cause = "oidc_denied"           // the user, or a rule for them, said no
	OIDCRequestRefused  Cause = "oidc_request_refused"  // the provider refused what we asked
	OIDCProviderError   Cause = "oidc_provider_error"   // the provider failed
	OIDCNoCode          Cause = "oidc_no_code"          // the redirect has neither a code nor an error
	OIDCDiscovery       Cause = "oidc_discovery"        // its discovery document could not be fetched
	OIDCNotProvider     Cause = "oidc_not_a_provider"   // what is there is no discovery document
	OIDCDiscoveryIssuer Cause = "oidc_discovery_issuer" // it names another issuer
	OIDCTokenEndpoint   Cause = "oidc_token_endpoint"   // no usable answer to the exchange of the code
	OIDCClientRefused   Cause = "oidc_client_refused"   // client ID or secret
	OIDCRedirectURI     Cause = "oidc_redirect_uri"
	OIDCCodeRefused     Cause = "oidc_code_refused"
	OIDCNoIDToken       Cause = "oidc_no_id_token"
	OIDCMalformedToken  Cause = "oidc_malformed_token"
	OIDCAlgorithm       Cause = "oidc_algorithm"
	OIDCKeys            Cause = "oidc_keys" // the provider's keys could not be read
	OIDCKeyNotFound     Cause = "oidc_key_not_found"
	OIDCSignature       Cause = "oidc_signature"
	OIDCIssuer          Cause = "oidc_issuer"
	OIDCAudience        Cause = "oidc_audience"
	OIDCNonce           Cause = "oidc_nonce"
	OIDCExpired         Cause = "oidc_expired"
	OIDCIssuedAhead     Cause = "oidc_issued_ahead"
	OIDCUserInfo        Cause = "oidc_userinfo"
	OIDCMissingClaims   Cause = "oidc_missing_claims"
	OIDCEmailUnverified Cause = "oidc_email_unverified"
)

// The reasons of these.
const (
	Unreachable       Reason = "unreachable"         // of OIDCDiscovery, OIDCTokenEndpoint, OIDCKeys, OIDCUserInfo
	PrivateAddress    Reason = "private_address"     // likewise: the address is not public
	Unreadable        Reason = "unreadable"          // likewise: what came is not what it should be
	FromRedirect      Reason = "from_redirect"       // of OIDCIssuer: the redirect names it, not the token
	AuthorizedParty   Reason = "authorized_party"    // of OIDCAudience: the token was made for another client
	SecretExpired     Reason = "secret_expired"      // of OIDCClientRefused
	UnknownClient     Reason = "unknown_client"      // likewise
	WithoutSignature  Reason = "without_signature"   // of OIDCAlgorithm: "none"
	SharedSecret      Reason = "shared_secret"       // likewise: HS256, signed with the client secret
	OtherSubject      Reason = "other_subject"       // of OIDCUserInfo
	EncryptedToken    Reason = "encrypted_token"     // of OIDCMalformedToken
	ClaimHasOtherKind Reason = "claim_of_other_kind" // likewise: such as a number where a text belongs
)

// oidcHeadings are those of the causes above.
var oidcHeadings = map[Cause]heading{
	OIDCRequest:         {InvalidOIDC, "Answers a sign-in that is no longer open"},
	OIDCDenied:          {InvalidOIDC, "The user was not let in at the provider"},
	OIDCRequestRefused:  {InvalidOIDC, "The provider refused our request"},
	OIDCProviderError:   {InvalidOIDC, "The provider reports an error of its own"},
	OIDCNoCode:          {InvalidOIDC, "No code in the provider's answer"},
	OIDCDiscovery:       {InvalidOIDC, "The provider's discovery document can't be fetched"},
	OIDCNotProvider:     {InvalidOIDC, "No OpenID provider at the issuer URL"},
	OIDCDiscoveryIssuer: {InvalidOIDC, "The provider calls itself by another issuer"},
	OIDCTokenEndpoint:   {InvalidOIDC, "The provider's token endpoint gave no usable answer"},
	OIDCClientRefused:   {InvalidOIDC, "The provider refused our client ID or secret"},
	OIDCRedirectURI:     {InvalidOIDC, "The provider does not know our redirect URI"},
	OIDCCodeRefused:     {InvalidOIDC, "The provider refused its code"},
	OIDCNoIDToken:       {InvalidOIDC, "No ID token in the provider's answer"},
	OIDCMalformedToken:  {InvalidOIDC, "The ID token can't be read"},
	OIDCAlgorithm:       {InvalidOIDC, "The ID token is signed by an algorithm that is not accepted"},
	OIDCKeys:            {InvalidOIDC, "The provider's keys can't be read"},
	OIDCKeyNotFound:     {InvalidOIDC, "The ID token is signed with a key that the provider does not publish"},
	OIDCSignature:       {InvalidOIDC, "The signature of the ID token does not verify"},
	OIDCIssuer:          {InvalidOIDC, "The ID token comes from another issuer"},
	OIDCAudience:        {InvalidOIDC, "The ID token is for another client"},
	OIDCNonce:           {InvalidOIDC, "The ID token answers another sign-in"},
	OIDCExpired:         {InvalidOIDC, "The ID token has expired"},
	OIDCIssuedAhead:     {InvalidOIDC, "The ID token was issued in the future"},
	OIDCUserInfo:        {InvalidOIDC, "The provider's user information can't be used"},
	OIDCMissingClaims:   {InvalidAttributes, "Required claims are missing"},
	OIDCEmailUnverified: {InvalidAttributes, "The provider has not verified the email address"},
}
