package model

import (
	"encoding/json"
	"fmt"
	"time"
)

// The data of an event is what it is about as it was then: an [Organization] for the
// events of organizations, and one of these for the others.
type (
	// DomainEvent is of a domain of an organization.
	DomainEvent struct {
		OrganizationID ID     `json:"organization_id"`
		Domain         Domain `json:"domain"`
	}

	// ConnectionEvent is of a connection, without what it is set to.
	ConnectionEvent struct {
		ID             ID              `json:"id"`
		OrganizationID ID              `json:"organization_id"`
		Key            string          `json:"key"`
		Type           string          `json:"type"`
		Name           string          `json:"name"`
		State          ConnectionState `json:"state"`
		Created        time.Time       `json:"created_at"`
		Updated        time.Time       `json:"updated_at"`
		Domains        []Domain        `json:"domains,omitempty"` // of its organization
	}

	// CertificateEvent is of a certificate of a connection's identity provider.
	CertificateEvent struct {
		ConnectionID   ID        `json:"connection_id"`
		OrganizationID ID        `json:"organization_id"`
		Expires        time.Time `json:"expires"`
	}

	// SignInEvent is of a session. A text is empty where it is not known.
	SignInEvent struct {
		SessionID      ID            `json:"session_id"`
		OrganizationID ID            `json:"organization_id"`
		ConnectionID   ID            `json:"connection_id"`
		Peer           string        `json:"peer,omitempty"`
		UserAgent      string        `json:"user_agent,omitempty"`
		Email          string        `json:"email,omitempty"` // that the identity provider vouches for
		Error          *SignInFailed `json:"error,omitempty"`
	}

	// SignInFailed is why no profile came of a session.
	SignInFailed struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	}
)

// Telling is an event that has no place in the log yet.
type Telling struct {
	Name                      EventName
	Environment, Organization ID
	Data                      any
}

// Event is what is told at a time.
func (t Telling) Event(at time.Time) (AppEvent, error) {
	data, err := json.Marshal(t.Data)
	if err != nil {
		return AppEvent{}, fmt.Errorf("%s: %w", t.Name, err)
	}
	e := AppEvent{Environment: t.Environment, Organization: t.Organization, Name: t.Name, Created: at, Data: data}
	return e, nil
}
