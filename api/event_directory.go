package api

import (
	"time"

	"gatehouse/model"
)

// DirectoryEvent is a directory as events tell of it: activated, or as it was before it was deleted.
type DirectoryEvent struct {
	Object         string        `json:"object"` // "directory"
	ID             model.ID      `json:"id"`
	OrganizationID model.ID      `json:"organization_id"`
	ExternalKey    string        `json:"external_key"`
	Type           string        `json:"type"`
	Name           string        `json:"name"`
	State          string        `json:"state"` // "active", or "inactive" of one that was never linked
	CreatedAt      time.Time     `json:"created_at"`
	UpdatedAt      time.Time     `json:"updated_at"`
	Domains        []EventDomain `json:"domains,omitempty"`
}

// EventDomain names a domain of an organization.
type EventDomain struct {
	Object string   `json:"object"` // "organization_domain"
	ID     model.ID `json:"id"`
	Domain string   `json:"domain"`
}

func directoryEventOf(name model.EventName, x model.DirectoryEvent) DirectoryEvent {
	told := DirectoryEvent{Object: "directory", ID: x.ID, OrganizationID: x.OrganizationID, ExternalKey: x.Key,
		Type: x.Type, Name: x.Name, State: "inactive", CreatedAt: x.Created, UpdatedAt: x.Updated}
	if name == model.DirectoryActivated || x.State == model.DirectoryLinked {
		told.State = "active"
	}
	for _, d := range x.Domains {
		told.Domains = append(told.Domains, EventDomain{"organization_domain", d.ID, d.Domain})
	}
	return told
}

// MemberEvent is a user who came into a group, or left it.
type MemberEvent struct {
	DirectoryID model.ID       `json:"directory_id"`
	User        DirectoryUser  `json:"user"`
	Group       DirectoryGroup `json:"group"`
}

func memberEventOf(x model.MemberEvent, _ time.Time) MemberEvent {
	return MemberEvent{x.DirectoryID, DirectoryUserOf(x.User), DirectoryGroupOf(x.Group)}
}

// TokenEvent is a token of a directory.
type TokenEvent struct {
	Object         string    `json:"object"` // "directory_token"
	ID             model.ID  `json:"id"`
	DirectoryID    model.ID  `json:"directory_id"`
	OrganizationID model.ID  `json:"organization_id"`
	Suffix         string    `json:"token_suffix"`
	CreatedAt      time.Time `json:"created_at"`
}

func tokenEventOf(x model.TokenEvent, _ time.Time) TokenEvent {
	return TokenEvent{"directory_token", x.ID, x.DirectoryID, x.OrganizationID, x.Hint, x.Created}
}
