package onboarding

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"slices"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/service/signin"
	"gatehouse/storage"
)

// CreateLink makes a link and its URL. A setup link takes the place of the
// organization's active one, which is revoked in the same step; but one that is made
// for a contact does not: *model.AlreadyInvited.
func (s Service) CreateLink(ctx context.Context, r model.LinkRequest) (model.Link, string, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActCreateLink, core.OfOrganization(r.Organization)))
	if err != nil {
		return model.Link{}, "", err
	}
	if err := r.Check(); err != nil {
		return model.Link{}, "", err
	}
	for {
		o, err := s.tenant().Organization(ctx, r.Organization)
		if err != nil {
			return model.Link{}, "", err
		}
		env, err := s.tenant().Environment(ctx, o.EnvironmentID)
		if err == nil {
			err = r.CheckURIs(env.Kind)
		}
		if err != nil {
			return model.Link{}, "", err
		}
		contacts, err := s.contactsFor(ctx, o, r.Contacts)
		if err != nil {
			return model.Link{}, "", err
		}
		link, token := s.newLink(o, r)
		edits := append([]core.Edit{core.Guarded(o), core.Created(link)}, contacts...)
		action := "created a " + string(r.Kind) + " link for " + o.Name
		if r.Kind == model.SetupLink {
			before, err := core.ReadNamed[model.Link](ctx, s.core.Store, model.NameLiveLink.Of(string(o.ID)))
			none, err := core.Missing(err)
			if err != nil {
				return model.Link{}, "", err
			}
			if !none && r.Contact != nil && before.StateAt(s.core.Now()) == model.LinkActive {
				return model.Link{}, "", &model.AlreadyInvited{Link: before}
			}
			if !none {
				after := before
				after.Revoked = s.core.Now()
				edits = append(edits, core.Changed(before, after))
				action = "regenerated the setup link of " + o.Name
			}
		}
		err = s.core.Apply(ctx, action, edits...)
		_, taken := errors.AsType[*storage.NameTaken](err)
		if (taken || errors.Is(err, model.ErrConflict)) && ctx.Err() == nil {
			continue // somebody else made one at the same time: theirs is the older now
		}
		if err != nil {
			return model.Link{}, "", err
		}
		return link, s.linkURL(link.Kind, token), nil
	}
}

func (s Service) newLink(o model.Organization, r model.LinkRequest) (model.Link, string) {
	b := make([]byte, 18) // 144 bits
	rand.Read(b)
	token := base64.RawURLEncoding.EncodeToString(b)
	h := model.HashOf(token)
	now := s.core.Now()
	l := model.Link{
		ID: s.core.NewID(model.PrefixSetupLink, now), Kind: r.Kind, EnvironmentID: o.EnvironmentID,
		OrganizationID: o.ID,
		Intents:        slices.Clone(r.Intents), Hash: hex.EncodeToString(h[:]), CreatedBy: s.core.Principal.Actor(),
		Created: now, Expires: now.Add(model.PortalLinkLife), ReturnURL: r.ReturnURL, SuccessURL: r.SuccessURL,
	}
	if r.Contact != nil {
		l.Contact, l.ContactEmail = r.Contact.ID, r.Contact.Email
	}
	if r.Kind == model.SetupLink {
		l.Expires = now.Add(model.SetupLinkLife)
		l.Sealed = s.core.Secrets.Seal([]byte(token), "link "+string(l.ID))
	}
	return l, token
}

// RevokeLink ends a link at once. *DeadLink if it is over already.
func (svc Service) RevokeLink(ctx context.Context, id model.ID) (model.Link, error) {
	svc, err := svc.pass(svc.core.Do(ctx, model.ActRevokeLink, core.OfLink(id)))
	if err != nil {
		return model.Link{}, err
	}
	return svc.reviseLink(ctx, id, func(l *model.Link) (string, error) {
		if s := l.StateAt(svc.core.Now()); s != model.LinkActive {
			return "", &model.DeadLink{Link: *l, State: s}
		}
		o, err := signin.Found(svc.tenant().Organization(ctx, l.OrganizationID))
		l.Revoked = svc.core.Now()
		return "revoked the " + string(l.Kind) + " link of " + o.Name, err
	})
}

// FinishIntent notes that one of a link's intents is configured. A setup link is
// used up with its last one. *NotSetUp if it is not, *DeadLink if the link was
// revoked in the meantime.
func (s Service) FinishIntent(ctx context.Context, id model.ID, i model.Intent) (model.Link, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActWorkOnLink, core.OfLink(id)))
	if err != nil {
		return model.Link{}, err
	}
	return s.reviseLink(ctx, id, func(l *model.Link) (string, error) {
		if slices.Contains(l.Done, i) || !l.Allows(i) {
			return "", nil
		}
		if !l.Revoked.IsZero() {
			return "", &model.DeadLink{Link: *l, State: l.StateAt(s.core.Now())}
		}
		if err := s.checkSetUp(ctx, *l, i); err != nil {
			return "", err
		}
		l.Done = append(l.Done, i)
		action := "configured " + i.Label()
		if i.Requested() {
			action = "asked for " + i.Label()
		}
		if l.Kind == model.SetupLink && len(l.Done) == len(l.Intents) {
			l.Completed = s.core.Now()
			action += ", which completes the setup link"
		}
		return action, nil
	})
}

func (s Service) reviseLink(ctx context.Context, id model.ID,
	change func(*model.Link) (string, error)) (model.Link, error) {
	return core.Revise(ctx, s.core, func() (model.Link, error) { return s.Link(ctx, id) }, change)
}
