package api

import (
	"time"

	"gatehouse/model"
)

// Environment is what an environment is set to: of OAuth credentials only who has
// them.
type Environment struct {
	ID                  model.ID                `json:"id"`
	Name                string                  `json:"name"`
	Kind                model.EnvironmentKind   `json:"kind"`
	ClientID            string                  `json:"client_id"`
	RedirectURIs        []string                `json:"redirect_uris"`
	DefaultRedirect     string                  `json:"default_redirect,omitempty"`
	PortalReturnURI     string                  `json:"portal_return_uri,omitempty"`
	SuccessURIs         map[string]string       `json:"success_uris,omitempty"`
	CustomAttributes    []model.CustomAttribute `json:"custom_attributes,omitempty"`
	OAuth               map[string]string       `json:"oauth,omitempty"`         // provider → client id
	OAuthIssuers        map[string]string       `json:"oauth_issuers,omitempty"` // of those with an unusual one
	SessionTimeout      time.Duration           `json:"session_timeout"`
	KeepDays            int                     `json:"keep_days"`            // 0 keeps sessions for ever
	KeepMiB             int                     `json:"keep_mib"`             // 0 is no bound
	DirectoryAttributes []string                `json:"directory_attributes"` // predefined ones that apps see
	RawAttributes       bool                    `json:"raw_attributes"`       // apps see them

	Roles         []model.EnvironmentRole `json:"roles"` // that with the highest priority first
	DefaultRole   string                  `json:"default_role,omitempty"`
	MultipleRoles bool                    `json:"multiple_roles"` // users have all roles of their groups
	PortalRoles   bool                    `json:"portal_roles"`   // IT admins give them

	SDK map[string]string `json:"sdk,omitempty"` // variables that an SDK needs, if they were asked for
}

// EnvironmentOf tells of an environment.
func EnvironmentOf(e model.Environment) Environment {
	told := Environment{
		ID: e.ID, Name: e.Name, Kind: e.Kind, ClientID: e.ClientID,
		RedirectURIs: append([]string{}, e.RedirectURIs...), DefaultRedirect: e.DefaultRedirect,
		PortalReturnURI: e.PortalReturnURI, SuccessURIs: e.SuccessURIs, CustomAttributes: e.CustomAttributes,
		OAuth:          map[string]string{},
		OAuthIssuers:   map[string]string{},
		SessionTimeout: e.LoginTimeout(), KeepDays: e.KeepDays, KeepMiB: e.KeepMiB,
		DirectoryAttributes: append([]string{}, e.DirectoryAttributes...), RawAttributes: !e.HideRaw,
		Roles: append([]model.EnvironmentRole{}, e.Roles...), DefaultRole: e.DefaultRole,
		MultipleRoles: e.MultipleRoles, PortalRoles: e.PortalRoles,
	}
	for provider, app := range e.OAuth {
		told.OAuth[provider] = app.ClientID
		if app.Issuer != "" {
			told.OAuthIssuers[provider] = app.Issuer
		}
	}
	return told
}

// Branding is the look of an environment's Admin Portal, of the logo only what it
// is.
type Branding struct {
	EnvironmentID model.ID `json:"environment_id"`
	Name          string   `json:"name"`
	Support       string   `json:"support"`
	Colour        string   `json:"colour"`
	LogoType      string   `json:"logo_type,omitempty"`
	LogoBytes     int      `json:"logo_bytes,omitempty"`
}

// BrandingOf tells of a branding.
func BrandingOf(b model.Branding) Branding {
	return Branding{b.EnvironmentID, b.Name, b.Support, b.Colour, b.LogoType, len(b.Logo)}
}

// Key is an API key; the secret stands in it only where it is given out.
type Key struct {
	ID            model.ID  `json:"id"`
	EnvironmentID model.ID  `json:"environment_id"`
	Name          string    `json:"name"`
	Hint          string    `json:"hint"`
	Secret        string    `json:"key,omitempty"`
	CreatedAt     time.Time `json:"created_at"`
	ExpiresAt     time.Time `json:"expires_at,omitzero"`

	Permissions []model.KeyPermission `json:"permissions,omitempty"` // none: the key is not limited

	LastUsedAt        time.Time `json:"last_used_at,omitzero"`
	LastUsedFrom      string    `json:"last_used_from,omitempty"`
	LastUsedUserAgent string    `json:"last_used_user_agent,omitempty"`
	Unused            bool      `json:"unused_for_90_days,omitempty"`
}

// KeyOf tells of a key; an empty secret is left out.
func KeyOf(k model.APIKey, secret string) Key {
	return Key{ID: k.ID, EnvironmentID: k.EnvironmentID, Name: k.Name, Hint: k.Hint, Secret: secret,
		CreatedAt: k.Created, ExpiresAt: k.Expires, Permissions: k.Permissions}
}

// KeyInUseOf tells of a key and its last use.
func KeyInUseOf(k model.KeyInUse, now time.Time) Key {
	told := KeyOf(k.APIKey, "")
	told.LastUsedAt, told.LastUsedFrom, told.LastUsedUserAgent = k.Use.At, k.Use.Peer, k.Use.UserAgent
	told.Unused = k.Idle(now)
	return told
}
