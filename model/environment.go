package model

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// EnvironmentKind decides which redirects are allowed and how keys look.
type EnvironmentKind string

// The kinds of environment.
const (
	Staging    EnvironmentKind = "staging"
	Production EnvironmentKind = "production"
)

// Environment is one world of organizations and connections, with the client
// id and redirects of the app that signs in through it.
type Environment struct {
	ID              ID              `json:"id"`
	Name            string          `json:"name"`
	Kind            EnvironmentKind `json:"kind"`
	ClientID        string          `json:"client_id"`
	RedirectURIs    []string        `json:"redirect_uris,omitempty"`
	DefaultRedirect string          `json:"default_redirect,omitempty"` // one of RedirectURIs

	PortalReturnURI string            `json:"portal_return_uri,omitempty"`
	SuccessURIs     map[string]string `json:"success_uris,omitempty"` // by feature: "sso", "dsync", "log_streams"

	CustomAttributes []CustomAttribute   `json:"custom_attributes,omitempty"`
	OAuth            map[string]OAuthApp `json:"oauth,omitempty"` // by [OAuthProviders]

	DirectoryAttributes []string `json:"directory_attributes,omitempty"` // of [PredefinedAttributes], that apps see
	HideRaw             bool     `json:"hide_raw,omitempty"`             // apps do not see what identity providers sent

	Roles         []EnvironmentRole `json:"roles,omitempty"`          // that with the highest priority first
	DefaultRole   string            `json:"default_role,omitempty"`   // of users who have no other: a slug of Roles
	MultipleRoles bool              `json:"multiple_roles,omitempty"` // users have all roles of their groups
	PortalRoles   bool              `json:"portal_roles,omitempty"`   // IT admins say which of their groups have which

	SessionTimeout time.Duration `json:"session_timeout,omitempty"` // Started becomes TimedOut; 0 means 5 min

	KeepDays int `json:"keep_days,omitempty"` // sessions are forgotten when they are older; 0 keeps them for ever
	KeepMiB  int `json:"keep_mib,omitempty"`  // the messages of the newest, before compression; 0 is no bound

	Created time.Time `json:"created_at"`
	Updated time.Time `json:"updated_at"`

	Revision uint64 `json:"-"`
}

// CustomAttribute is one that the environment standardizes beyond the usual.
type CustomAttribute struct {
	Name        string `json:"name"` // "manager"
	Description string `json:"description,omitempty"`
	Required    bool   `json:"required,omitempty"` // a user of a directory is to have it
}

// CustomAttribute is the one of a name; with the name alone if there is none.
func (e Environment) CustomAttribute(name string) CustomAttribute {
	for _, a := range e.CustomAttributes {
		if a.Name == name {
			return a
		}
	}
	return CustomAttribute{Name: name}
}

func (e Environment) RecordKey() (Kind, ID) { return KindEnvironment, e.ID }

func (e Environment) RecordParent() ID { return "" }

func (e Environment) RecordNames() []string {
	return []string{NameClient.Of(e.ClientID), NameEnvironment.Of(string(e.Kind))}
}

func (e Environment) RecordRevision() uint64 { return e.Revision }

func (e Environment) AtRevision(r uint64) Noun { e.Revision = r; return e }

func (e Environment) Touched(now time.Time) Noun {
	e.Updated, e.Roles = now, slices.Clone(e.Roles)
	for i := range e.Roles {
		if e.Roles[i].Created.IsZero() {
			e.Roles[i].Created = now
		}
	}
	return e
}

// Kept says in words which sessions are kept.
func (e Environment) Kept() string {
	var words []string
	switch {
	case e.KeepDays == 1:
		words = append(words, "for a day")
	case e.KeepDays > 1:
		words = append(words, fmt.Sprintf("for %d days", e.KeepDays))
	case e.KeepMiB == 0:
		words = append(words, "for ever")
	}
	if e.KeepMiB > 0 {
		words = append(words, fmt.Sprintf("%d MiB of messages at most", e.KeepMiB))
	}
	return strings.Join(words, ", ")
}

// KeepsLess reports whether sessions are forgotten that were kept when it was as before.
func (e Environment) KeepsLess(before Environment) bool {
	less := func(now, was int) bool { return now != 0 && (was == 0 || now < was) }
	return less(e.KeepDays, before.KeepDays) || less(e.KeepMiB, before.KeepMiB)
}

// DefaultSessionTimeout is how long a session may be in progress.
const DefaultSessionTimeout = 5 * time.Minute

func (e Environment) LoginTimeout() time.Duration {
	if e.SessionTimeout > 0 {
		return e.SessionTimeout
	}
	return DefaultSessionTimeout
}
