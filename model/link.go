package model

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Intent is what a link lets an IT admin configure.
type Intent string

// The intents.
const (
	IntentSSO                Intent = "sso"
	IntentDirectorySync      Intent = "dsync"
	IntentAuditLogs          Intent = "audit_logs"
	IntentLogStreams         Intent = "log_streams"
	IntentDomainVerification Intent = "domain_verification"
	IntentCertificateRenewal Intent = "certificate_renewal"
	IntentBringYourOwnKey    Intent = "bring_your_own_key"
)

// Intents lists all, in the order that screens offer them.
func Intents() []Intent {
	return []Intent{IntentSSO, IntentDomainVerification, IntentCertificateRenewal, IntentDirectorySync, IntentAuditLogs, IntentLogStreams, IntentBringYourOwnKey}
}

// Label is the intent in the dashboard's words.
func (i Intent) Label() string {
	switch i {
	case IntentSSO:
		return "Single Sign-On"
	case IntentDirectorySync:
		return "Directory Sync"
	case IntentAuditLogs:
		return "Audit Logs"
	case IntentLogStreams:
		return "Log Streams"
	case IntentDomainVerification:
		return "Domain verification"
	case IntentCertificateRenewal:
		return "Certificate renewal"
	case IntentBringYourOwnKey:
		return "Bring Your Own Key"
	}
	return string(i)
}

// Requested reports whether what the IT admin enters is a request that an
// operator has to fulfil.
func (i Intent) Requested() bool {
	switch i {
	case IntentDirectorySync, IntentAuditLogs, IntentLogStreams, IntentBringYourOwnKey:
		return true
	}
	return false
}

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

// names: the token finds the link for ever, so that a dead one can be told from
// one that never was; the organization's place is held while it is alive.
func (l Link) names() []string {
	names := []string{"token/" + l.Hash}
	if l.Kind == SetupLink && l.Revoked.IsZero() && l.Completed.IsZero() {
		names = append(names, "link/"+string(l.OrganizationID))
	}
	return names
}
func (l Link) revision() uint64 { return l.Revision }
func (l Link) at(r uint64) noun { l.Revision = r; return l }

// StateAt is what the link opens at a time.
func (l Link) StateAt(now time.Time) LinkState {
	switch {
	case !l.Completed.IsZero():
		return LinkUsed
	case !l.Revoked.IsZero():
		return LinkRevoked
	case !now.Before(l.Expires):
		return LinkExpired
	}
	return LinkActive
}

// Allows reports whether the link is for an intent.
func (l Link) Allows(i Intent) bool { return slices.Contains(l.Intents, i) }

// LinkRequest is what a new link is for.
type LinkRequest struct {
	Kind         LinkKind
	Organization ID
	Intents      []Intent
	ReturnURL    string
	SuccessURL   string
}

// CreateLink makes a link and its URL. A setup link takes the place of the
// organization's active one, which is revoked in the same step.
func (d *Desk) CreateLink(ctx context.Context, r LinkRequest) (Link, string, error) {
	o, err := d.Organization(ctx, r.Organization)
	if err != nil {
		return Link{}, "", err
	}
	if err := checkLink(r); err != nil {
		return Link{}, "", err
	}
	for {
		link, token := d.newLink(o, r)
		edits := []edit{created(link)}
		action := "created a " + string(r.Kind) + " link for " + o.Name
		if r.Kind == SetupLink {
			before, err := readNamed[Link](ctx, d.Store, "link/"+string(o.ID))
			none, err := missing(err)
			if err != nil {
				return Link{}, "", err
			}
			if !none {
				after := before
				after.Revoked = d.now()
				edits = []edit{changed(before, after), created(link)}
				action = "regenerated the setup link of " + o.Name
			}
		}
		err := d.apply(ctx, action, edits...)
		_, taken := errors.AsType[*NameTaken](err)
		if (taken || errors.Is(err, ErrConflict)) && ctx.Err() == nil {
			continue // somebody else made one at the same time: theirs is the older now
		}
		if err != nil {
			return Link{}, "", err
		}
		return link, d.linkURL(link.Kind, token), nil
	}
}

