package directory

import (
	"context"
	"encoding/json"
	"errors"

	"gatehouse/model"
	"gatehouse/scim"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// maxPaths is how many paths of a user are listed.
const maxPaths = 500

// DirectoryMap gives the attribute map of a directory, with what it makes of a user, by the id that apps know; "" is
// the newest. With other paths it gives the map as these would change it.
func (s Service) DirectoryMap(ctx context.Context, directory, user model.ID, paths map[string]string) (
	model.DirectoryMap, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeDirectoryUsers, core.OfDirectory(directory)))
	if err != nil {
		return model.DirectoryMap{}, err
	}
	d, env, err := s.withEnvironment(ctx, directory)
	if err != nil {
		return model.DirectoryMap{}, err
	}
	if err := d.MapAttributes(env, paths); err != nil {
		return model.DirectoryMap{}, err
	}
	u, r, err := s.example(ctx, d, user)
	m := model.DirectoryMap{User: u.ID, Attributes: model.NewAttributeMap(env, d).Shown(env, d, r)}
	if u.ID != "" {
		m.Label = u.Label()
	}
	return m, err
}

// DirectoryPaths lists the paths that lead to something in what was sent of a user, by the id that apps know; "" is
// the newest.
func (s Service) DirectoryPaths(ctx context.Context, directory, user model.ID) ([]model.PathValue, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeDirectoryUsers, core.OfDirectory(directory)))
	if err != nil {
		return nil, err
	}
	d, err := s.record(ctx, directory)
	if err != nil {
		return nil, err
	}
	_, r, err := s.example(ctx, d, user)
	if err != nil {
		return nil, err
	}
	var all []model.PathValue
	for _, l := range r.Locate(maxPaths) {
		text, err := json.Marshal(l.Value)
		if err != nil {
			return nil, err
		}
		all = append(all, model.PathValue{Path: l.Path, Value: text})
	}
	return all, nil
}

// MapDirectory changes paths of the attribute map of a directory; "" takes one away. Its users are recomputed.
func (s Service) MapDirectory(ctx context.Context, id model.ID, paths map[string]string) (model.Directory, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActChangeDirectory, core.OfDirectory(id)))
	if err != nil {
		return model.Directory{}, err
	}
	return s.reviseMapped(ctx, id, func(d *model.Directory, env model.Environment) (string, error) {
		return "changed the attribute map of the directory " + d.Name, d.MapAttributes(env, paths)
	})
}

// reviseMapped changes a directory by what its environment says.
func (s Service) reviseMapped(ctx context.Context, id model.ID,
	change func(*model.Directory, model.Environment) (string, error)) (model.Directory, error) {
	var env model.Environment
	get := func() (d model.Directory, err error) {
		d, env, err = s.withEnvironment(ctx, id)
		return d, err
	}
	return core.Revise(ctx, s.core, get, func(d *model.Directory) (string, error) { return change(d, env) })
}

func (s Service) withEnvironment(ctx context.Context, id model.ID) (model.Directory, model.Environment, error) {
	d, err := s.record(ctx, id)
	if err != nil {
		return d, model.Environment{}, err
	}
	e, err := core.Read[model.Environment](ctx, s.core.Store, model.KindEnvironment, d.EnvironmentID)
	return d, e, err
}

// example is a user of a directory with their resource; none if apps know of nobody.
func (s Service) example(ctx context.Context, d model.Directory, user model.ID) (model.DirectoryUser, scim.Resource,
	error) {
	var none model.DirectoryUser
	var e model.DirectoryEntry
	if user != "" {
		found, err := s.publishedIn(ctx, d.ID, user, model.UserEntry)
		if err != nil {
			return none, nil, err
		}
		e = found
	} else {
		newest, err := s.core.Store.DirectoryEntries(ctx, storage.EntryQuery{Directory: d.ID, Kind: model.UserEntry,
			Published: true, Newest: true, Limit: 1})
		if err != nil || len(newest) == 0 {
			return none, nil, err
		}
		e = newest[0]
	}
	u, err := e.AsUser(d)
	r, failed := resourceOf(e)
	return u, r, errors.Join(err, failed)
}

// mapping is how what apps see of a directory stands to its map.
func (s Service) mapping(ctx context.Context, m mapped) (model.MappingStatus, error) {
	status := model.MappingStatus{Unmapped: m.attributes.Unmapped()}
	status.RoleGroups, status.DefaultRole = m.attributes.GroupRoles()
	var err error
	status.Recompute, err = s.recomputed(ctx, m.directory.ID)
	if err != nil || status.Recompute.Map == m.attributes.Fingerprint() {
		return status, err
	}
	counts, err := s.core.Store.DirectoryCounts(ctx, m.directory.ID)
	status.Recompute = model.NewRecompute(m.directory.ID, m.attributes, counts) // it begins in a moment
	return status, err
}
