package api

import (
	"encoding/json"
	"fmt"
	"time"

	"gatehouse/model"
)

// Event is what an app is told of one thing that happened.
type Event struct {
	Object    string          `json:"object"` // "event"
	ID        model.ID        `json:"id"`
	Event     model.EventName `json:"event"`
	Data      any             `json:"data"` // in the shape of what it is about
	CreatedAt time.Time       `json:"created_at"`
	Context   struct{}        `json:"context"`
}

// EventOf tells of an event.
func EventOf(e model.AppEvent) (Event, error) {
	told := Event{Object: "event", ID: e.ID, Event: e.Name, CreatedAt: e.Created}
	var err error
	switch e.Name {
	case model.OrganizationCreated, model.OrganizationUpdated, model.OrganizationDeleted:
		told.Data, err = shaped(e, OrganizationOf)
	case model.DomainCreated, model.DomainUpdated, model.DomainDeleted, model.DomainWasVerified:
		told.Data, err = shaped(e, domainEventOf)
	case model.DomainVerificationFailed:
		told.Data, err = shaped(e, verificationFailedOf)
	case model.ConnectionActivated, model.ConnectionDeactivated:
		told.Data, err = shaped(e, connectionEventOf)
	case model.ConnectionDeleted:
		told.Data, err = shaped(e, deletedConnectionOf)
	case model.CertificateRenewed:
		told.Data, err = shaped(e, renewedCertificateOf)
	case model.CertificateRenewalDue:
		told.Data, err = shaped(e, dueCertificateOf)
	case model.DirectoryActivated, model.DirectoryDeleted:
		told.Data, err = shaped(e, func(x model.DirectoryEvent, _ time.Time) DirectoryEvent {
			return directoryEventOf(e.Name, x)
		})
	case model.DirectoryTokenCreated, model.DirectoryTokenRevoked:
		told.Data, err = shaped(e, tokenEventOf)
	case model.DirectoryUserCreated, model.DirectoryUserUpdated, model.DirectoryUserDeleted:
		told.Data, err = shaped(e, func(u model.DirectoryUser, _ time.Time) DirectoryUser { return DirectoryUserOf(u) })
	case model.DirectoryGroupCreated, model.DirectoryGroupUpdated, model.DirectoryGroupDeleted:
		told.Data, err = shaped(e, func(g model.DirectoryGroup, _ time.Time) DirectoryGroup {
			return DirectoryGroupOf(g)
		})
	case model.DirectoryUserAdded, model.DirectoryUserRemoved:
		told.Data, err = shaped(e, memberEventOf)
	default:
		told.Data, err = shaped(e, func(x model.SignInEvent, _ time.Time) SignInEvent {
			return signInEventOf(e.Name, x)
		})
	}
	if err != nil {
		return told, fmt.Errorf("%w: the event %s: %w", model.ErrDamaged, e.ID, err)
	}
	return told, nil
}

// EventsOf tells of a page of events.
func EventsOf(p model.Paged[model.AppEvent]) (List[Event], error) {
	var failed error
	list := ListOf(p, func(e model.AppEvent) Event {
		told, err := EventOf(e)
		if failed == nil {
			failed = err
		}
		return told
	})
	return list, failed
}

// shaped gives what an event is about the shape that it is told in, as it was then.
func shaped[T, U any](e model.AppEvent, tell func(T, time.Time) U) (told U, err error) {
	var about T
	if err := json.Unmarshal(e.Data, &about); err != nil {
		return told, err
	}
	return tell(about, e.Created), nil
}

func domainEventOf(x model.DomainEvent, at time.Time) Domain {
	return DomainOf(model.Organization{ID: x.OrganizationID}, x.Domain, at)
}

// VerificationFailed is of a domain whose owner did not prove it.
type VerificationFailed struct {
	Reason string `json:"reason"`
	Domain Domain `json:"organization_domain"`
}

func verificationFailedOf(x model.DomainEvent, at time.Time) VerificationFailed {
	return VerificationFailed{"domain_verification_period_expired", domainEventOf(x, at)}
}

// ConnectionEvent is a connection that became active, or is active no more.
type ConnectionEvent struct {
	AppConnection
	ExternalKey string `json:"external_key"`
}

func connectionEventOf(x model.ConnectionEvent, _ time.Time) ConnectionEvent {
	c := model.Connection{ID: x.ID, OrganizationID: x.OrganizationID, Type: x.Type, Name: x.Name, State: x.State,
		Created: x.Created, Updated: x.Updated}
	return ConnectionEvent{AppConnectionOf(c, model.Organization{Domains: x.Domains}), x.Key}
}

// DeletedConnection is a connection as it was before it was deleted.
type DeletedConnection struct {
	Object         string                `json:"object"` // "connection"
	ID             model.ID              `json:"id"`
	OrganizationID model.ID              `json:"organization_id"`
	Type           string                `json:"connection_type"`
	Name           string                `json:"name"`
	State          model.ConnectionState `json:"state"`
	CreatedAt      time.Time             `json:"created_at"`
	UpdatedAt      time.Time             `json:"updated_at"`
}

func deletedConnectionOf(x model.ConnectionEvent, _ time.Time) DeletedConnection {
	return DeletedConnection{"connection", x.ID, x.OrganizationID, x.Type, x.Name, x.State, x.Created, x.Updated}
}