func checkLink(r LinkRequest) error {
	if len(r.Intents) == 0 {
		return refuse("intent", "choose at least one feature", "is missing")
	}
	if r.Kind == PortalLink && len(r.Intents) != 1 {
		return refuse("intent", "make one link an intent", "a portal link has exactly one")
	}
	seen := map[Intent]bool{}
	for _, i := range r.Intents {
		if !slices.Contains(Intents(), i) || seen[i] {
			var known []string
			for _, k := range Intents() {
				known = append(known, string(k))
			}
			return refuse("intent", "use each at most once: "+strings.Join(known, ", "), "%q is unknown or given twice", string(i))
		}
		seen[i] = true
	}
	for field, uri := range map[string]string{"return_url": r.ReturnURL, "success_url": r.SuccessURL} {
		if uri == "" {
			continue
		}
		if err := CheckPortalURI(field, uri); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) newLink(o Organization, r LinkRequest) (Link, string) {
	b := make([]byte, 18) // 144 bits
	rand.Read(b)
	token := base64.RawURLEncoding.EncodeToString(b)
	h := hashOf(token)
	now := d.now()
	l := Link{
		ID: NewID(PrefixSetupLink, now), Kind: r.Kind, EnvironmentID: o.EnvironmentID, OrganizationID: o.ID,
		Intents: slices.Clone(r.Intents), Hash: hex.EncodeToString(h[:]), CreatedBy: d.actor,
		Created: now, Expires: now.Add(PortalLinkLife), ReturnURL: r.ReturnURL, SuccessURL: r.SuccessURL,
	}
	if r.Kind == SetupLink {
		l.Expires = now.Add(SetupLinkLife)
		l.Sealed = d.Secrets.Seal([]byte(token), "link "+string(l.ID))
	}
	return l, token
}

func (d *Desk) linkURL(k LinkKind, token string) string {
	return d.BaseURL + "/" + string(k) + "/" + token
}

// LinkURL gives the URL of an active setup link again.
func (d *Desk) LinkURL(l Link) (string, error) {
	if l.StateAt(d.now()) != LinkActive || len(l.Sealed) == 0 {
		return "", fmt.Errorf("link %s is %s: generate a new one", l.ID, l.StateAt(d.now()))
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
	if len(token) > 64 {
		return Link{}, ErrNotFound
	}
	h := hashOf(token)
	l, err := readNamed[Link](ctx, d.Store, "token/"+hex.EncodeToString(h[:]))
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
	l, err := read[Link](ctx, d.Store, KindSetupLink, id)
	if none, err := missing(err); !none {
		return l, err
	}
	return read[Link](ctx, d.Store, KindPortalLink, id)
}

// SetupLinks lists the setup links of an organization, or with "" of all, newest
// first.
func (d *Desk) SetupLinks(ctx context.Context, organization ID) ([]Link, error) {
	all, err := readAll[Link](ctx, d.Store, KindSetupLink, organization, "", 0)
	slices.Reverse(all)
	return all, err
}

// RevokeLink ends a link at once.
func (d *Desk) RevokeLink(ctx context.Context, id ID) (Link, error) {
	l, err := d.Link(ctx, id)
	if err != nil {
		return Link{}, err
	}
	if s := l.StateAt(d.now()); s != LinkActive {
		return Link{}, fmt.Errorf("link %s is %s already", l.ID, s)
	}
	o, err := found(d.Organization(ctx, l.OrganizationID))
	if err != nil {
		return Link{}, err
	}
	after := l
	after.Revoked = d.now()
	return after, d.apply(ctx, "revoked the "+string(l.Kind)+" link of "+o.Name, changed(l, after))
}

// FinishIntent notes that one of a link's intents is configured. A setup link is
// used up with its last one.
func (d *Desk) FinishIntent(ctx context.Context, id ID, i Intent) (Link, error) {
	l, err := d.Link(ctx, id)
	if err != nil || slices.Contains(l.Done, i) || !l.Allows(i) {
		return l, err
	}
	after := l
	after.Done = append(slices.Clone(l.Done), i)
	action := "configured " + i.Label()
	if i.Requested() {
		action = "asked for " + i.Label()
	}
	if after.Kind == SetupLink && len(after.Done) == len(after.Intents) {
		after.Completed = d.now()
		action += ", which completes the setup link"
	}
	return after, d.apply(ctx, action, changed(l, after))
}
