package api

import (
	"time"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
	"gatehouse/saml/protocol"
)

// Connection is a connection. It holds no private key.
type Connection struct {
	ID             model.ID              `json:"id"`
	EnvironmentID  model.ID              `json:"environment_id"`
	OrganizationID model.ID              `json:"organization_id"`
	Name           string                `json:"name"`
	Type           string                `json:"connection_type"`
	State          model.ConnectionState `json:"state"`

	EntityID    string `json:"entity_id"` // ours
	ACSURL      string `json:"acs_url"`
	MetadataURL string `json:"metadata_url"`

	IdPEntityID    string                  `json:"idp_entity_id,omitempty"`
	SSOURL         string                  `json:"sso_url,omitempty"`
	SSOBinding     model.Binding           `json:"sso_binding,omitempty"`
	Certificates   []model.CertificateInfo `json:"certificates"`
	IdPMetadataURL string                  `json:"idp_metadata_url,omitempty"`
	Problem        string                  `json:"idp_metadata_problem,omitempty"`
	Pending        []model.DiffLine        `json:"pending_metadata,omitempty"`
	PendingDigest  string                  `json:"pending_metadata_digest,omitempty"`

	OIDC *OIDC `json:"oidc,omitempty"` // of a connection by OpenID Connect

	Refreshed model.Refreshed `json:"refreshed,omitempty"` // of a refresh: unchanged, waits, declined, taken_over

	Preset       string            `json:"preset"`
	Policy       saml.Policy       `json:"policy"`
	Mapping      saml.Mapping      `json:"mapping"`
	Roles        map[string]string `json:"roles,omitempty"` // of groups: slugs of roles of the environment
	SignRequests bool              `json:"sign_requests"`
	protocol.Asked
	AutoApprove bool `json:"auto_approve"`
	SPKeys      int  `json:"sp_keys"`

	CreatedAt time.Time       `json:"created_at"`
	UpdatedAt time.Time       `json:"updated_at"`
	Lint      []diagnose.Lint `json:"lint,omitempty"` // what the pre-flight check found, if it was asked
}

// OIDC is the OpenID provider of a connection. The client secret is never told.
type OIDC struct {
	Issuer       string   `json:"issuer"`
	DiscoveryURL string   `json:"discovery_url,omitempty"`
	ClientID     string   `json:"client_id"`
	HasSecret    bool     `json:"has_client_secret"`
	Scopes       []string `json:"scopes"`
	RedirectURI  string   `json:"redirect_uri"`
}

// Addresses are ours, of a connection: what an identity provider is told.
type Addresses interface {
	EntityID(model.Connection) string
	ACSURL(model.Connection) string
	MetadataURL(model.Connection) string
}

// ConnectionOf tells of a connection as it is at a time.
func ConnectionOf(c model.Connection, ours Addresses, now time.Time) Connection {
	told := Connection{
		ID: c.ID, EnvironmentID: c.EnvironmentID, OrganizationID: c.OrganizationID, Name: c.Name, Type: c.Type,
		State:    c.State,
		EntityID: ours.EntityID(c), ACSURL: ours.ACSURL(c), MetadataURL: ours.MetadataURL(c),
		IdPEntityID: c.IdPEntityID, SSOURL: c.SSOURL, SSOBinding: c.SSOBinding, Certificates: []model.CertificateInfo{},
		IdPMetadataURL: c.MetadataURL, Problem: c.MetadataProblem,
		Preset: model.PresetOf(c.Policy), Policy: c.Policy, Mapping: c.Mapping, Roles: c.Roles,
		SignRequests: c.SignRequests, Asked: c.Asked, AutoApprove: c.AutoApprove, SPKeys: len(c.SPKeys),
		CreatedAt: c.Created, UpdatedAt: c.Updated,
	}
	if c.ByOIDC() {
		told.OIDC = &OIDC{
			Issuer: c.OIDC.Issuer, DiscoveryURL: c.OIDC.DiscoveryURL, ClientID: c.OIDC.ClientID,
			HasSecret: c.OIDC.Secret != nil, Scopes: c.OIDC.Asked(), RedirectURI: told.ACSURL,
		}
	}
	for _, x := range c.Certificates {
		told.Certificates = append(told.Certificates, x.Info(now))
	}
	if c.Pending != nil {
		told.Pending, told.PendingDigest = c.Pending.Diff(c), c.Pending.Digest()
	}
	return told
}

// ExpiringCertificate is a certificate of a connection that ends soon.
type ExpiringCertificate struct {
	ConnectionID model.ID `json:"connection_id"`
	Name         string   `json:"name"` // of the connection
	// the last that was passed of 90, 60, 30, 7, 1 days; 0 once it has expired
	Mark        int                   `json:"mark"`
	Covered     bool                  `json:"covered"` // another one of the connection lives on
	Certificate model.CertificateInfo `json:"certificate"`
}

// ExpiringCertificateOf tells of one.
func ExpiringCertificateOf(e model.Expiry) ExpiringCertificate {
	return ExpiringCertificate{e.Connection.ID, e.Connection.Name, e.Mark, e.Covered, e.Certificate}
}

// Awaiting is somebody whose attributes do not fit the mapping of a connection.
type Awaiting struct {
	User    string     `json:"user"`
	Session model.ID   `json:"session_id"`
	At      time.Time  `json:"at"`
	Cause   saml.Cause `json:"cause,omitempty"`
	Problem string     `json:"problem"`
}

// AwaitingOf tells of one.
func AwaitingOf(u model.Unreconciled) Awaiting {
	return Awaiting{u.User, u.Session, u.At, u.Cause, u.Problem}
}
