package model

import (
	"cmp"
	"slices"
	"time"
)

// LinkKind tells the two kinds of link apart; they are never mixed.
type LinkKind string

// The kinds: a setup link is handed to a customer, a portal link is followed at
// once by an app's redirect.
const (
	SetupLink  LinkKind = "setup"
	PortalLink LinkKind = "portal"
)

// How long links live.
const (
	SetupLinkLife  = 30 * 24 * time.Hour
	PortalLinkLife = 5 * time.Minute
)

// LinkState is what a link still opens.
type LinkState string

// The states of a link.
const (
	LinkActive  LinkState = "active"
	LinkUsed    LinkState = "used"    // everything it was for is configured
	LinkRevoked LinkState = "revoked" // by an operator, or by a newer one
	LinkExpired LinkState = "expired"
)

// Link opens the Admin Portal for one organization and nothing else.
type Link struct {
	ID             ID        `json:"id"`
	Kind           LinkKind  `json:"kind"`
	EnvironmentID  ID        `json:"environment_id"`
	OrganizationID ID        `json:"organization_id"`
	Intents        []Intent  `json:"intents"`
	Hash           string    `json:"hash"`                    // hex SHA-256 of the token
	Sealed         []byte    `json:"sealed,omitempty"`        // the token, to copy the link again; setup links only
	Contact        ID        `json:"contact,omitempty"`       // the IT contact that it was made for; "" if for none
	ContactEmail   string    `json:"contact_email,omitempty"` // as it was then
	CreatedBy      Actor     `json:"created_by"`
	Created        time.Time `json:"created_at"`
	Expires        time.Time `json:"expires_at"`
	Revoked        time.Time `json:"revoked_at,omitzero"`
	Completed      time.Time `json:"completed_at,omitzero"`
	Done           []Intent  `json:"done,omitempty"` // intents that are configured

	ReturnURL  string `json:"return_url,omitempty"`  // "" takes the environment's
	SuccessURL string `json:"success_url,omitempty"` // "" takes the environment's

	Revision uint64 `json:"-"`
}

func (l Link) RecordKey() (Kind, ID) {
	if l.Kind == PortalLink {
		return KindPortalLink, l.ID
	}
	return KindSetupLink, l.ID
}

func (l Link) RecordParent() ID { return l.OrganizationID }

// names: the token finds the link as long as it is kept, so that a dead one can
// be told from one that never was; the organization's place is held while it is
// alive.
func (l Link) RecordNames() []string {
	names := []string{NameToken.Of(l.Hash)}
	if l.Kind == SetupLink && l.Revoked.IsZero() && l.Completed.IsZero() {
		names = append(names, NameLiveLink.Of(string(l.OrganizationID)))
	}
	return names
}

func (l Link) RecordRevision() uint64 { return l.Revision }

func (l Link) AtRevision(r uint64) Noun { l.Revision = r; return l }

func (l Link) Touched(time.Time) Noun { return l } // every change has its own time

// StateAt is what the link opens at a time.
func (l Link) StateAt(now time.Time) LinkState {
	switch {
	case !l.Completed.IsZero():
		return LinkUsed
	case !l.Revoked.IsZero() && l.Revoked.Before(l.Expires): // a newer one also takes the place of an expired one
		return LinkRevoked
	case !now.Before(l.Expires):
		return LinkExpired
	}
	return LinkActive
}

// Allows reports whether the link is for an intent.
func (l Link) Allows(i Intent) bool { return slices.Contains(l.Intents, i) }

// MayFinish reports whether the link is for an intent that it may finish: a setup link does so once.
func (l Link) MayFinish(i Intent) bool {
	return l.Allows(i) && (l.Kind == PortalLink || !slices.Contains(l.Done, i))
}

// Finished lists what was set up with the link: requests that were only sent are
// not among it.
func (l Link) Finished() []Intent {
	return slices.DeleteFunc(slices.Clone(l.Done), Intent.Requested)
}

// After is where the browser goes once an intent is finished, "" for a page of
// ours: where the app waits for success if the intent, or another one of a link
// that is complete, was set up, else back to the app.
func (l Link) After(i Intent, e Environment) string {
	back := cmp.Or(l.ReturnURL, e.PortalReturnURI)
	set := l.Finished()
	if slices.Contains(set, i) {
		set = append([]Intent{i}, set...)
	}
	if len(set) == 0 {
		return back
	}
	to := l.SuccessURL
	for _, done := range set {
		to = cmp.Or(to, e.SuccessURIs[string(done)])
	}
	return cmp.Or(to, back)
}

// Left is how long the link still opens something, 0 if it does not.
func (l Link) Left(now time.Time) time.Duration {
	if l.StateAt(now) != LinkActive {
		return 0
	}
	return l.Expires.Sub(now)
}

// LinkQuery selects setup links.
type LinkQuery struct {
	Environment  ID     // "" for all
	Organization ID     // "" for all
	Text         string // found in the organization (see [OrganizationQuery]), feature or state, without regard to case
}
