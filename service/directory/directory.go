package directory

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"gatehouse/model"
	"gatehouse/service/access"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// Directories lists those of an organization, with what came to them.
func (s Service) Directories(ctx context.Context, organization model.ID) ([]model.DirectoryStatus, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeDirectories, core.OfOrganization(organization)))
	if err != nil {
		return nil, err
	}
	all, err := core.ReadAll[model.Directory](ctx, s.core.Store, model.KindDirectory, organization, "", 0)
	if err != nil {
		return nil, err
	}
	return s.statuses(ctx, all)
}

// DirectoryPage gives a page of an environment's directories: of one organization, if there is one given, and
// with a text in their name.
func (s Service) DirectoryPage(ctx context.Context, environment, organization model.ID, text string,
	p model.Paging) (model.Paged[model.DirectoryStatus], error) {
	var page model.Paged[model.DirectoryStatus]
	s, err := s.pass(s.core.See(ctx, model.ActSeeDirectories, core.Within(&environment, &organization)))
	if err != nil {
		return page, err
	}
	text = strings.ToLower(strings.TrimSpace(text))
	of := core.Find[model.Directory]{Fits: func(d model.Directory) bool {
		return (environment == "" || d.EnvironmentID == environment) && strings.Contains(strings.ToLower(d.Name), text)
	}}
	if text != "" {
		of.Texts = []string{text}
	}
	selected := storage.Selection{Kind: model.KindDirectory, Parent: organization}
	found, err := core.ReadPage(ctx, s.core.Store, selected, p, of)
	if err != nil {
		return page, err
	}
	page.Before, page.After = found.Before, found.After
	page.Items, err = s.statuses(ctx, found.Items)
	return page, err
}

// Directory gives one, with what came to it.
func (s Service) Directory(ctx context.Context, id model.ID) (model.DirectoryStatus, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeDirectories, core.OfDirectory(id)))
	if err != nil {
		return model.DirectoryStatus{}, err
	}
	m, err := s.mappedNow(ctx, id)
	if err != nil {
		return model.DirectoryStatus{}, err
	}
	x, err := s.status(ctx, m.directory)
	if err == nil {
		x.Mapping, err = s.mapping(ctx, m)
	}
	return x, err
}

func (s Service) record(ctx context.Context, id model.ID) (model.Directory, error) {
	return core.Read[model.Directory](ctx, s.core.Store, model.KindDirectory, id)
}

func (s Service) statuses(ctx context.Context, all []model.Directory) ([]model.DirectoryStatus, error) {
	told := make([]model.DirectoryStatus, len(all))
	for i, d := range all {
		var err error
		if told[i], err = s.status(ctx, d); err != nil {
			return nil, err
		}
	}
	return told, nil
}

func (s Service) status(ctx context.Context, d model.Directory) (model.DirectoryStatus, error) {
	x := model.DirectoryStatus{Directory: d}
	var err error
	if x.Counts, err = s.core.Store.DirectoryCounts(ctx, d.ID); err != nil {
		return x, err
	}
	last, err := s.core.Store.DirectoryLog(ctx, storage.DirectoryLogQuery{Directory: d.ID, Limit: 1})
	x.Last = s.state.lastRead(d.ID)
	if len(last) > 0 && last[0].At.After(x.Last) {
		x.Last = last[0].At
	}
	return x, err
}

// CreateDirectory makes a directory with a token, which is given once. One whose people come as a file has none.
func (s Service) CreateDirectory(ctx context.Context, n model.NewDirectory) (model.Directory, string, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActCreateDirectory, core.OfOrganization(n.Organization)))
	if err != nil {
		return model.Directory{}, "", err
	}
	o, err := core.Read[model.Organization](ctx, s.core.Store, model.KindOrganization, n.Organization)
	if err != nil {
		return model.Directory{}, "", err
	}
	d, err := NewDirectory(ctx, s.core, o, n)
	if err != nil {
		return d, "", err
	}
	secret, first := s.firstToken(d)
	edits := append([]core.Edit{core.Guarded(o), core.Created(d)}, first...)
	err = s.core.Apply(ctx, "created the directory "+d.Name, edits...)
	return d.AtRevision(1).(model.Directory), secret, err
}

