package directory

import (
	"context"
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
		events, err := x.told(names.created, is, nil)
		if err == nil && was.Revision > 0 {
			events, err = x.backInGroups(ctx, is, events)
		}
		return is, events, err
	case !known:
		events, err := x.told(names.deleted, is, nil)
		is.Published, is.PublishedAt, is.PublishedEdit = "", time.Time{}, time.Time{}
		return is, events, err
	}
	return x.updated(was, is)
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
		e, err := x.toldMember(model.DirectoryUserAdded, user, group)
		if err != nil {
			return nil, err
		}
		events = append(events, e...)
	}
	return events, nil
}
