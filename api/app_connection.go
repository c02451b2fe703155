package api

import (
	"time"

	"gatehouse/model"
)

// AppConnection is a connection as apps see it: without what it is set to.
type AppConnection struct {
	Object         string                `json:"object"` // "connection"
	ID             model.ID              `json:"id"`
	OrganizationID model.ID              `json:"organization_id,omitempty"` // none of one by OAuth
	Type           string                `json:"connection_type"`
	Name           string                `json:"name"`
	State          model.ConnectionState `json:"state"`
	Status         string                `json:"status"` // deprecated: "linked" while it is active, else "unlinked"
	Domains        []ConnectionDomain    `json:"domains"`
	CreatedAt      time.Time             `json:"created_at"`
	UpdatedAt      time.Time             `json:"updated_at"`
}

// ConnectionDomain is a domain of a connection's organization.
type ConnectionDomain struct {
	Object string   `json:"object"` // "connection_domain"
	ID     model.ID `json:"id"`
	Domain string   `json:"domain"`
}

// AppConnectionOf tells an app of a connection of an organization.
func AppConnectionOf(c model.Connection, o model.Organization) AppConnection {
	told := AppConnection{"connection", c.ID, c.OrganizationID, c.Type, c.Name, c.State, "unlinked",
		[]ConnectionDomain{}, c.Created, c.Updated}
	if c.State == model.Active {
		told.Status = "linked"
	}
	for _, x := range o.Domains {
		told.Domains = append(told.Domains, ConnectionDomain{"connection_domain", x.ID, x.Domain})
	}
	return told
}
