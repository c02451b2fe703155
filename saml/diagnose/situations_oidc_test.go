package diagnose

import (
	"time"

	"gatehouse/saml"
	"gatehouse/saml/internal/samltest"
)

// oidcSituations are those of OpenID Connect.
func oidcSituations() []situation {
	keys := saml.Facts{Key: "stranger-key", Keys: []string{"key-1", "key-2"}}
	past := saml.Facts{Bound: samltest.Arrival.Add(-time.Hour), Now: samltest.Arrival}
	ahead := saml.Facts{Bound: samltest.Arrival.Add(10 * time.Minute), Now: samltest.Arrival}
	private := because(saml.PrivateAddress, checked("", "https://idp.acme.test/keys",
		"idp.acme.test (10.0.0.5) is inside a private network"))
	return []situation{
		{cause: saml.OIDCRequest, check: measuring(saml.Facts{Age: 20 * time.Minute, MaxAge: 15 * time.Minute},
			saml.Check{})},
		{cause: saml.OIDCDenied,
			check: checked("", "access_denied", "The user is not assigned to the client application.")},
		{cause: saml.OIDCRequestRefused, check: checked("", "invalid_scope", "One or more scopes are not configured.")},
		{cause: saml.OIDCProviderError, check: checked("", "server_error", "")},
		{cause: saml.OIDCNoCode, check: checked("", "", "session_state")},
		{
			cause: saml.OIDCDiscovery,
			check: because(saml.Unreachable,
				checked("", "", `"https://idp.acme.test/x" answered "404 Not Found" instead of a document`)),
		},
		{name: "a private address", cause: saml.OIDCDiscovery, check: private},
		{name: "a private address", cause: saml.OIDCKeys, check: private},
		{cause: saml.OIDCNotProvider, check: because(saml.Unreadable, checked("", "", "it names no issuer"))},
		{cause: saml.OIDCDiscoveryIssuer, check: checked("https://idp.acme.test", "https://idp.acme.test/", "")},
		{cause: saml.OIDCTokenEndpoint,
			check: because(saml.Unreadable, checked("", "https://idp.acme.test/token", ""))},
		{cause: saml.OIDCClientRefused, check: checked("", "invalid_client", "Client authentication failed.")},
		{
			name: "an expired secret", cause: saml.OIDCClientRefused,
			check: because(saml.SecretExpired,
				checked("", "invalid_client", "AADSTS7000222: The provided client secret keys are expired.")),
		},
		{
			name: "an unknown client", cause: saml.OIDCClientRefused,
			check: because(saml.UnknownClient,
				checked("", "unauthorized_client", "AADSTS700016: Application was not found.")),
		},
		{
			name: "credentials of the environment", cause: saml.OIDCClientRefused,
			check: checked("", "incorrect_client_credentials", ""),
			with:  func(s *saml.Settings) { s.ConnectionType = "GitHubOAuth" },
		},
		{
			name: "a key at Apple", cause: saml.OIDCClientRefused, check: checked("", "invalid_client", ""),
			with: func(s *saml.Settings) { s.ConnectionType = "AppleOAuth" },
		},
		{cause: saml.OIDCRedirectURI, check: checked("https://sso.vendor.test/sso/oidc/callback",
			"redirect_uri_mismatch", "")},
		{cause: saml.OIDCCodeRefused, check: checked("", "invalid_grant", "The code is invalid, or was used already.")},
		{cause: saml.OIDCNoIDToken, check: checked("", "", "")},
		{cause: saml.OIDCMalformedToken, check: checked("", "", "it has not three parts")},
		{
			name: "an encrypted one", cause: saml.OIDCMalformedToken,
			check: because(saml.EncryptedToken, checked("", "", "it has five parts: it is encrypted")),
		},
		{cause: saml.OIDCAlgorithm, check: checked("RS256", "XS256", "")},
		{name: "none", cause: saml.OIDCAlgorithm, check: because(saml.WithoutSignature, checked("RS256", "none", ""))},
		{name: "by secret", cause: saml.OIDCAlgorithm,
			check: because(saml.SharedSecret, checked("RS256", "HS256", ""))},
		{cause: saml.OIDCKeys, check: because(saml.Unreadable, checked("", "", "it is not the JSON of a key set"))},
		{cause: saml.OIDCKeyNotFound, check: measuring(keys, checked("key-1, key-2", "stranger-key", ""))},
		{cause: saml.OIDCSignature, check: measuring(keys, checked("key-1, key-2", "stranger-key", ""))},
		{cause: saml.OIDCIssuer, check: checked("https://idp.acme.test", "https://other.example", "")},
		{name: "none", cause: saml.OIDCIssuer, check: because(saml.NotNamed, checked("https://idp.acme.test", "", ""))},
		{
			name: "a redirect", cause: saml.OIDCIssuer,
			check: because(saml.FromRedirect, checked("https://idp.acme.test", "https://other.example", "")),
		},
		{cause: saml.OIDCAudience, check: checked("client-1", "another-client", "")},
		{
			name: "made for another", cause: saml.OIDCAudience,
			check: because(saml.AuthorizedParty, checked("client-1", "another-client", "")),
		},
		{cause: saml.OIDCNonce, check: checked("", "", "")},
		{cause: saml.OIDCExpired, check: measuring(past, checked("", "2026-01-31T11:00:00Z", ""))},
		{
			name: "a slow clock", cause: saml.OIDCExpired, v: clock(-2*time.Hour, ""),
			check: because(saml.SlowClock, measuring(past, checked("", "2026-01-31T11:00:00Z", ""))),
		},
		{cause: saml.OIDCIssuedAhead, v: clock(10*time.Minute, ""),
			check: measuring(ahead, checked("", "2026-01-31T12:10:00Z", ""))},
		{cause: saml.OIDCUserInfo, check: because(saml.Unreadable, checked("", "https://idp.acme.test/userinfo",
			"it gave no JSON object with claims"))},
		{name: "of somebody else", cause: saml.OIDCUserInfo,
			check: because(saml.OtherSubject, checked("user-1", "user-2", ""))},
		{cause: saml.OIDCMissingClaims, check: of("email", checked("email", "sub, iss", ""))},
		{cause: saml.OIDCEmailUnverified, check: checked("true", "false", "")},
	}
}
