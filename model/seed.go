package model

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/goccy/go-yaml"

	"gatehouse/printable"
	"gatehouse/saml"
	"gatehouse/saml/protocol"
)

// Seed describes environments, organizations and connections as a file does: the
// same file twice changes nothing the second time. What a file leaves out stays
// as it is; a list that it gives is the whole list. It reads the seed files of
// workos/emulate too.
type Seed struct {
	Environments  []SeedEnvironment  `yaml:"environments,omitempty"`
	Organizations []SeedOrganization `yaml:"organizations,omitempty"`
	Connections   []SeedConnection   `yaml:"connections,omitempty"`
	Webhooks      []SeedWebhook      `yaml:"webhookEndpoints,omitempty"`

	Unused  unused   `yaml:",inline"`
	LeftOut []string `yaml:"-"` // what was read and is not used, each with why
}

// unused are the other keys of the seed files of workos/emulate.
type unused struct {
	Users        any `yaml:"users,omitempty"`
	Roles        any `yaml:"roles,omitempty"`
	Permissions  any `yaml:"permissions,omitempty"`
	Invitations  any `yaml:"invitations,omitempty"`
	Pipes        any `yaml:"pipeConnections,omitempty"`
	Accounts     any `yaml:"connectedAccounts,omitempty"`
	Applications any `yaml:"connectApplications,omitempty"`
	APIKeys      any `yaml:"apiKeys,omitempty"`
	JWTTemplate  any `yaml:"jwtTemplate,omitempty"`
	FeatureFlags any `yaml:"featureFlags,omitempty"`
	Agents       any `yaml:"agentBlueprints,omitempty"`
}

// SeedEnvironment is one of the two environments, by its kind.
type SeedEnvironment struct {
	Kind             EnvironmentKind   `yaml:"kind"`
	Name             *string           `yaml:"name,omitempty"`
	ClientID         *string           `yaml:"client_id,omitempty"`
	RedirectURIs     []string          `yaml:"redirect_uris,omitempty"` // beside that of the built-in demo
	DefaultRedirect  *string           `yaml:"default_redirect,omitempty"`
	PortalReturnURI  *string           `yaml:"portal_return_uri,omitempty"`
	SuccessURIs      map[string]string `yaml:"success_uris,omitempty"`
	CustomAttributes []SeedAttribute   `yaml:"custom_attributes,omitempty"`

	DirectoryAttributes []string `yaml:"directory_attributes,omitempty"`
	HideRaw             *bool    `yaml:"hide_raw,omitempty"`

	Roles         []SeedRole `yaml:"roles,omitempty"` // that with the highest priority first
	DefaultRole   *string    `yaml:"default_role,omitempty"`
	MultipleRoles *bool      `yaml:"multiple_roles,omitempty"`
	PortalRoles   *bool      `yaml:"portal_roles,omitempty"`

	SessionTimeout *string `yaml:"session_timeout,omitempty"` // "5m"
	KeepDays       *int    `yaml:"keep_days,omitempty"`
	KeepMiB        *int    `yaml:"keep_mib,omitempty"`
}

// SeedAttribute is a custom attribute.
type SeedAttribute struct {
	Name        string `yaml:"name"`
	Description string `yaml:"description,omitempty"`
	Required    bool   `yaml:"required,omitempty"`
}

// SeedRole is a role that groups of directories can have.
type SeedRole struct {
	Slug        string `yaml:"slug"`
	Name        string `yaml:"name,omitempty"` // "" is made of the slug
	Description string `yaml:"description,omitempty"`
}

// Role is the role, of an environment that may have it already.
func (s SeedRole) Role(e Environment) EnvironmentRole {
	r := e.Role(s.Slug)
	r.Name, r.Description = s.Name, s.Description
	return r.named()
}

// SeedOrganization is found again by its id, else its external id, else its
// name.
type SeedOrganization struct {
	ID           ID                `yaml:"id,omitempty"`
	Environment  EnvironmentKind   `yaml:"environment,omitempty"` // "" means staging
	Name         string            `yaml:"name"`
	ExternalID   *string           `yaml:"external_id,omitempty"`
	Domains      []SeedDomain      `yaml:"domains,omitempty"`
	AllowOutside *bool             `yaml:"allow_profiles_outside_organization,omitempty"`
	Metadata     map[string]string `yaml:"metadata,omitempty"`

	// Of workos/emulate, not used here.
	Entitlements any `yaml:"entitlements,omitempty"`
	Memberships  any `yaml:"memberships,omitempty"`
	Groups       any `yaml:"groups,omitempty"`
}

