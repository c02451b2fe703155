package directory

import (
	"bytes"
	"context"
	"encoding/json"
	"time"

	"gatehouse/model"
)

// happenings are the events of a kind of entry.
type happenings struct{ created, updated, deleted model.EventName }

var eventsOf = map[model.EntryKind]happenings{
	model.UserEntry:  {model.DirectoryUserCreated, model.DirectoryUserUpdated, model.DirectoryUserDeleted},
	model.GroupEntry: {model.DirectoryGroupCreated, model.DirectoryGroupUpdated, model.DirectoryGroupDeleted},
}

var publishedPrefix = map[model.EntryKind]string{
	model.UserEntry: model.PrefixDirectoryUser, model.GroupEntry: model.PrefixDirectoryGroup,
}

// publish decides whether apps know of an entry, and what they are told now that it changed. A user who is
// deactivated is gone for them, unless their directory keeps those who are inactive; one who is activated
// again is a new one then, and in the groups that they were in.
func (x *exchange) publish(ctx context.Context, was, is model.DirectoryEntry) (model.DirectoryEntry, []model.AppEvent,
	error) {
	names := eventsOf[is.Kind]
	known := is.Kind == model.GroupEntry || is.State == model.UserActive || x.directory.KeepInactive
	switch {
	case was.Published == "" && !known:
		return is, nil, nil
	case was.Published == "":
		is.Published, is.PublishedAt, is.PublishedEdit = x.core.NewID(publishedPrefix[is.Kind], x.now), x.now, x.now
		events, err := x.tell(names.created, is, nil)
		if err == nil && was.Revision > 0 {
			events, err = x.backInGroups(ctx, is, events)
		}
		return is, events, err
	case !known:
		events, err := x.tell(names.deleted, is, nil)
		is.Published, is.PublishedAt, is.PublishedEdit = "", time.Time{}, time.Time{}
		return is, events, err
	}
	previous, err := previousOf(was, is)
	if err != nil || len(previous) == 0 {
		return is, nil, err
	}
	is.PublishedEdit = x.now
	events, err := x.tell(names.updated, is, previous)
	return is, events, err
}

// tell is the event that tells of an entry.
func (x *exchange) tell(name model.EventName, e model.DirectoryEntry, previous map[string]any) ([]model.AppEvent,
	error) {
	var data any
	if e.Kind == model.GroupEntry {
		g := e.AsGroup(x.directory)
		g.Previous = previous
		data = g
	} else {
		u, err := e.AsUser(x.directory)
		if err != nil {
			return nil, err
		}
		u.Previous = previous
		data = u
	}
	return x.event(name, data)
}

func (x *exchange) event(name model.EventName, data any) ([]model.AppEvent, error) {
	e, err := model.Telling{Name: name, Environment: x.directory.EnvironmentID,
		Organization: x.directory.OrganizationID, Data: data}.Event(x.now)
	return []model.AppEvent{e}, err
}

// backInGroups tells of the groups that a user is in who was not known to apps for a while: the identity
// provider does not send them again.
func (x *exchange) backInGroups(ctx context.Context, user model.DirectoryEntry, events []model.AppEvent) (
	[]model.AppEvent, error) {
	in, err := x.groupsOf(ctx, user, groupsRead{})
	if err != nil {
		return nil, err
	}
	for _, group := range in {
		e, err := x.tellMember(model.DirectoryUserAdded, user, group)
		if err != nil {
			return nil, err
		}
		events = append(events, e...)
	}
	return events, nil
}

// tellMember is the event that a user came into a group, or left it: of one whom apps do not know, none.
func (x *exchange) tellMember(name model.EventName, user, group model.DirectoryEntry) ([]model.AppEvent, error) {
	if user.Published == "" {
		return nil, nil
	}
	u, err := user.AsUser(x.directory)
	if err != nil {
		return nil, err
	}
	return x.event(name, model.MemberEvent{DirectoryID: x.directory.ID, OrganizationID: x.directory.OrganizationID,
		User: u, Group: group.AsGroup(x.directory)})
}

// previousOf is what an entry was before in what changed of it, in the words of the API: the names at the
// root, and those in raw_attributes. What was not there before is null.
func previousOf(was, is model.DirectoryEntry) (map[string]any, error) {
	before, err := rootsOf(was)
	if err != nil {
		return nil, err
	}
	after, err := rootsOf(is)
	if err != nil {
		return nil, err
	}
	previous := changedRoots(before, after)
	raw, err := changedRaw(was.Resource, is.Resource)
	if err != nil {
		return nil, err
	}
	if len(raw) > 0 {
		previous["raw_attributes"] = raw
	}
	return previous, nil
}

// rootsOf are the attributes of an entry that apps see, by their names in the API.
func rootsOf(e model.DirectoryEntry) (map[string]json.RawMessage, error) {
	roots := map[string]json.RawMessage{}
	if e.Kind == model.GroupEntry {
		name, err := json.Marshal(e.Name)
		roots["name"] = name
		return roots, err
	}
	if err := json.Unmarshal(e.Attributes, &roots); err != nil {
		return nil, err
	}
	state, err := json.Marshal(e.State)
	roots["state"] = state
	return roots, err
}

func changedRaw(was, is json.RawMessage) (map[string]any, error) {
	var before, after map[string]json.RawMessage
	if err := json.Unmarshal(was, &before); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(is, &after); err != nil {
		return nil, err
	}
	return changedRoots(before, after), nil
}

func changedRoots(before, after map[string]json.RawMessage) map[string]any {
	previous := map[string]any{}
	for name, old := range before {
		if !bytes.Equal(old, after[name]) {
			previous[name] = old
		}
	}
	for name := range after {
		if _, there := before[name]; !there {
			previous[name] = nil
		}
	}
	return previous
}
