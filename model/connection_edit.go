package model

import (
	"bytes"
	"slices"
	"strings"

	"gatehouse/provider"
	"gatehouse/saml"
	"gatehouse/saml/protocol"
)

// ConnectionTypes lists the types that a connection can have: those of SAML
// identity providers, those by OpenID Connect, and the built-in test identity
// provider.
func ConnectionTypes() []string {
	return slices.Concat(provider.Types(), OIDCTypes(), []string{TestIdPType})
}

// TypeLabel is a connection type as people call it: "Okta" for "OktaSAML".
func TypeLabel(connectionType string) string {
	if connectionType == TestIdPType {
		return "Test identity provider"
	}
	for _, t := range oidcLabels {
		if t.connectionType == connectionType {
			return t.label
		}
	}
	if name, byOAuth := OAuthProviderOf(connectionType); byOAuth {
		return OAuthTitle(name)
	}
	p, known := provider.Of(connectionType)
	switch {
	case !known:
		return connectionType
	case connectionType == provider.Generic:
		return p.Name
	}
	return p.Called
}

// NewConnection is what a connection starts with.
type NewConnection struct {
	Organization ID
	Type         string     // one of [ConnectionTypes]
	Name         string     // "" takes the organization's
	IdP          *IdPSetup  // nil leaves a draft
	OIDC         *OIDCSetup // in its place, of a connection by OpenID Connect

	Policy *saml.Policy   // nil is the default one
	Asked  protocol.Asked // of each sign-in
}

// Check cleans the name and refuses what cannot be stored, unless it was stored
// before.
func (c *Connection) Check(env Environment, before ...error) error {
	for _, fault := range c.Faults(env) {
		if !slices.ContainsFunc(before, func(had error) bool { return had.Error() == fault.Error() }) {
			return fault
		}
	}
	return nil
}

// Faults cleans the name and lists what cannot be stored.
func (c *Connection) Faults(env Environment) []error {
	var all []error
	note := func(err error) {
		if err != nil {
			all = append(all, err)
		}
	}
	name, err := CleanName("name", c.Name)
	note(err)
	if err == nil {
		c.Name = name
	}
	if !slices.Contains(ConnectionTypes(), c.Type) {
		note(Refuse("type", "use one of "+strings.Join(ConnectionTypes(), ", "), "there is no connection type %q",
			Short(c.Type)))
	}
	if len(c.Certificates) > maxCertificates {
		note(Refuse("certificates", "remove those that are no longer used", "%d are more than the %d that are tried",
			len(c.Certificates), maxCertificates))
	}
	note(CheckText("idp_entity_id", c.IdPEntityID, 2048))
	note(CheckText("sso_url", c.SSOURL, 2048))
	if c.SSOBinding != "" && c.SSOBinding != Redirect && c.SSOBinding != Post {
		note(Refuse("sso_binding", "use HTTP-Redirect or HTTP-POST", "there is no binding %q",
			Short(string(c.SSOBinding))))
	}
	note(checkAsked(&c.Asked))
	return slices.Concat(all, oidcFaults(*c), policyFaults(c.Policy), mappingFaults(c.Mapping, env))
}

// maxCertificates bounds those of a connection; more would not be tried.
const maxCertificates = 10

// ConnectionPatch changes the fields that are set.
type ConnectionPatch struct {
	Name         *string
	Type         *string
	IdPEntityID  *string
	SSOURL       *string
	SSOBinding   *Binding
	Policy       *saml.Policy
	Mapping      *saml.Mapping
	SignRequests *bool

	NameIDFormat  *string
	AuthnContexts *[]string
	Comparison    *protocol.Comparison
	ForceAuthn    *bool

	AutoApprove *bool // changes of its metadata are taken over without asking

	OIDC *OIDCSetup // of a connection by OpenID Connect: all of it
}

func SetIf[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}

// Configured reports whether the identity provider's settings are complete.
func (c Connection) Configured() bool {
	if c.ByOIDC() {
		return c.Leads()
	}
	return c.IdPEntityID != "" && c.SSOURL != "" && len(c.Certificates) > 0
}

// Leads reports whether the connection knows where to take a user to sign in.
func (c Connection) Leads() bool {
	if c.ByOIDC() {
		return c.OIDC.Issuer != "" && c.OIDC.ClientID != ""
	}
	return c.SSOURL != ""
}

// Trusts reports whether a certificate is among those of the identity provider.
func (c Connection) Trusts(der []byte) bool {
	return slices.ContainsFunc(c.Certificates, func(x Certificate) bool { return bytes.Equal(x.DER, der) })
}

// Settle makes a configured draft wait for its first sign-in.
func (c *Connection) Settle() {
	if c.State == Draft && c.Configured() {
		c.State = Validating
	}
	if c.SSOURL != "" && c.SSOBinding == "" {
		c.SSOBinding = Redirect
	}
}
