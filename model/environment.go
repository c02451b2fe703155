package model

import (
	"context"
	"slices"
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
	OAuth            map[string]OAuthApp `json:"oauth,omitempty"` // "google", "microsoft", "github"

	SessionTimeout time.Duration `json:"session_timeout,omitempty"` // Started becomes TimedOut; 0 means 5 min

	Created time.Time `json:"created_at"`
	Updated time.Time `json:"updated_at"`

	Revision uint64 `json:"-"`
}

// CustomAttribute is one that the environment standardizes beyond the usual.
type CustomAttribute struct {
	Name        string `json:"name"` // "manager"
	Description string `json:"description,omitempty"`
}

// OAuthApp holds the credentials of one OAuth provider.
type OAuthApp struct {
	ClientID string `json:"client_id"`
	Secret   []byte `json:"secret"` // sealed
}

func (e Environment) key() (Kind, ID) { return KindEnvironment, e.ID }
func (e Environment) parent() ID      { return "" }
func (e Environment) names() []string {
	return []string{nameClient.of(e.ClientID), nameEnvironment.of(string(e.Kind))}
}
func (e Environment) revision() uint64 { return e.Revision }
func (e Environment) at(r uint64) noun { e.Revision = r; return e }

func (e Environment) touched(now time.Time) noun { e.Updated = now; return e }

// DefaultSessionTimeout is how long a session may be in progress.
const DefaultSessionTimeout = 5 * time.Minute

func (e Environment) sessionTimeout() time.Duration {
	if e.SessionTimeout > 0 {
		return e.SessionTimeout
	}
	return DefaultSessionTimeout
}

// Environments lists the principal's, in the order they were made: Staging first.
func (d *Desk) Environments(ctx context.Context) ([]Environment, error) {
	asker := d
	d, err := d.see(ctx, ActSeeEnvironments, nothing)
	if err != nil {
		return nil, err
	}
	all, err := readAll[Environment](ctx, d.store, KindEnvironment, "", "", 0)
	all = slices.DeleteFunc(all, func(e Environment) bool {
		return !asker.passed && asker.principal.Environment != "" && asker.principal.Environment != e.ID
	})
	for i, e := range all {
		all[i] = asker.asShown(e)
	}
	return all, err
}

// Environment gives one by its id.
func (d *Desk) Environment(ctx context.Context, id ID) (Environment, error) {
	asker := d
	d, err := d.see(ctx, ActSeeEnvironments, ofEnvironment(id))
	if err != nil {
		return Environment{}, err
	}
	e, err := read[Environment](ctx, d.store, KindEnvironment, id)
	return asker.asShown(e), err
}

// EnvironmentByClient gives the one that a client id belongs to.
func (d *Desk) EnvironmentByClient(ctx context.Context, clientID string) (Environment, error) {
	asker := d
	d, err := d.see(ctx, ActSeeEnvironments, ofNamed(nameClient.of(clientID)))
	if err != nil {
		return Environment{}, err
	}
	e, err := readNamed[Environment](ctx, d.store, nameClient.of(clientID))
	return asker.asShown(e), err
}

// asShown leaves out of an environment what the principal may not look at: who
// may not see the settings sees what it is called.
func (d *Desk) asShown(e Environment) Environment {
	if d.passed || d.May(ActSeeSettings) == nil {
		return e
	}
	return Environment{ID: e.ID, Name: e.Name, Kind: e.Kind, Created: e.Created, Updated: e.Updated, Revision: e.Revision}
}
