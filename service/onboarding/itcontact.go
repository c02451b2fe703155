package onboarding

import (
	"context"
	"slices"

	"gatehouse/model"
	"gatehouse/service/core"
)

// ITContacts lists the IT contacts of an organization, the one added first before the others.
func (s Service) ITContacts(ctx context.Context, organization model.ID) ([]model.ITContact, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeContacts, core.OfOrganization(organization)))
	if err != nil {
		return nil, err
	}
	return s.contactsOf(ctx, organization)
}

func (s Service) contactsOf(ctx context.Context, organization model.ID) ([]model.ITContact, error) {
	return core.ReadAll[model.ITContact](ctx, s.core.Store, model.KindITContact, organization, "", 0)
}

// ITContact gives one by its id.
func (s Service) ITContact(ctx context.Context, id model.ID) (model.ITContact, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeContacts, core.OfITContact(id)))
	if err != nil {
		return model.ITContact{}, err
	}
	return core.Read[model.ITContact](ctx, s.core.Store, model.KindITContact, id)
}

// AddITContact adds one. It sends nothing.
func (s Service) AddITContact(ctx context.Context, organization model.ID, email string) (model.ITContact, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActChangeContacts, core.OfOrganization(organization)))
	if err != nil {
		return model.ITContact{}, err
	}
	o, err := s.tenant().Organization(ctx, organization)
	if err != nil {
		return model.ITContact{}, err
	}
	there, err := s.contactsOf(ctx, o.ID)
	if err != nil {
		return model.ITContact{}, err
	}
	c, err := s.newContact(o, "email", email)
	if err == nil {
		err = checkRoom(o, len(there)+1)
	}
	if err != nil {
		return model.ITContact{}, err
	}
	err = s.core.Apply(ctx, "added the IT contact "+c.Email+" of "+o.Name, core.Guarded(o), core.Created(c))
	return c.AtRevision(1).(model.ITContact), err
}

func (s Service) newContact(o model.Organization, field, email string) (model.ITContact, error) {
	email, err := model.CleanEmail(field, email)
	now := s.core.Now()
	return model.ITContact{
		ID: s.core.NewID(model.PrefixITContact, now), EnvironmentID: o.EnvironmentID, OrganizationID: o.ID,
		Email: email, Created: now,
	}, err
}

func checkRoom(o model.Organization, contacts int) error {
	if contacts > model.MaxITContacts {
		return model.Refuse("email", "remove one that left", "%s has at most %d IT contacts", o.Name,
			model.MaxITContacts)
	}
	return nil
}

// contactsFor makes those of some emails that the organization does not have yet.
func (s Service) contactsFor(ctx context.Context, o model.Organization, emails []string) (add []core.Edit, err error) {
	if len(emails) == 0 {
		return nil, nil
	}
	there, err := s.contactsOf(ctx, o.ID)
	if err != nil {
		return nil, err
	}
	known := model.Emails(there)
	for _, email := range emails {
		c, err := s.newContact(o, "it_contact_emails", email)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(known, c.Email) {
			add, known = append(add, core.Created(c)), append(known, c.Email)
		}
	}
	return add, checkRoom(o, len(known))
}

// InviteITContact makes a setup link for a contact, and its URL: whoever invites sends
// it. *model.AlreadyInvited if somebody has an active one.
func (s Service) InviteITContact(ctx context.Context, id model.ID, intents []model.Intent) (model.Link, string, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActChangeContacts, core.OfITContact(id)))
	if err != nil {
		return model.Link{}, "", err
	}
	c, err := core.Read[model.ITContact](ctx, s.core.Store, model.KindITContact, id)
	if err != nil {
		return model.Link{}, "", err
	}
	return s.CreateLink(ctx, model.LinkRequest{
		Kind: model.SetupLink, Organization: c.OrganizationID, Intents: intents, Contact: &c,
	})
}

// RevokeInvitation ends the active setup link of the contact's organization, as WorkOS
// does, for whomever it was made. ErrNotFound if there is none.
func (s Service) RevokeInvitation(ctx context.Context, id model.ID) (model.Link, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActChangeContacts, core.OfITContact(id)))
	if err != nil {
		return model.Link{}, err
	}
	c, err := core.Read[model.ITContact](ctx, s.core.Store, model.KindITContact, id)
	if err != nil {
		return model.Link{}, err
	}
	l, err := s.CurrentLink(ctx, c.OrganizationID)
	if err != nil {
		return l, err
	}
	return s.RevokeLink(ctx, l.ID)
}

// RemoveITContact removes one, and revokes the setup link that was made for them.
func (s Service) RemoveITContact(ctx context.Context, id model.ID) (model.ITContact, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActChangeContacts, core.OfITContact(id)))
	if err != nil {
		return model.ITContact{}, err
	}
	c, err := core.Read[model.ITContact](ctx, s.core.Store, model.KindITContact, id)
	if err != nil {
		return model.ITContact{}, err
	}
	removal := []core.Edit{core.Deleted(c)}
	l, err := s.CurrentLink(ctx, c.OrganizationID)
	none, err := core.Missing(err)
	if err != nil {
		return c, err
	}
	if !none && l.Contact == c.ID {
		revoked := l
		revoked.Revoked = s.core.Now()
		removal = append(removal, core.Changed(l, revoked))
	}
	return c, s.core.Apply(ctx, "removed the IT contact "+c.Email, removal...)
}
