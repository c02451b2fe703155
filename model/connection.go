package model

import (
	"context"
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

	Policy         saml.Policy  `json:"policy"`
	Mapping        saml.Mapping `json:"mapping"`
	SignRequests   bool         `json:"sign_requests,omitempty"`
	protocol.Asked              // of each sign-in
	SPKeys         []SPKey      `json:"sp_keys,omitempty"` // newest first; at most two, while they overlap

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
}

// SPKey is one of our key pairs for a connection: it decrypts assertions and
// signs requests.
type SPKey struct {
	ID      ID        `json:"id"`
	Sealed  []byte    `json:"sealed"` // PKCS #8
	DER     []byte    `json:"der"`    // self-signed certificate, for metadata
	Created time.Time `json:"created_at"`
}

func (c Connection) key() (Kind, ID)  { return KindConnection, c.ID }
func (c Connection) parent() ID       { return c.OrganizationID }
func (c Connection) names() []string  { return []string{nameACS.of(c.Key)} }
func (c Connection) revision() uint64 { return c.Revision }
func (c Connection) at(r uint64) noun { c.Revision = r; return c }

func (c Connection) touched(now time.Time) noun { c.Updated = now; return c }

// Connection gives one by its id.
func (d *Desk) Connection(ctx context.Context, id ID) (Connection, error) {
	d, err := d.see(ctx, ActSeeConnections, ofConnection(id))
	if err != nil {
		return Connection{}, err
	}
	return read[Connection](ctx, d.store, KindConnection, id)
}

// ConnectionByKey gives the one behind an ACS path.
func (d *Desk) ConnectionByKey(ctx context.Context, key string) (Connection, error) {
	d, err := d.see(ctx, ActReadMetadata, nothing)
	if err != nil {
		return Connection{}, err
	}
	return readNamed[Connection](ctx, d.store, nameACS.of(key))
}

// ConnectionQuery selects connections.
type ConnectionQuery struct {
	Environment  ID
	Organization ID
	Text         string
	Limit        int // 0 means all
}

// EntityID is our name towards the identity provider of a connection.
func (d *Desk) EntityID(c Connection) string { return d.BaseURL + "/" + c.Key }

// ACSURL is where the identity provider posts its responses.
func (d *Desk) ACSURL(c Connection) string { return d.BaseURL + acsPath + c.Key }

const acsPath = "/sso/saml/acs/"

// IsACS reports whether a path is that of an assertion consumer service, of a
// connection or of none.
func IsACS(path string) bool {
	key, found := strings.CutPrefix(path, acsPath)
	return found && key != "" && !strings.Contains(key, "/")
}

// KeyIn finds the key of a connection that stands somewhere in a path, "" if
// there is none.
func (d *Desk) KeyIn(ctx context.Context, path string) (string, error) {
	d, err := d.see(ctx, ActReadMetadata, nothing)
	if err != nil {
		return "", err
	}
	const most, longest = 8, 64
	for _, part := range strings.SplitN(strings.Trim(path, "/"), "/", most) {
		if part == "" || len(part) > longest {
			continue
		}
		_, err := d.ConnectionByKey(ctx, part)
		if none, failed := missing(err); failed != nil {
			return "", failed
		} else if !none {
			return part, nil
		}
	}
	return "", nil
}

// MetadataURL is where our metadata for a connection can be fetched.
func (d *Desk) MetadataURL(c Connection) string { return d.BaseURL + "/sso/saml/metadata/" + c.Key }

// SPMetadata is our metadata for a connection.
func (d *Desk) SPMetadata(c Connection) []byte {
	m := protocol.SPMetadata{
		EntityID: d.EntityID(c), ACSURL: d.ACSURL(c),
		WantAssertionsSigned: c.Policy.Require == saml.AssertionSigned || c.Policy.Require == saml.BothSigned,
		AuthnRequestsSigned:  c.SignRequests,
	}
	for _, k := range c.SPKeys {
		m.SigningCerts = append(m.SigningCerts, k.DER)
		m.EncryptionCerts = append(m.EncryptionCerts, k.DER)
	}
	return m.XML()
}