// SeedDomain is a domain of an organization. One that is pending keeps its
// record if the file gives it.
type SeedDomain struct {
	ID     ID          `yaml:"id,omitempty"`
	Domain string      `yaml:"domain"`
	State  DomainState `yaml:"state,omitempty"` // "" means pending
	Prefix string      `yaml:"verification_prefix,omitempty"`
	Token  string      `yaml:"verification_token,omitempty"`
	Since  string      `yaml:"verification_since,omitempty"` // RFC 3339
}

// SeedConnection is found again by its id, else its name in its organization.
type SeedConnection struct {
	ID           ID              `yaml:"id,omitempty"`
	Organization string          `yaml:"organization"` // its name, id or external id
	Name         string          `yaml:"name"`
	Type         string          `yaml:"connection_type,omitempty"` // "" means GenericSAML
	State        ConnectionState `yaml:"state,omitempty"`
	Key          string          `yaml:"key,omitempty"` // in our entity ID and ACS URL

	IdPEntityID  *string  `yaml:"idp_entity_id,omitempty"`
	SSOURL       *string  `yaml:"sso_url,omitempty"`
	SSOBinding   *Binding `yaml:"sso_binding,omitempty"`
	Certificates []string `yaml:"certificates,omitempty"` // PEM

	MetadataURL     *string `yaml:"metadata_url,omitempty"`
	MetadataPrivate *bool   `yaml:"metadata_private,omitempty"`
	AutoApprove     *bool   `yaml:"auto_approve,omitempty"`

	SignRequests *bool `yaml:"sign_requests,omitempty"`

	NameIDFormat  *string              `yaml:"name_id_format,omitempty"` // email, persistent … or its URI
	AuthnContexts []string             `yaml:"authn_contexts,omitempty"`
	Comparison    *protocol.Comparison `yaml:"authn_comparison,omitempty"`
	ForceAuthn    *bool                `yaml:"force_authn,omitempty"`

	OIDC *SeedOIDC `yaml:"oidc,omitempty"` // of a connection by OpenID Connect, in the place of the above

	Policy  *SeedPolicy   `yaml:"policy,omitempty"`
	Mapping *saml.Mapping `yaml:"mapping,omitempty"`

	Roles map[string]string `yaml:"roles,omitempty"` // of groups, as sign-ins bring them: slugs of roles

	// Of workos/emulate, not used here.
	Domains  any `yaml:"domains,omitempty"`
	Profiles any `yaml:"profiles,omitempty"`
}

// SeedOIDC is the OpenID provider of a connection. Exports leave the client secret out.
type SeedOIDC struct {
	Issuer       string   `yaml:"issuer,omitempty"`
	DiscoveryURL string   `yaml:"discovery_url,omitempty"`
	ClientID     string   `yaml:"client_id,omitempty"`
	ClientSecret string   `yaml:"client_secret,omitempty"` // "" keeps the one that is stored
	Scopes       []string `yaml:"scopes,omitempty"`
	Private      bool     `yaml:"allow_private,omitempty"`
}

// SeedWebhook is a webhook endpoint. It is found again by its address in its environment.
type SeedWebhook struct {
	Environment EnvironmentKind `yaml:"environment,omitempty"` // "" means staging
	URL         string          `yaml:"endpoint_url"`
	Events      []string        `yaml:"events"`           // an empty list, and none for a new one: all that there are
	Status      string          `yaml:"status,omitempty"` // "" means enabled
	Secret      string          `yaml:"secret,omitempty"` // that signs: "" keeps it, or makes one. Exports leave it out
}

// Named are the events that the endpoint is told of.
func (s SeedWebhook) Named() []string {
	if len(s.Events) > 0 {
		return s.Events
	}
	all := make([]string, len(EventNames))
	for i, name := range EventNames {
		all[i] = string(name)
	}
	return all
}

// maxSeed bounds a file.
const maxSeed = 8 << 20

