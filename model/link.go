package model

import (
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
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
	Hash           string    `json:"hash"`             // hex SHA-256 of the token
	Sealed         []byte    `json:"sealed,omitempty"` // the token, to copy the link again; setup links only
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

func (l Link) key() (Kind, ID) {
	if l.Kind == PortalLink {
		return KindPortalLink, l.ID
	}
	return KindSetupLink, l.ID
}
func (l Link) parent() ID { return l.OrganizationID }

// names: the token finds the link as long as it is kept, so that a dead one can
// be told from one that never was; the organization's place is held while it is
// alive.
func (l Link) names() []string {
	names := []string{nameToken.of(l.Hash)}
	if l.Kind == SetupLink && l.Revoked.IsZero() && l.Completed.IsZero() {
		names = append(names, nameLiveLink.of(string(l.OrganizationID)))
	}
	return names
}
func (l Link) revision() uint64 { return l.Revision }
func (l Link) at(r uint64) noun { l.Revision = r; return l }

func (l Link) touched(time.Time) noun { return l } // every change has its own time

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

func (d *Desk) linkURL(k LinkKind, token string) string {
	return d.BaseURL + "/" + string(k) + "/" + token
}

// LinkURL gives the URL of an active setup link again. *DeadLink once it is over.
func (d *Desk) LinkURL(l Link) (string, error) {
	d, err := d.see(context.Background(), ActSeeLinks, ofLink(l.ID))
	if err != nil {
		return "", err
	}
	if state := l.StateAt(d.now()); state != LinkActive {
		return "", &DeadLink{l, state}
	}
	if len(l.Sealed) == 0 {
		return "", fmt.Errorf("link %s is a %s link, whose URL is given once: generate a new one", l.ID, l.Kind)
	}
	token, err := d.Secrets.Open(l.Sealed, "link "+string(l.ID))
	if err != nil {
		return "", err
	}
	return d.linkURL(l.Kind, string(token)), nil
}

// LinkByToken finds a link, alive or dead; ErrNotFound for a token that never
// was. Looking up by hash leaves nothing to compare.
func (d *Desk) LinkByToken(ctx context.Context, kind LinkKind, token string) (Link, error) {
	d, err := d.see(ctx, ActProveIdentity, nothing)
	if err != nil {
		return Link{}, err
	}
	if len(token) > 64 {
		return Link{}, ErrNotFound
	}
	h := hashOf(token)
	l, err := readNamed[Link](ctx, d.store, nameToken.of(hex.EncodeToString(h[:])))
	if err != nil {
		return Link{}, err
	}
	if l.Kind != kind {
		return Link{}, ErrNotFound
	}
	return l, nil
}

// Link gives one by its id.
func (d *Desk) Link(ctx context.Context, id ID) (Link, error) {
	d, err := d.see(ctx, ActSeeLinks, ofLink(id))
	if err != nil {
		return Link{}, err
	}
	return d.link(ctx, id)
}

func (d *Desk) link(ctx context.Context, id ID) (Link, error) {
	l, err := read[Link](ctx, d.store, KindSetupLink, id)
	if none, err := missing(err); !none {
		return l, err
	}
	return read[Link](ctx, d.store, KindPortalLink, id)
}

// LinkQuery selects setup links.
type LinkQuery struct {
	Environment  ID     // "" for all
	Organization ID     // "" for all
	Text         string // found in the organization (see [OrganizationQuery]), feature or state, without regard to case
}

// SetupLinks lists setup links, newest first.
func (d *Desk) SetupLinks(ctx context.Context, q LinkQuery) ([]Link, error) {
	d, err := d.see(ctx, ActSeeLinks, within(&q.Environment, &q.Organization))
	if err != nil {
		return nil, err
	}
	all, err := readAll[Link](ctx, d.store, KindSetupLink, q.Organization, "", 0)
	if err != nil {
		return nil, err
	}
	text := strings.ToLower(strings.TrimSpace(q.Text))
	named := map[ID]bool{}
	if text != "" {
		organizations, err := d.Organizations(ctx, OrganizationQuery{Environment: q.Environment, Text: text})
		if err != nil {
			return nil, err
		}
		for _, o := range organizations {
			named[o.ID] = true
		}
	}
	now := d.now()
	all = slices.DeleteFunc(all, func(l Link) bool {
		return q.Environment != "" && l.EnvironmentID != q.Environment ||
			text != "" && !named[l.OrganizationID] && !contains(string(l.ID)+" "+string(l.StateAt(now))+" "+IntentLabels(l.Intents), text)
	})
	slices.Reverse(all)
	return all, nil
}

// CurrentLink is the active setup link of an organization. ErrNotFound if it has
// none.
func (d *Desk) CurrentLink(ctx context.Context, organization ID) (Link, error) {
	d, err := d.see(ctx, ActSeeLinks, ofOrganization(organization))
	if err != nil {
		return Link{}, err
	}
	l, err := readNamed[Link](ctx, d.store, nameLiveLink.of(string(organization)))
	if err != nil {
		return Link{}, err
	}
	if state := l.StateAt(d.now()); state != LinkActive {
		return Link{}, fmt.Errorf("the setup link of %s is %s: %w", organization, state, ErrNotFound)
	}
	return l, nil
}
