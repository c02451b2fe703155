package model

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"slices"
)

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
	d, err := d.do(ctx, ActCreateLink, ofOrganization(r.Organization))
	if err != nil {
		return Link{}, "", err
	}
	if err := r.check(); err != nil {
		return Link{}, "", err
	}
	for {
		o, err := d.Organization(ctx, r.Organization)
		if err != nil {
			return Link{}, "", err
		}
		env, err := d.Environment(ctx, o.EnvironmentID)
		if err == nil {
			err = r.checkURIs(env.Kind)
		}
		if err != nil {
			return Link{}, "", err
		}
		link, token := d.newLink(o, r)
		edits := []edit{guarded(o), created(link)}
		action := "created a " + string(r.Kind) + " link for " + o.Name
		if r.Kind == SetupLink {
			before, err := readNamed[Link](ctx, d.store, nameLiveLink.of(string(o.ID)))
			none, err := missing(err)
			if err != nil {
				return Link{}, "", err
			}
			if !none {
				after := before
				after.Revoked = d.now()
				edits = []edit{guarded(o), changed(before, after), created(link)}
				action = "regenerated the setup link of " + o.Name
			}
		}
		err = d.apply(ctx, action, edits...)
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

func (r LinkRequest) check() error {
	const field = "feature"
	if r.Kind != SetupLink && r.Kind != PortalLink {
		return refuse("kind", "use setup or portal", "%q is no kind of link", short(string(r.Kind)))
	}
	if len(r.Intents) == 0 {
		return refuse(field, "choose at least one", "is missing")
	}
	if r.Kind == PortalLink && len(r.Intents) != 1 {
		return refuse("intent", "make one link an intent", "a portal link has exactly one")
	}
	for n, i := range r.Intents {
		if !slices.Contains(Intents(), i) {
			return refuse(field, "use one of "+KnownIntents(), "%q is unknown", short(string(i)))
		}
		if slices.Contains(r.Intents[:n], i) {
			return refuse(field, "give each once", "%q is given twice", string(i))
		}
	}
	return nil
}

// checkURIs refuses where the link may not lead in its environment.
func (r LinkRequest) checkURIs(kind EnvironmentKind) error {
	for _, x := range []struct{ field, uri string }{{"return_url", r.ReturnURL}, {"success_url", r.SuccessURL}} {
		if x.uri == "" {
			continue
		}
		if err := CheckPortalURI(kind, x.field, x.uri); err != nil {
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
		ID: d.newID(PrefixSetupLink, now), Kind: r.Kind, EnvironmentID: o.EnvironmentID, OrganizationID: o.ID,
		Intents: slices.Clone(r.Intents), Hash: hex.EncodeToString(h[:]), CreatedBy: d.principal.actor(),
		Created: now, Expires: now.Add(PortalLinkLife), ReturnURL: r.ReturnURL, SuccessURL: r.SuccessURL,
	}
	if r.Kind == SetupLink {
		l.Expires = now.Add(SetupLinkLife)
		l.Sealed = d.Secrets.Seal([]byte(token), "link "+string(l.ID))
	}
	return l, token
}

// RevokeLink ends a link at once. *DeadLink if it is over already.
func (d *Desk) RevokeLink(ctx context.Context, id ID) (Link, error) {
	d, err := d.do(ctx, ActRevokeLink, ofLink(id))
	if err != nil {
		return Link{}, err
	}
	return d.reviseLink(ctx, id, func(l *Link) (string, error) {
		if s := l.StateAt(d.now()); s != LinkActive {
			return "", &DeadLink{*l, s}
		}
		o, err := found(d.Organization(ctx, l.OrganizationID))
		l.Revoked = d.now()
		return "revoked the " + string(l.Kind) + " link of " + o.Name, err
	})
}

// FinishIntent notes that one of a link's intents is configured. A setup link is
// used up with its last one. *NotSetUp if it is not, *DeadLink if the link was
// revoked in the meantime.
func (d *Desk) FinishIntent(ctx context.Context, id ID, i Intent) (Link, error) {
	d, err := d.do(ctx, ActWorkOnLink, ofLink(id))
	if err != nil {
		return Link{}, err
	}
	return d.reviseLink(ctx, id, func(l *Link) (string, error) {
		if slices.Contains(l.Done, i) || !l.Allows(i) {
			return "", nil
		}
		if !l.Revoked.IsZero() {
			return "", &DeadLink{*l, l.StateAt(d.now())}
		}
		if err := d.checkSetUp(ctx, *l, i); err != nil {
			return "", err
		}
		l.Done = append(l.Done, i)
		action := "configured " + i.Label()
		if i.Requested() {
			action = "asked for " + i.Label()
		}
		if l.Kind == SetupLink && len(l.Done) == len(l.Intents) {
			l.Completed = d.now()
			action += ", which completes the setup link"
		}
		return action, nil
	})
}

func (d *Desk) reviseLink(ctx context.Context, id ID, change func(*Link) (string, error)) (Link, error) {
	return revise(ctx, d, func() (Link, error) { return d.Link(ctx, id) }, change)
}
