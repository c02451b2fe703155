package model

import (
	"slices"
	"strings"

	"gatehouse/oidc"
	"gatehouse/saml"
)

// oauthProvider is a provider that an app names instead of a connection.
type oauthProvider struct {
	name, label    string // "google", "Google"
	connectionType string // as apps name it: "GoogleOAuth"
	issuer         string
	discovery      string // "" is the usual place under issuer
	emails         []string
	scopes         []string // nil are the usual ones
}

// AppleProvider is the provider whose credentials are a key of a team.
const AppleProvider = "apple"

var oauthProviders = []oauthProvider{
	{name: "google", label: "Google", connectionType: "GoogleOAuth", issuer: "https://accounts.google.com"},
	// Anybody with a Microsoft account, of any tenant. An email address that is not proved (see
	// package oidc) gives way to the sign-in name, whose domain Microsoft has verified for the tenant.
	{name: "microsoft", label: "Microsoft", connectionType: "MicrosoftOAuth",
		issuer:    "https://login.microsoftonline.com/" + oidc.TenantID + "/v2.0",
		discovery: "https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration",
		emails:    []string{"email", "preferred_username"}},
	{name: "github", label: "GitHub", connectionType: oidc.GitHub, issuer: "https://github.com",
		scopes: []string{"read:user", "user:email"}},
	{name: AppleProvider, label: "Apple", connectionType: oidc.Apple, issuer: "https://appleid.apple.com",
		scopes: []string{"openid", "email", "name"}},
}

// OAuthProviders are the providers that an environment can hold credentials of.
func OAuthProviders() (names []string) {
	for _, p := range oauthProviders {
		names = append(names, p.name)
	}
	return names
}

// OAuthTypes are the connection types of the providers, as apps name them.
func OAuthTypes() (all []string) {
	for _, p := range oauthProviders {
		all = append(all, p.connectionType)
	}
	return all
}

// OAuthLabel is a provider as people call it.
func OAuthLabel(name string) string {
	if p, known := oauthNamed(name); known {
		return p.label
	}
	return name
}

// OAuthTitle is what the connection to a provider is called: "Google OAuth".
func OAuthTitle(name string) string { return OAuthLabel(name) + " OAuth" }

func oauthNamed(name string) (oauthProvider, bool) {
	i := slices.IndexFunc(oauthProviders, func(p oauthProvider) bool { return p.name == name })
	if i < 0 {
		return oauthProvider{}, false
	}
	return oauthProviders[i], true
}

// OAuthProviderOf is the provider of a connection type: "google" of "GoogleOAuth".
func OAuthProviderOf(connectionType string) (name string, known bool) {
	i := slices.IndexFunc(oauthProviders, func(p oauthProvider) bool { return p.connectionType == connectionType })
	if i < 0 {
		return "", false
	}
	return oauthProviders[i].name, true
}

// OAuthApp holds the credentials of one OAuth provider.
type OAuthApp struct {
	ClientID string `json:"client_id"`
	Secret   []byte `json:"secret"` // sealed; of Apple the key, as PKCS #8
	// of another than the provider's usual one: a tenant, a server of one's own
	Issuer string `json:"issuer,omitempty"`
	TeamID string `json:"team_id,omitempty"` // of Apple, as is KeyID
	KeyID  string `json:"key_id,omitempty"`
}

// OAuthSetup is what somebody enters of a provider.
type OAuthSetup struct {
	ClientID, Secret string
	Issuer           string // "" is the provider's usual one
	TeamID, KeyID    string // of Apple, whose secret is the file of a private key
}

// Check trims what was entered of a provider, and refuses what cannot be right. Of Apple it
// gives the key as PKCS #8.
func (x OAuthSetup) Check(provider string) (OAuthSetup, error) {
	for _, value := range []*string{&x.ClientID, &x.Secret, &x.Issuer, &x.TeamID, &x.KeyID} {
		*value = strings.TrimSpace(*value)
	}
	if x.ClientID == "" || x.Secret == "" {
		return x, Refuse("oauth", "copy both from the provider's console", "the client id or the secret is empty")
	}
	texts := map[string]string{"client_id": x.ClientID}
	if provider != AppleProvider {
		texts["client_secret"] = x.Secret
	}
	for field, value := range texts {
		if CheckText(field, value, 500) != nil {
			return x, Refuse(field, "copy it again from the provider's console",
				"is longer than 500 characters or holds invisible ones")
		}
	}
	if err := x.checkApple(provider); err != nil {
		return x, err
	}
	if provider == AppleProvider {
		key, err := ReadAppleKey(x.Secret)
		if err != nil {
			return x, err
		}
		x.Secret = string(key)
	}
	return x, CheckIssuer("issuer", x.Issuer)
}

// ByOAuth reports whether the connection is that of an environment to a provider, and
// belongs to no organization.
func (c Connection) ByOAuth() bool {
	_, known := OAuthProviderOf(c.Type)
	return known
}

// OAuthConnection is the connection of an environment to a provider. It is not stored:
// it follows from the credentials, and is gone with them.
func (e Environment) OAuthConnection(name string) (Connection, bool) {
	app, there := e.OAuth[name]
	p, known := oauthNamed(name)
	if !there || !known {
		return Connection{}, false
	}
	c := Connection{
		ID: oauthID(name, e.ID), EnvironmentID: e.ID, Type: p.connectionType, Name: OAuthTitle(name), State: Active,
		OIDC: OIDC{Issuer: p.issuer, DiscoveryURL: p.discovery, ClientID: app.ClientID, Secret: app.Secret,
			Scopes: p.scopes, AppleTeam: app.TeamID, AppleKey: app.KeyID, OnThisMachine: e.Kind == Staging},
		Policy: saml.DefaultPolicy(), Mapping: saml.Mapping{Email: p.emails}, Created: e.Created, Updated: e.Updated,
	}
	if app.Issuer != "" {
		c.OIDC.Issuer, c.OIDC.DiscoveryURL = app.Issuer, ""
	}
	return c, true
}

func oauthID(name string, environment ID) ID {
	return ID(PrefixConnection + "_" + name + "_" + string(environment))
}

// OAuthName is the name of an [Environment.OAuthConnection], "" of any other connection.
func OAuthName(connection ID) string {
	_, name, ok := OAuthOf(connection)
	if !ok {
		return ""
	}
	return OAuthTitle(name)
}

// OAuthOf takes the id of an [Environment.OAuthConnection] apart.
func OAuthOf(connection ID) (environment ID, name string, ok bool) {
	_, rest, _ := strings.Cut(string(connection), "_")
	name, of, _ := strings.Cut(rest, "_")
	if _, known := oauthNamed(name); !known || of == "" || oauthID(name, ID(of)) != connection {
		return "", "", false
	}
	return ID(of), name, true
}
