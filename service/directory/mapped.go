package directory

import (
	"context"
	"time"

	"gatehouse/model"
)

// mapped is a directory at a moment, with what apps see of it.
type mapped struct {
	directory  model.Directory
	attributes model.AttributeMap
	now        time.Time
}

// mappedNow reads a directory and its attribute map as they are now.
func (s Service) mappedNow(ctx context.Context, id model.ID) (mapped, error) {
	d, e, err := s.withEnvironment(ctx, id)
	if err != nil {
		return mapped{}, err
	}
	return mapped{d, s.state.compiled(e, d), s.core.Now()}, nil
}

// told is the event that tells of an entry.
func (m mapped) told(name model.EventName, e model.DirectoryEntry, previous map[string]any) ([]model.AppEvent, error) {
	if e.Kind == model.GroupEntry {
		g := m.attributes.ToldGroup(e.AsGroup(m.directory))
		g.Previous = previous
		return m.event(name, g)
	}
	u, err := e.AsUser(m.directory)
	if err != nil {
		return nil, err
	}
	u = m.attributes.ToldUser(u)
	u.Previous = previous
	return m.event(name, u)
}

// toldMember is the event that a user came into a group, or left it: of one whom apps do not know, none.
func (m mapped) toldMember(name model.EventName, user, group model.DirectoryEntry) ([]model.AppEvent, error) {
	if user.Published == "" {
		return nil, nil
	}
	u, err := user.AsUser(m.directory)
	if err != nil {
		return nil, err
	}
	return m.event(name, model.MemberEvent{DirectoryID: m.directory.ID, OrganizationID: m.directory.OrganizationID,
		User: m.attributes.ToldUser(u), Group: m.attributes.ToldGroup(group.AsGroup(m.directory))})
}

func (m mapped) event(name model.EventName, data any) ([]model.AppEvent, error) {
	e, err := model.Telling{Name: name, Environment: m.directory.EnvironmentID,
		Organization: m.directory.OrganizationID, Data: data}.Event(m.now)
	return []model.AppEvent{e}, err
}

// updated is an entry that apps know of and go on knowing, with what they are told of what they see change.
func (m mapped) updated(was, is model.DirectoryEntry) (model.DirectoryEntry, []model.AppEvent, error) {
	previous, err := previousOf(was, is)
	if err != nil || len(previous) == 0 {
		return is, nil, err
	}
	is.PublishedEdit = m.now
	events, err := m.told(eventsOf[is.Kind].updated, is, previous)
	return is, events, err
}
