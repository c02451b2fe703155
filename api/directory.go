package api

import (
	"encoding/json"
	"time"

	"gatehouse/model"
)

// Directory is where the users and groups of an organization come from.
type Directory struct {
	Object         string             `json:"object"` // "directory"
	ID             model.ID           `json:"id"`
	OrganizationID model.ID           `json:"organization_id"`
	ExternalKey    string             `json:"external_key"`
	Type           string             `json:"type"`
	State          string             `json:"state"` // "linked", "validating"
	Name           string             `json:"name"`
	Domain         string             `json:"domain,omitempty"` // the first of its organization
	Metadata       *DirectoryMetadata `json:"metadata,omitempty"`
	CreatedAt      time.Time          `json:"created_at"`
	UpdatedAt      time.Time          `json:"updated_at"`
}

// DirectoryMetadata are how many users and groups a directory has.
type DirectoryMetadata struct {
	Users  DirectoryUserCounts `json:"users"`
	Groups int                 `json:"groups"`
}

// DirectoryUserCounts are how many users a directory has.
type DirectoryUserCounts struct {
	Active   int `json:"active"`
	Inactive int `json:"inactive"`
}

// DirectoryOf tells of a directory of an organization.
func DirectoryOf(d model.DirectoryStatus, o model.Organization) Directory {
	told := Directory{Object: "directory", ID: d.ID, OrganizationID: d.OrganizationID, ExternalKey: d.Key, Type: d.Type,
		State: string(d.State), Name: d.Name, CreatedAt: d.Created, UpdatedAt: d.Updated,
		Metadata: &DirectoryMetadata{DirectoryUserCounts{d.Counts.Active, d.Counts.Inactive}, d.Counts.Groups}}
	if len(o.Domains) > 0 {
		told.Domain = o.Domains[0].Domain
	}
	return told
}

// DirectoryUser is a user of a directory. What the identity provider did not send is null.
type DirectoryUser struct {
	Object           string                     `json:"object"` // "directory_user"
	ID               model.ID                   `json:"id"`
	DirectoryID      model.ID                   `json:"directory_id"`
	OrganizationID   model.ID                   `json:"organization_id"`
	IdPID            string                     `json:"idp_id"`
	Email            *string                    `json:"email"`
	FirstName        *string                    `json:"first_name"`
	LastName         *string                    `json:"last_name"`
	Name             *string                    `json:"name"`
	JobTitle         *string                    `json:"job_title"`
	Username         *string                    `json:"username"`
	Emails           []DirectoryEmail           `json:"emails"`
	State            model.UserState            `json:"state"`
	Role             *model.Role                `json:"role,omitempty"`
	Roles            []model.Role               `json:"roles,omitempty"` // that with the highest priority first
	CustomAttributes map[string]json.RawMessage `json:"custom_attributes"`
	RawAttributes    json.RawMessage            `json:"raw_attributes"`
	CreatedAt        time.Time                  `json:"created_at"`
	UpdatedAt        time.Time                  `json:"updated_at"`

	Groups *[]DirectoryGroup `json:"groups,omitempty"` // not in events

	Previous map[string]any `json:"previous_attributes,omitempty"` // in events of updates
}

// DirectoryEmail is an address of a user.
type DirectoryEmail struct {
	Primary bool    `json:"primary"`
	Type    *string `json:"type"`
	Value   string  `json:"value"`
}

// DirectoryUserOf tells of a user.
func DirectoryUserOf(u model.DirectoryUser) DirectoryUser {
	a := u.Attributes
	told := DirectoryUser{Object: "directory_user", ID: u.ID, DirectoryID: u.DirectoryID,
		OrganizationID: u.OrganizationID, IdPID: u.IdPID, Email: orNull(a.Email), FirstName: orNull(a.FirstName),
		LastName: orNull(a.LastName), Name: orNull(a.Name), JobTitle: orNull(a.JobTitle), Username: orNull(a.Username),
		Emails: []DirectoryEmail{}, State: u.State, Roles: a.Roles, CustomAttributes: a.Custom,
		RawAttributes: rawOf(u.Raw), CreatedAt: u.Created, UpdatedAt: u.Updated, Previous: u.Previous}
	for _, e := range a.Emails {
		told.Emails = append(told.Emails, DirectoryEmail{e.Primary, orNull(e.Type), e.Value})
	}
	if len(a.Roles) > 0 {
		told.Role = &a.Roles[0]
	}
	if told.CustomAttributes == nil {
		told.CustomAttributes = map[string]json.RawMessage{}
	}
	return told
}

// DirectoryUserInGroups tells of a user with the groups that they are in.
func DirectoryUserInGroups(u model.DirectoryUser) DirectoryUser {
	told, groups := DirectoryUserOf(u), []DirectoryGroup{}
	for _, g := range u.Groups {
		groups = append(groups, DirectoryGroupOf(g))
	}
	told.Groups = &groups
	return told
}

// DirectoryGroup is a group of a directory.
type DirectoryGroup struct {
	Object         string          `json:"object"` // "directory_group"
	ID             model.ID        `json:"id"`
	IdPID          string          `json:"idp_id"`
	DirectoryID    model.ID        `json:"directory_id"`
	OrganizationID model.ID        `json:"organization_id"`
	Name           string          `json:"name"`
	RawAttributes  json.RawMessage `json:"raw_attributes"`
	CreatedAt      time.Time       `json:"created_at"`
	UpdatedAt      time.Time       `json:"updated_at"`

	Previous map[string]any `json:"previous_attributes,omitempty"` // in events of updates
}

// DirectoryGroupOf tells of a group.
func DirectoryGroupOf(g model.DirectoryGroup) DirectoryGroup {
	return DirectoryGroup{"directory_group", g.ID, g.IdPID, g.DirectoryID, g.OrganizationID, g.Name, rawOf(g.Raw),
		g.Created, g.Updated, g.Previous}
}

func rawOf(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 {
		return json.RawMessage("{}")
	}
	return raw
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
