package api

import (
	"time"

	"gatehouse/model"
)

// Role is a role of an environment.
type Role struct {
	Object       string    `json:"object"` // "role"
	ID           model.ID  `json:"id"`
	Name         string    `json:"name"`
	Slug         string    `json:"slug"`
	Description  *string   `json:"description"`
	Permissions  []string  `json:"permissions"` // none: apps decide what a role may
	ResourceType string    `json:"resource_type_slug"`
	Type         string    `json:"type"` // "EnvironmentRole"
	CreatedAt    time.Time `json:"created_at"`
	UpdatedAt    time.Time `json:"updated_at"`
}

// RoleOf tells of a role of an environment.
func RoleOf(environment model.ID, r model.EnvironmentRole) Role {
	return Role{"role", model.RoleID(environment, r.Slug), r.Name, r.Slug, orNull(r.Description), []string{},
		"organization", "EnvironmentRole", r.Created, r.Created}
}

// AppRoles are the roles that people can have in the apps of an environment.
type AppRoles struct {
	Roles    []string `json:"roles"` // slugs, that with the highest priority first
	Default  string   `json:"default_role,omitempty"`
	Multiple bool     `json:"multiple_roles"`
}

func appRolesOf(r model.AppRoles) AppRoles { return AppRoles{r.Slugs(), r.Default, r.Multiple} }

// DirectoryRoles say which roles the users of a directory have by their groups.
type DirectoryRoles struct {
	DirectoryID model.ID `json:"directory_id"`
	AppRoles
	Groups []GroupRole `json:"groups"`
}

// GroupRole is a group and the role that its users have by it.
type GroupRole struct {
	GroupID model.ID `json:"group_id"`
	Name    string   `json:"name"`
	Role    string   `json:"role"`
}

// ConnectionRoles say which roles people have by the groups that sign-ins of a connection bring.
type ConnectionRoles struct {
	ConnectionID model.ID `json:"connection_id"`
	AppRoles
	Groups []SignedGroup `json:"groups"`
}

// SignedGroup is a group as sign-ins bring it, and the role that its people have by it.
type SignedGroup struct {
	Name string `json:"name"`
	Role string `json:"role,omitempty"`
	Came bool   `json:"came_lately"`
}

// ConnectionRolesOf tells of the roles of a connection.
func ConnectionRolesOf(connection model.ID, r model.ConnectionRoles) ConnectionRoles {
	told := ConnectionRoles{ConnectionID: connection, AppRoles: appRolesOf(r.AppRoles), Groups: []SignedGroup{}}
	for _, g := range r.Groups {
		told.Groups = append(told.Groups, SignedGroupOf(g))
	}
	return told
}

// SignedGroupOf tells of the role of a group that sign-ins bring.
func SignedGroupOf(g model.SignedGroup) SignedGroup { return SignedGroup{g.Name, g.Role, g.Came} }

// DirectoryRolesOf tells of the roles of a directory.
func DirectoryRolesOf(directory model.ID, r model.DirectoryRoles) DirectoryRoles {
	told := DirectoryRoles{DirectoryID: directory, AppRoles: appRolesOf(r.AppRoles), Groups: []GroupRole{}}
	for _, g := range r.Groups {
		told.Groups = append(told.Groups, GroupRoleOf(g))
	}
	return told
}

// GroupRoleOf tells of the role of a group.
func GroupRoleOf(g model.DirectoryGroup) GroupRole { return GroupRole{g.ID, g.Name, g.Role} }
