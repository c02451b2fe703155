package model

// OAuthProviders are the providers that an environment can hold credentials of.
func OAuthProviders() []string { return []string{"google", "microsoft", "github"} }
