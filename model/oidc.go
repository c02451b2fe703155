package model

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"gatehouse/fetch"
	"gatehouse/oidc"
	"gatehouse/provider"
	"gatehouse/saml"
)

// OIDCPath is where browsers come back to from the OpenID providers of all connections.
const OIDCPath = "/sso/oidc/callback"

// OIDC is what a connection by OpenID Connect knows of its provider.
type OIDC struct {
	Issuer       string   `json:"issuer,omitempty"`
	DiscoveryURL string   `json:"discovery_url,omitempty"` // if it is not the usual one under Issuer
	ClientID     string   `json:"client_id,omitempty"`     // ours there
	Secret       []byte   `json:"secret,omitempty"`        // sealed; nil for a client without one
	Scopes       []string `json:"scopes,omitempty"`        // nil asks for [oidc.UsualScopes]
	Private      bool     `json:"private,omitempty"`       // it may have a private address

	// Of a connection that follows from its environment.
	OnThisMachine       bool   `json:"-"` // it may be on loopback
	AppleTeam, AppleKey string `json:"-"` // ids of a team and a key: Secret is a private key
}

// OIDCSetup is what somebody enters of a provider. Of Issuer and DiscoveryURL one is
// enough once it has been read.
type OIDCSetup struct {
	Issuer, DiscoveryURL, ClientID string
	ClientSecret                   string // "" keeps the one that is stored
	Scopes                         []string
	Reach                          fetch.Reach
}

// oidcLabels are the connection types by OpenID Connect, and how people call them.
var oidcLabels = []struct{ connectionType, label string }{
	{"EntraIdOIDC", "Entra ID (OIDC)"},
	{"GenericOIDC", "Custom OIDC"},
	{"GoogleOIDC", "Google (OIDC)"},
	{"OktaOIDC", "Okta (OIDC)"},
}

// OIDCTypes are the connection types by OpenID Connect.
func OIDCTypes() (all []string) {
	for _, t := range oidcLabels {
		all = append(all, t.connectionType)
	}
	return all
}

// IsOIDC reports whether connections of a type sign people in by OpenID Connect, or by
// OAuth, which is recorded as that.
func IsOIDC(connectionType string) bool {
	_, byOAuth := OAuthProviderOf(connectionType)
	return byOAuth || slices.Contains(OIDCTypes(), connectionType)
}

// ByOIDC reports whether the connection signs people in by OpenID Connect, and not by
// SAML. It is one for ever.
func (c Connection) ByOIDC() bool { return IsOIDC(c.Type) }

// Asked are the scopes that sign-ins ask for.
func (o OIDC) Asked() []string {
	if o.Scopes == nil {
		return oidc.UsualScopes()
	}
	return o.Scopes
}

// GuessOIDCType tells a connection type by the issuer of a provider.
func GuessOIDCType(issuer string) string {
	switch provider.Guess(issuer) {
	case "AzureSAML":
		return "EntraIdOIDC"
	case "GoogleSAML":
		return "GoogleOIDC"
	case "OktaSAML":
		return "OktaOIDC"
	}
	return "GenericOIDC"
}

// FieldSources are the names of attributes, or of claims, that fill a field of the
// profile for a connection type.
func FieldSources(connectionType string, f saml.ProfileField, m saml.Mapping) []string {
	if IsOIDC(connectionType) {
		return oidc.SourcesOf(f, m)
	}
	return f.Sources(m)
}

// discovery is where the provider's discovery document is.
func (o OIDC) discovery() string {
	return oidc.Settings{Issuer: o.Issuer, Discovery: o.DiscoveryURL}.DiscoveryURL()
}

// At takes the one address that somebody entered: the issuer, or that of the discovery
// document.
func (s OIDCSetup) At(address string) OIDCSetup {
	address = strings.TrimSpace(address)
	s.Issuer, s.DiscoveryURL = address, ""
	if strings.Contains(address, "/.well-known/") {
		s.Issuer, s.DiscoveryURL = "", address
	}
	return s
}

// Plain leaves out a discovery document's address that follows from the issuer.
func (s OIDCSetup) Plain() OIDCSetup {
	if s.DiscoveryURL == (OIDC{Issuer: s.Issuer}).discovery() {
		s.DiscoveryURL = ""
	}
	return s
}

// DiscoveryAddress is where the discovery document of what was entered is.
func (s OIDCSetup) DiscoveryAddress() string {
	return OIDC{Issuer: strings.TrimSpace(s.Issuer), DiscoveryURL: strings.TrimSpace(s.DiscoveryURL)}.discovery()
}

// oidcFaults are settings that no connection of this kind can have.
func oidcFaults(c Connection) (all []error) {
	note := func(err error) {
		if err != nil {
			all = append(all, err)
		}
	}
	if !c.ByOIDC() {
		if c.OIDC.Issuer != "" || c.OIDC.ClientID != "" {
			note(Refuse("type", "use one of "+strings.Join(OIDCTypes(), ", "),
				"a connection of the type %s has no issuer and no client ID", Short(c.Type)))
		}
		return all
	}
	if c.IdPEntityID != "" || c.SSOURL != "" || len(c.Certificates)+len(c.SPKeys) > 0 || c.MetadataURL != "" {
		note(Refuse("type", "set issuer, client ID and client secret",
			"a connection by OpenID Connect has no SAML settings"))
	}
	note(CheckText("client_id", c.OIDC.ClientID, 512))
	for _, address := range []struct{ field, value string }{
		{"issuer", c.OIDC.Issuer}, {"discovery_url", c.OIDC.DiscoveryURL},
	} {
		note(CheckIssuer(address.field, address.value))
	}
	if len(c.OIDC.Scopes) > 20 {
		note(Refuse("scopes", "ask for those that are needed", "%d scopes are more than 20", len(c.OIDC.Scopes)))
	}
	for _, s := range c.OIDC.Scopes {
		if s == "" || len(s) > 200 || strings.ContainsAny(s, " \t\r\n\"\\") {
			note(Refuse("scopes", "write each by itself", "there is no scope %q", Short(s)))
		}
	}
	return all
}

// CheckIssuer refuses what is no address of a provider. An empty one is none yet.
func CheckIssuer(field, address string) error {
	if err := CheckText(field, address, 2048); err != nil {
		return err
	}
	u, err := url.Parse(address)
	if address != "" && (err != nil || u.Host == "" ||
		u.Scheme != "https" && !(u.Scheme == "http" && Loopback(u.Hostname()))) {
		return Refuse(field, "write it in full, like https://idp.example.com",
			"%q is no address of a provider: only this machine's may be without https", Short(address))
	}
	return nil
}

// ByOIDC reports whether the receipt is one of OpenID Connect: of those, the settings
// have a type that no SAML message is judged for.
func (r Receipt) ByOIDC() bool { return IsOIDC(r.Settings.ConnectionType) }

// Answer reads the answer that a receipt of OpenID Connect keeps; what cannot be read
// is empty, and refused.
func (r Receipt) Answer() (a oidc.Answer) {
	_ = json.Unmarshal(r.Body, &a)
	return a
}
