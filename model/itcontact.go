package model

import "time"

// ITContact is a person at a customer who looks after its identity provider: whom to
// write to when a sign-in needs them, and who is invited into the Admin Portal.
type ITContact struct {
	ID             ID        `json:"id"`
	EnvironmentID  ID        `json:"environment_id"`
	OrganizationID ID        `json:"organization_id"`
	Email          string    `json:"email"` // in lower case; unique in the organization
	Created        time.Time `json:"created_at"`

	Revision uint64 `json:"-"`
}

// MaxITContacts is how many an organization has at most, as in the API of WorkOS.
const MaxITContacts = 20

func (c ITContact) RecordKey() (Kind, ID) { return KindITContact, c.ID }

func (c ITContact) RecordParent() ID { return c.OrganizationID }

func (c ITContact) RecordNames() []string {
	return []string{NameITContact.In(c.OrganizationID, c.Email)}
}

func (c ITContact) RecordRevision() uint64 { return c.Revision }

func (c ITContact) AtRevision(r uint64) Noun { c.Revision = r; return c }

// Emails are the addresses of contacts, in their order.
func Emails(contacts []ITContact) (all []string) {
	for _, c := range contacts {
		all = append(all, c.Email)
	}
	return all
}

// AlreadyInvited says that an organization has a setup link that somebody may work with
// right now: a new one would end it.
type AlreadyInvited struct{ Link Link }

func (e *AlreadyInvited) Error() string {
	whom := ""
	if e.Link.Contact != "" {
		whom = " for " + e.Link.ContactEmail
	}
	return "the organization has an active setup link" + whom + " (" + string(e.Link.ID) + "); revoke it first"
}