// ParseSeed reads a file in YAML or JSON: a seed, or one organization alone. The
// error is a *FieldError that says where it cannot be understood.
func ParseSeed(file []byte) (Seed, error) {
	if len(file) > maxSeed {
		return Seed{}, Refuse("seed", "split it", "the file is larger than %d MiB", maxSeed>>20)
	}
	if err := boundSeed(file); err != nil {
		return Seed{}, notSeed(err)
	}
	var s Seed
	var alone map[string]any
	if decodeYAML(file, &alone) == nil && alone["name"] != nil {
		var o SeedOrganization
		if err := decodeYAML(file, &o); err != nil {
			return Seed{}, notSeed(err)
		}
		s.Organizations = []SeedOrganization{o}
	} else if err := decodeYAML(file, &s); err != nil && !errors.Is(err, io.EOF) {
		return Seed{}, notSeed(err)
	}
	s.noteUnused()
	return s, nil
}

// decodeYAML refuses unknown fields, and what the decoder panics at.
func decodeYAML(file []byte, into any) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errors.New("it holds YAML that cannot be read here, such as a tag that does not fit its value")
		}
	}()
	return yaml.NewDecoder(bytes.NewReader(file), yaml.Strict()).Decode(into)
}

func notSeed(err error) error {
	reason := strings.Join(strings.Fields(yaml.FormatError(err, false, false)), " ")
	return &FieldError{Field: "seed", Reason: Short(reason), Remedy: "compare it with what gatehouse export prints",
		Err: err}
}

// noteUnused names what was read and is not used.
func (s *Seed) noteUnused() {
	u := s.Unused
	if u.Roles != nil {
		s.LeftOut = append(s.LeftOut, "roles are not kept here: write them below an environment")
	}
	for _, x := range []struct {
		key   string
		value any
	}{
		{"users", u.Users}, {"permissions", u.Permissions}, {"invitations", u.Invitations},
		{"pipeConnections", u.Pipes},
		{"connectedAccounts", u.Accounts}, {"connectApplications", u.Applications}, {"apiKeys", u.APIKeys},
		{"jwtTemplate", u.JWTTemplate},
		{"featureFlags", u.FeatureFlags}, {"agentBlueprints", u.Agents},
	} {
		if x.value != nil {
			s.LeftOut = append(s.LeftOut, x.key+" are not kept: they are no part of single sign-on")
		}
	}
	for _, o := range s.Organizations {
		if o.Entitlements != nil || o.Memberships != nil || o.Groups != nil {
			s.LeftOut = append(s.LeftOut, "entitlements, memberships and groups of "+o.Name+" are not kept")
		}
	}
	for _, c := range s.Connections {
		if c.Profiles != nil {
			s.LeftOut = append(s.LeftOut, "profiles of "+c.Name+" are not kept: they are made when people sign in")
		}
		if c.Domains != nil {
			s.LeftOut = append(s.LeftOut, "domains of "+c.Name+" are not kept: those of its organization count")
		}
	}
}

// Empty reports whether there is nothing to do.
func (s Seed) Empty() bool {
	return len(s.Environments)+len(s.Organizations)+len(s.Connections)+len(s.Webhooks) == 0
}

// YAML writes the seed as a file.
func (s Seed) YAML() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("# Written by gatehouse export; gatehouse seed reads it.\n" +
		"# Not in it: API keys, OAuth secrets, our private keys, profiles, sessions, and the built-in samples.\n")
	if s.Empty() {
		return b.Bytes(), nil
	}
	text, err := s.encode()
	// What no terminal simply shows has to be escaped, which the encoder cannot be
	// told everywhere; JSON is YAML, too.
	if err == nil && printable.JSON(text) != text {
		text, err = s.asJSON()
	}
	b.WriteString(text)
	return b.Bytes(), err
}

func (s Seed) encode() (string, error) {
	text, err := yaml.MarshalWithOptions(s, yaml.UseLiteralStyleIfMultiline(true), yaml.Indent(2),
		yaml.IndentSequence(true))
	if err != nil {
		return "", fmt.Errorf("write the seed: %w", err)
	}
	return string(text), nil
}

// JSON writes the seed as a file in JSON, which [ParseSeed] reads as well.
func (s Seed) JSON() ([]byte, error) {
	if s.Empty() {
		return []byte("{}\n"), nil
	}
	text, err := s.asJSON()
	return []byte(text), err
}

func (s Seed) asJSON() (string, error) {
	text, err := s.encode()
	if err != nil {
		return "", err
	}
	file, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		return "", fmt.Errorf("write the seed: %w", err)
	}
	return printable.JSON(string(file)), nil
}
