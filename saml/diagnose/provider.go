package diagnose

import "gatehouse/provider"

// providerWords are the words of one identity provider, and its name in a sentence.
type providerWords struct {
	Name string // "Okta"
	provider.Words
}

// wordsFor is never empty-handed: what is not known of a provider is generic.
func wordsFor(connectionType string) providerWords {
	p, known := provider.Of(connectionType)
	if !known {
		p, _ = provider.Of(provider.Generic)
	}
	return providerWords{p.Called, p.Words}
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