// NewDirectory is a directory that is to be made in an organization.
func NewDirectory(ctx context.Context, c *core.Core, o model.Organization, n model.NewDirectory) (model.Directory,
	error) {
	d := begun(c, model.Directory{EnvironmentID: o.EnvironmentID, OrganizationID: o.ID})
	var err error
	if d.Type, err = model.CleanDirectoryType(cmp.Or(n.Type, "generic")); err != nil {
		return d, err
	}
	if d.Name, err = model.CleanName("name", cmp.Or(n.Name, o.Name)); err != nil {
		return d, err
	}
	there, err := core.ReadAll[model.Directory](ctx, c.Store, model.KindDirectory, o.ID, "", model.MaxDirectories)
	if err == nil && len(there) >= model.MaxDirectories {
		err = model.Refuse("directory", "delete one that is not needed any more",
			"is one too many: an organization has %d at most", model.MaxDirectories)
	}
	return d, err
}

// begun is a directory with these settings to which nothing has come.
func begun(c *core.Core, d model.Directory) model.Directory {
	now := c.Now()
	d.ID, d.Created, d.Updated, d.Revision = c.NewID(model.PrefixDirectory, now), now, now, 0
	d.Key, d.State = newDirectoryKey(), model.DirectoryValidating
	return d
}

// newDirectoryKey makes what stands in the address of a directory: Okta takes no _ there.
func newDirectoryKey() string {
	return strings.NewReplacer("_", "x", "-", "y").Replace(access.NewSecret(""))
}

// UpdateDirectory changes a directory.
func (s Service) UpdateDirectory(ctx context.Context, id model.ID, p model.DirectoryPatch) (model.Directory, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActChangeDirectory, core.OfDirectory(id)))
	if err != nil {
		return model.Directory{}, err
	}
	get := func() (model.Directory, error) { return s.record(ctx, id) }
	return core.Revise(ctx, s.core, get, func(d *model.Directory) (action string, err error) {
		action = "changed the directory " + d.Name
		if p.Name != nil {
			if d.Name, err = model.CleanName("name", *p.Name); err != nil {
				return "", err
			}
		}
		if p.Type != nil {
			if err := retype(d, *p.Type); err != nil {
				return "", err
			}
		}
		if p.KeepInactive != nil {
			d.KeepInactive = *p.KeepInactive
		}
		return action, nil
	})
}

// retype changes the type of a directory. Whose people come by SCIM, or as a file, do so as long as it is there:
// each way takes for gone whom the other brought.
func retype(d *model.Directory, given string) error {
	was := d.ByFile()
	var err error
	if d.Type, err = model.CleanDirectoryType(given); err != nil {
		return err
	}
	if was != d.ByFile() && d.State == model.DirectoryLinked {
		return model.Refuse("type", "reset the directory first, or make another one",
			"%s has people already, who came another way", d.Name)
	}
	return nil
}

// DeleteDirectory deletes a directory: its address answers nobody any more. Its users and groups can no
// longer be reached; they are kept as long as this can be taken back.
func (s Service) DeleteDirectory(ctx context.Context, id model.ID) (model.Deletion, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActDeleteDirectory, core.OfDirectory(id)))
	if err != nil {
		return model.Deletion{}, err
	}
	for tries := 1; ; tries++ {
		d, err := s.record(ctx, id)
		if err != nil {
			return model.Deletion{}, err
		}
		entry, err := s.core.Applied(ctx, "deleted the directory "+d.Name, core.Deleted(d))
		if !errors.Is(err, model.ErrConflict) || tries == core.MaxRevisions {
			return model.Deletion{Directories: []model.Directory{d}, Undo: entry.ID}, err
		}
	}
}

// linked notes that an identity provider reached a directory.
func (s Service) linked(ctx context.Context, d model.Directory, now time.Time) error {
	if d.State == model.DirectoryLinked {
		return nil
	}
	linked := d
	linked.State, linked.Updated = model.DirectoryLinked, now
	err := s.core.ApplyQuietly(ctx, core.Changed(d, linked))
	if errors.Is(err, model.ErrConflict) {
		return nil // another request has noted it, or the next will
	}
	return err
}
