package model

import (
	"encoding/binary"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"
)

// AppEvent is one thing that happened in an environment, as its apps are told. It is
// stored in the same step as the state that it tells of, and never changed.
type AppEvent struct {
	ID           ID // see [NewEventID]; of one that is not stored yet it is empty
	Environment  ID
	Organization ID // "" if it is about none
	Name         EventName
	Created      time.Time
	Data         json.RawMessage // what it is about, as it was then, without secrets
}

// EventName says what happened: "organization.created".
type EventName string

// The names, as WorkOS has them. A connection that is created is not told of: its
// first event is that it became active.
const (
	OrganizationCreated EventName = "organization.created"
	OrganizationUpdated EventName = "organization.updated"
	OrganizationDeleted EventName = "organization.deleted"

	DomainCreated            EventName = "organization_domain.created"
	DomainUpdated            EventName = "organization_domain.updated"
	DomainDeleted            EventName = "organization_domain.deleted"
	DomainWasVerified        EventName = "organization_domain.verified"
	DomainVerificationFailed EventName = "organization_domain.verification_failed"

	ConnectionActivated   EventName = "connection.activated"
	ConnectionDeactivated EventName = "connection.deactivated"
	ConnectionDeleted     EventName = "connection.deleted"
	CertificateRenewed    EventName = "connection.saml_certificate_renewed"
	CertificateRenewalDue EventName = "connection.saml_certificate_renewal_required"

	DirectoryActivated    EventName = "dsync.activated"
	DirectoryDeleted      EventName = "dsync.deleted"
	DirectoryTokenCreated EventName = "dsync.token.created"
	DirectoryTokenRevoked EventName = "dsync.token.revoked"
	DirectoryUserCreated  EventName = "dsync.user.created"
	DirectoryUserUpdated  EventName = "dsync.user.updated"
	DirectoryUserDeleted  EventName = "dsync.user.deleted"
	DirectoryGroupCreated EventName = "dsync.group.created"
	DirectoryGroupUpdated EventName = "dsync.group.updated"
	DirectoryGroupDeleted EventName = "dsync.group.deleted"
	DirectoryUserAdded    EventName = "dsync.group.user_added"
	DirectoryUserRemoved  EventName = "dsync.group.user_removed"

	SSOStarted   EventName = "authentication.sso_started"
	SSOSucceeded EventName = "authentication.sso_succeeded"
	SSOFailed    EventName = "authentication.sso_failed"
	SSOTimedOut  EventName = "authentication.sso_timed_out"
)

// EventNames are all names that can be asked for. That a directory is deactivated is known to the SDKs, and
// never happens here.
var EventNames = []EventName{
	OrganizationCreated, OrganizationUpdated, OrganizationDeleted,
	DomainCreated, DomainUpdated, DomainDeleted, DomainWasVerified, DomainVerificationFailed,
	ConnectionActivated, ConnectionDeactivated, ConnectionDeleted, CertificateRenewed, CertificateRenewalDue,
	SSOStarted, SSOSucceeded, SSOFailed, SSOTimedOut,
	DirectoryActivated, "dsync.deactivated", DirectoryDeleted, DirectoryTokenCreated, DirectoryTokenRevoked,
	DirectoryUserCreated, DirectoryUserUpdated, DirectoryUserDeleted,
	DirectoryGroupCreated, DirectoryGroupUpdated, DirectoryGroupDeleted, DirectoryUserAdded, DirectoryUserRemoved,
}

// Known reports whether there are events of a name.
func (n EventName) Known() bool { return slices.Contains(EventNames, n) }

// NewEventID makes the id of an event out of when it happened, to the millisecond, and
// of its position in the log of its store. It looks like every other id, and its order is
// that of time, then of position. Who is given one as a cursor finds the position in it, also
// when the event is no longer kept.
func NewEventID(at time.Time, position uint64) ID {
	var u ulid.ULID
	_ = u.SetTime(uint64(max(0, at.UnixMilli())) & ulid.MaxTime()) // it fails for no time within that bound
	binary.BigEndian.PutUint64(u[8:], position)
	return ID(PrefixEvent + "_" + u.String())
}

// ParseEventID reads when an event happened and its position; ok is false for what
// NewEventID does not make.
func ParseEventID(id ID) (at time.Time, position uint64, ok bool) {
	text, ok := strings.CutPrefix(string(id), PrefixEvent+"_")
	if !ok {
		return time.Time{}, 0, false
	}
	u, err := ulid.ParseStrict(text)
	if err != nil || u.String() != text || u[6] != 0 || u[7] != 0 {
		return time.Time{}, 0, false
	}
	return ulid.Time(u.Time()).UTC(), binary.BigEndian.Uint64(u[8:]), true
}
