package organization

import (
	"context"

	"gatehouse/model"
	"gatehouse/tui/screen"
)

// Services are what these screens ask for.
type Services interface {
	Organizations(ctx context.Context, q model.OrganizationQuery) ([]model.Organization, error)
	Organization(ctx context.Context, id model.ID) (model.Organization, error)
	Namesakes(ctx context.Context, environment model.ID, name string) ([]model.Organization, error)
	CreateOrganization(ctx context.Context, n model.NewOrganization) (model.Organization, error)
	UpdateOrganization(ctx context.Context, id model.ID, p model.OrganizationPatch) (model.Organization, error)

	AddDomain(ctx context.Context, organization model.ID, domain string,
		state model.DomainState) (model.Organization, model.Domain, error)
	VerifyDomain(ctx context.Context, id model.ID) (model.Organization, model.Domain, error)
	RemoveDomain(ctx context.Context, id model.ID) (model.Organization, error)
	DNSHost(ctx context.Context, domain string) (string, error)

	Connections(ctx context.Context, q model.ConnectionQuery) ([]model.Connection, error)
	Directories(ctx context.Context, organization model.ID) ([]model.DirectoryStatus, error)
	Sessions(ctx context.Context, q model.Query) (model.Page, error)
	ITContacts(ctx context.Context, organization model.ID) ([]model.ITContact, error)
	AddITContact(ctx context.Context, organization model.ID, email string) (model.ITContact, error)
	InviteITContact(ctx context.Context, id model.ID, intents []model.Intent) (model.Link, string, error)
	RemoveITContact(ctx context.Context, id model.ID) (model.ITContact, error)
	Notes(ctx context.Context, about model.ID) ([]model.Note, error)
	screen.Onboardings
}
