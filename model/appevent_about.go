package model

import "encoding/json"

// EventSubject is what an event is about. An id is empty where the event is of none.
type EventSubject struct {
	Session, Connection, Directory, Organization ID

	Name string // what it was called then; "" if the event does not say
}

// Subject reads out of an event what it is about: as much as is written there.
func (e AppEvent) Subject() EventSubject {
	x := EventSubject{Organization: e.Organization}
	switch e.Name {
	case OrganizationCreated, OrganizationUpdated, OrganizationDeleted:
		x.Name = dataOf[Organization](e).Name
	case DomainCreated, DomainUpdated, DomainDeleted, DomainWasVerified, DomainVerificationFailed:
		x.Name = dataOf[DomainEvent](e).Domain.Domain
	case ConnectionActivated, ConnectionDeactivated, ConnectionDeleted:
		c := dataOf[ConnectionEvent](e)
		x.Connection, x.Name = c.ID, c.Name
	case CertificateRenewed, CertificateRenewalDue:
		x.Connection = dataOf[CertificateEvent](e).ConnectionID
	case DirectoryActivated, DirectoryDeleted:
		d := dataOf[DirectoryEvent](e)
		x.Directory, x.Name = d.ID, d.Name
	case DirectoryTokenCreated, DirectoryTokenRevoked:
		t := dataOf[TokenEvent](e)
		x.Directory, x.Name = t.DirectoryID, "…"+t.Hint
	case DirectoryUserCreated, DirectoryUserUpdated, DirectoryUserDeleted:
		u := dataOf[DirectoryUser](e)
		x.Directory, x.Name = u.DirectoryID, u.Label()
	case DirectoryGroupCreated, DirectoryGroupUpdated, DirectoryGroupDeleted:
		g := dataOf[DirectoryGroup](e)
		x.Directory, x.Name = g.DirectoryID, g.Name
	case DirectoryUserAdded, DirectoryUserRemoved:
		m := dataOf[MemberEvent](e)
		x.Directory, x.Name = m.DirectoryID, m.User.Label()+" in "+m.Group.Name
	case SSOStarted, SSOSucceeded, SSOFailed, SSOTimedOut:
		s := dataOf[SignInEvent](e)
		x.Session, x.Connection, x.Name = s.SessionID, s.ConnectionID, s.Email
	}
	return x
}

// dataOf is what an event is about; the zero value if it cannot be read.
func dataOf[T any](e AppEvent) T {
	var x, zero T
	if json.Unmarshal(e.Data, &x) != nil {
		return zero
	}
	return x
}
