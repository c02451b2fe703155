package directory

import (
	"context"

	"gatehouse/model"
	service "gatehouse/service/directory"
)

// Services are what these screens ask for.
type Services interface {
	Organization(ctx context.Context, id model.ID) (model.Organization, error)

	DirectoryPage(ctx context.Context, environment, organization model.ID, text string,
		p model.Paging) (model.Paged[model.DirectoryStatus], error)
	Directory(ctx context.Context, id model.ID) (model.DirectoryStatus, error)
	CreateDirectory(ctx context.Context, n model.NewDirectory) (model.Directory, string, error)
	UpdateDirectory(ctx context.Context, id model.ID, p model.DirectoryPatch) (model.Directory, error)
	ResetDirectory(ctx context.Context, id model.ID) (model.Directory, string, error)
	DeleteDirectory(ctx context.Context, id model.ID) (model.Deletion, error)

	DirectoryTokens(ctx context.Context, directory model.ID) ([]model.DirectoryToken, error)
	CreateDirectoryToken(ctx context.Context, directory model.ID) (model.DirectoryToken, string, error)
	RevokeDirectoryToken(ctx context.Context, id model.ID) (model.DirectoryToken, error)

	DirectoryUsers(ctx context.Context, q service.EntryList) (model.Paged[model.DirectoryUser], error)
	DirectoryUser(ctx context.Context, id model.ID) (model.DirectoryUser, error)
	DirectoryGroups(ctx context.Context, q service.EntryList) (model.Paged[model.DirectoryGroup], error)
	DirectoryGroup(ctx context.Context, id model.ID) (model.DirectoryGroup, error)

	DirectoryMap(ctx context.Context, directory, user model.ID, paths map[string]string) (model.DirectoryMap, error)
	DirectoryPaths(ctx context.Context, directory, user model.ID) ([]model.PathValue, error)
	MapDirectory(ctx context.Context, id model.ID, paths map[string]string) (model.Directory, error)

	DirectoryRoles(ctx context.Context, directory model.ID) (model.DirectoryRoles, error)
	GiveRoles(ctx context.Context, directory model.ID, roles map[model.ID]string) (model.Directory, error)

	RehearseDirectory(ctx context.Context, directory model.ID, r service.Rehearsal) ([]model.DirectoryRequest, error)
	DirectoryLog(ctx context.Context, directory, behind model.ID, limit int) ([]model.DirectoryRequest, error)
	SearchDirectoryLog(ctx context.Context, q model.DirectoryLogSearch) (model.DirectoryLogFound, error)
	DirectoryRequest(ctx context.Context, directory, id model.ID) (model.DirectoryRequest, error)
	DirectoryRequestAgain(ctx context.Context, directory, id model.ID) (model.DirectoryRequest, error)
}
