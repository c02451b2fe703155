package diagnose

import "gatehouse/provider"

// providerWords are the words of one identity provider, and its name in a sentence.
type providerWords struct {
	Name string // "Okta"
	provider.Words
}

// wordsFor is never empty-handed: what is not known of a provider is generic.
func wordsFor(connectionType string) providerWords {
	if sibling, byOIDC := siblings[connectionType]; byOIDC {
		return oidcWords(wordsFor(sibling))
	}
	p, known := provider.Of(connectionType)
	if !known {
		p, _ = provider.Of(provider.Generic)
	}
	return providerWords{p.Called, p.Words}
}

// siblings are the types by SAML of those by OpenID Connect: the same provider.
var siblings = map[string]string{
	"GenericOIDC": provider.Generic, "EntraIdOIDC": "AzureSAML", "GoogleOIDC": "GoogleSAML", "OktaOIDC": "OktaSAML",
}

// oidcWords are those of a provider's words that are not about its SAML settings.
func oidcWords(w providerWords) providerWords {
	return providerWords{w.Name, provider.Words{
		Access: w.Access, Clock: w.Clock, Attributes: "the claims of its ID token", NameID: "the claim sub",
		ACS: "the redirect URI", Audience: "the client ID", Issuer: "its issuer",
	}}
}

// isGeneric tells that a provider has no name of its own.
func (w providerWords) isGeneric() bool {
	p, _ := provider.Of(provider.Generic)
	return w.Name == p.Called
}

// statement is where an AuthnStatement is switched on.
func (w providerWords) statement() string {
	if w.Statement == "" {
		return "it belongs to the profile for Web SSO"
	}
	return w.Statement
}
