package onboarding

import (
	"cmp"
	"context"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/service/directory"
)

// DirectorySetup reads how far an organization came with Directory Sync. Its links are about the directory that was
// made last.
func (svc Service) DirectorySetup(ctx context.Context, organization model.ID) (model.DirectorySetup, error) {
	svc, err := svc.pass(svc.core.See(ctx, model.ActSeeDirectories, core.OfOrganization(organization)))
	if err != nil {
		return model.DirectorySetup{}, err
	}
	var s model.DirectorySetup
	all, err := svc.directory().Directories(ctx, organization)
	for _, d := range all {
		if cmp.Or(d.Created.Compare(s.Directory.Created), cmp.Compare(d.ID, s.Directory.ID)) > 0 {
			s.Directory = d
		}
	}
	if err != nil || !s.Made() {
		return s, err
	}
	e, err := core.Read[model.Environment](ctx, svc.core.Store, model.KindEnvironment, s.Directory.EnvironmentID)
	s.GivesRoles = e.PortalRoles && len(e.Roles) > 0
	return s, err
}

// ChooseDirectory makes the directory that the links of an organization are about, without a token, or gives it
// another type as long as no identity provider has reached it. One that is linked is refused.
func (svc Service) ChooseDirectory(ctx context.Context, organization model.ID, chosen string) (model.Directory, error) {
	svc, err := svc.pass(svc.core.Do(ctx, model.ActCreateDirectory, core.OfOrganization(organization)))
	if err != nil {
		return model.Directory{}, err
	}
	if chosen, err = model.CleanDirectoryType(chosen); err != nil {
		return model.Directory{}, err
	}
	o, err := svc.tenant().Organization(ctx, organization)
	if err != nil {
		return model.Directory{}, err
	}
	s, err := svc.DirectorySetup(ctx, organization)
	if err != nil {
		return model.Directory{}, err
	}
	switch d := s.Directory.Directory; {
	case s.Made() && d.Type == chosen:
		return d, nil
	case s.Linked():
		return d, model.Refuse("type", "to change to another provider, reset the directory first",
			"%s provisions into this directory already", d.TypeName())
	case s.Made():
		return svc.directory().UpdateDirectory(ctx, d.ID, model.DirectoryPatch{Type: &chosen})
	}
	d, err := directory.NewDirectory(ctx, svc.core, o, model.NewDirectory{Organization: o.ID, Type: chosen})
	if err != nil {
		return d, err
	}
	err = svc.core.Apply(ctx, "created the directory "+d.Name, core.Guarded(o), core.Created(d))
	return d.AtRevision(1).(model.Directory), err
}

// watchedRequests are so many of the newest requests of a directory that its progress is read from.
const watchedRequests = 200

// DirectoryProgress reads how far an identity provider came with a directory.
func (svc Service) DirectoryProgress(ctx context.Context, id model.ID) (model.DirectoryProgress, error) {
	svc, err := svc.pass(svc.core.See(ctx, model.ActSeeDirectoryLog, core.OfDirectory(id)))
	if err != nil {
		return model.DirectoryProgress{}, err
	}
	d, err := svc.directory().Directory(ctx, id)
	if err != nil {
		return model.DirectoryProgress{}, err
	}
	newest, err := svc.directory().DirectoryLog(ctx, id, "", watchedRequests)
	return model.DirectoryProgressOf(d, newest), err
}
