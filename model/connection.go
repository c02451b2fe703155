package model

import (
	"strings"
	"time"

	"gatehouse/saml"
	"gatehouse/saml/protocol"
)

// ConnectionState tells whether people can sign in.
type ConnectionState string

// The states: draft until it is configured, validating until the first sign-in.
const (
	Draft      ConnectionState = "draft"
	Validating ConnectionState = "validating"
	Active     ConnectionState = "active"
	Inactive   ConnectionState = "inactive"
)

// Connection is the trust between one organization's identity provider and us.
type Connection struct {
	ID             ID              `json:"id"`
	EnvironmentID  ID              `json:"environment_id"`
	OrganizationID ID              `json:"organization_id"`
	Key            string          `json:"key"`  // in our entity ID and ACS URL; never changes
	Type           string          `json:"type"` // "OktaSAML" …
	Name           string          `json:"name"`
	State          ConnectionState `json:"state"`

	IdPEntityID  string        `json:"idp_entity_id,omitempty"`
	SSOURL       string        `json:"sso_url,omitempty"`
	SSOBinding   Binding       `json:"sso_binding,omitempty"`
	Certificates []Certificate `json:"certificates,omitempty"`

	OIDC OIDC `json:"oidc,omitzero"` // in the place of these, of a connection by OpenID Connect

	Policy         saml.Policy       `json:"policy"`
	Mapping        saml.Mapping      `json:"mapping"`
	Roles          map[string]string `json:"roles,omitempty"` // of groups, as sign-ins bring them: slugs of roles
	SignRequests   bool              `json:"sign_requests,omitempty"`
	protocol.Asked                   // of each sign-in
	SPKeys         []SPKey           `json:"sp_keys,omitempty"` // newest first; at most two, while they overlap

	MetadataSource
	Pending    *MetadataChange `json:"pending_metadata,omitempty"` // what its metadata says now and we do not yet
	PausedFrom ConnectionState `json:"paused_from,omitempty"`      // while Inactive

	Created time.Time `json:"created_at"`
	Updated time.Time `json:"updated_at"`

	Revision uint64 `json:"-"`
}

// Binding is how an AuthnRequest travels.
type Binding string

// The bindings.
const (
	Redirect Binding = "HTTP-Redirect"
	Post     Binding = "HTTP-POST"
)

// Certificate is a signing certificate of an identity provider.
type Certificate struct {
	DER     []byte    `json:"der"`
	Added   time.Time `json:"added"`
	AddedBy *Actor    `json:"added_by,omitempty"` // nil if that was not noted
	Told    time.Time `json:"told,omitzero"`      // when apps were last told that it has to be renewed
}

// SPKey is one of our key pairs for a connection: it decrypts assertions and
// signs requests.
type SPKey struct {
	ID      ID        `json:"id"`
	Sealed  []byte    `json:"sealed"` // PKCS #8
	DER     []byte    `json:"der"`    // self-signed certificate, for metadata
	Created time.Time `json:"created_at"`
}

func (c Connection) RecordKey() (Kind, ID) { return KindConnection, c.ID }

func (c Connection) RecordParent() ID { return c.OrganizationID }

// RecordNames has no ACS path for a connection by OpenID Connect: no response of SAML
// is ever judged for one.
func (c Connection) RecordNames() []string {
	if c.ByOIDC() {
		return nil
	}
	return []string{NameACS.Of(c.Key)}
}

func (c Connection) RecordRevision() uint64 { return c.Revision }

func (c Connection) AtRevision(r uint64) Noun { c.Revision = r; return c }

func (c Connection) Touched(now time.Time) Noun { c.Updated = now; return c }

// ConnectionQuery selects connections.
type ConnectionQuery struct {
	Environment  ID
	Organization ID
	Text         string
	Behind       Listed // only those behind this one, by name; zero for all
	Limit        int    // 0 means all
}

const ACSPath = "/sso/saml/acs/"

// IsACS reports whether a path is that of an assertion consumer service, of a
// connection or of none.
func IsACS(path string) bool {
	key, found := strings.CutPrefix(path, ACSPath)
	return found && key != "" && !strings.Contains(key, "/")
}
