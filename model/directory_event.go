package model

import (
	"cmp"
	"encoding/json"
	"time"
)

// The data of the events of directories.
type (
	// DirectoryEvent is of a directory.
	DirectoryEvent struct {
		ID             ID             `json:"id"`
		OrganizationID ID             `json:"organization_id"`
		Key            string         `json:"key"`
		Type           string         `json:"type"`
		Name           string         `json:"name"`
		State          DirectoryState `json:"state"`
		Created        time.Time      `json:"created_at"`
		Updated        time.Time      `json:"updated_at"`
		Domains        []Domain       `json:"domains,omitempty"` // of its organization
	}

	// DirectoryUser is a user as apps know them.
	DirectoryUser struct {
		ID             ID              `json:"id"`
		DirectoryID    ID              `json:"directory_id"`
		OrganizationID ID              `json:"organization_id"`
		IdPID          string          `json:"idp_id"` // by which the identity provider knows them
		State          UserState       `json:"state"`
		Attributes     UserAttributes  `json:"attributes"`
		Raw            json.RawMessage `json:"raw,omitempty"` // what the identity provider sent
		Created        time.Time       `json:"created_at"`
		Updated        time.Time       `json:"updated_at"`

		Previous map[string]any `json:"previous,omitempty"` // of what an update changed, in the words of the API

		Groups []DirectoryGroup `json:"-"` // that they are in, where a user is read; events have none
	}

	// DirectoryGroup is a group as apps know it.
	DirectoryGroup struct {
		ID             ID              `json:"id"`
		DirectoryID    ID              `json:"directory_id"`
		OrganizationID ID              `json:"organization_id"`
		IdPID          string          `json:"idp_id"`
		Name           string          `json:"name"`
		Raw            json.RawMessage `json:"raw,omitempty"`
		Created        time.Time       `json:"created_at"`
		Updated        time.Time       `json:"updated_at"`

		Previous map[string]any `json:"previous,omitempty"`

		Role string `json:"-"` // that its members have by it, where a group is read; events have none
	}

	// MemberEvent is of a user who came into a group, or left it.
	MemberEvent struct {
		DirectoryID    ID             `json:"directory_id"`
		OrganizationID ID             `json:"organization_id"`
		User           DirectoryUser  `json:"user"`
		Group          DirectoryGroup `json:"group"`
	}

	// TokenEvent is of a token of a directory.
	TokenEvent struct {
		ID             ID        `json:"id"`
		DirectoryID    ID        `json:"directory_id"`
		OrganizationID ID        `json:"organization_id"`
		Hint           string    `json:"hint"`
		Created        time.Time `json:"created_at"`
	}
)

// UserAttributes are what apps see of a user. An empty one was not sent.
type UserAttributes struct {
	Email     string      `json:"email,omitempty"`
	FirstName string      `json:"first_name,omitempty"`
	LastName  string      `json:"last_name,omitempty"`
	Name      string      `json:"name,omitempty"`
	JobTitle  string      `json:"job_title,omitempty"`
	Username  string      `json:"username,omitempty"`
	Emails    []UserEmail `json:"emails,omitempty"`
	Roles     []Role      `json:"roles,omitempty"` // that with the highest priority first

	Custom map[string]json.RawMessage `json:"custom,omitempty"` // as its directory maps it, without what is null

	RawHidden bool `json:"raw_hidden,omitempty"` // apps do not see what the identity provider sent
}

// UserEmail is an address of a user.
type UserEmail struct {
	Value   string `json:"value"`
	Type    string `json:"type,omitempty"`
	Primary bool   `json:"primary,omitempty"`
}

// AsUser is the user as apps know them, or would.
func (e DirectoryEntry) AsUser(d Directory) (DirectoryUser, error) {
	u := DirectoryUser{ID: e.Published, DirectoryID: d.ID, OrganizationID: d.OrganizationID, IdPID: e.IdPID(),
		State: e.State, Raw: e.Resource, Created: e.PublishedAt, Updated: e.PublishedEdit}
	if len(e.Attributes) == 0 {
		return u, nil
	}
	return u, json.Unmarshal(e.Attributes, &u.Attributes)
}

// Label is by what people know the user.
func (u DirectoryUser) Label() string {
	return cmp.Or(u.Attributes.Email, u.Attributes.Username, u.IdPID)
}

// AsGroup is the group as apps know it.
func (e DirectoryEntry) AsGroup(d Directory) DirectoryGroup {
	return DirectoryGroup{ID: e.Published, DirectoryID: d.ID, OrganizationID: d.OrganizationID, IdPID: e.IdPID(),
		Name: e.Name, Raw: e.Resource, Created: e.PublishedAt, Updated: e.PublishedEdit}
}

// tellsOfDirectory: a directory is told of as soon as there is one; what becomes of its users when it is
// deleted is not told one by one.
func tellsOfDirectory(was, is Directory) (all []Telling) {
	of := func(d Directory) DirectoryEvent {
		return DirectoryEvent{ID: d.ID, OrganizationID: d.OrganizationID, Key: d.Key, Type: d.Type, Name: d.Name,
			State: d.State, Created: d.Created, Updated: d.Updated}
	}
	switch {
	case was.ID == "":
		all = append(all, Telling{DirectoryActivated, is.EnvironmentID, is.OrganizationID, of(is)})
	case is.ID == "":
		all = append(all, Telling{DirectoryDeleted, was.EnvironmentID, was.OrganizationID, of(was)})
	}
	return all
}

func tellsOfToken(was, is DirectoryToken) []Telling {
	of := func(name EventName, t DirectoryToken) []Telling {
		return []Telling{{name, t.EnvironmentID, t.OrganizationID, TokenEvent{ID: t.ID, DirectoryID: t.DirectoryID,
			OrganizationID: t.OrganizationID, Hint: t.Hint, Created: t.Created}}}
	}
	switch {
	case was.ID == "" && is.Revoked.IsZero():
		return of(DirectoryTokenCreated, is)
	case was.ID != "" && is.ID != "" && was.Revoked.IsZero() && !is.Revoked.IsZero():
		return of(DirectoryTokenRevoked, is)
	}
	return nil
}
