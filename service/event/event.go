package event

import (
	"context"
	"fmt"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// eventScan is how many events are looked at for one page. A filter that few fit is
// answered by pages with less in them than there is room for, or nothing.
const eventScan = 20_000

// AppEvents gives a page of the events of an environment, the oldest first unless the
// query says otherwise. Its After is "" on the last page.
func (s Service) AppEvents(ctx context.Context, q model.EventQuery) (model.Paged[model.AppEvent], error) {
	s, err := pass(s.core.See(ctx, model.ActSeeEvents, core.Within(&q.Environment, &q.Organization)))
	if err != nil {
		return model.Paged[model.AppEvent]{}, err
	}
	behind, err := q.Check()
	if err != nil {
		return model.Paged[model.AppEvent]{}, err
	}
	page, err := s.core.Store.AppEvents(ctx, storage.AppEventQuery{
		Environment: q.Environment, Organization: q.Organization, Names: q.Names, Since: q.Since, Until: q.Until,
		Behind: behind, Newest: q.Newest, Limit: q.Limit, Scan: eventScan,
	})
	return model.Paged[model.AppEvent]{Items: page.Events, After: page.Next}, err
}

// AppEvent gives one event of an environment. One that is older than events are kept is not found.
func (s Service) AppEvent(ctx context.Context, environment, id model.ID) (model.AppEvent, error) {
	organization := model.ID("")
	s, err := pass(s.core.See(ctx, model.ActSeeEvents, core.Within(&environment, &organization)))
	if err != nil {
		return model.AppEvent{}, err
	}
	_, position, ok := model.ParseEventID(id)
	if ok && position > 0 {
		page, err := s.core.Store.AppEvents(ctx, storage.AppEventQuery{Environment: environment,
			Organization: organization, Behind: position - 1, Limit: 1, Scan: 1})
		if err != nil {
			return model.AppEvent{}, err
		}
		if len(page.Events) == 1 && page.Events[0].ID == id {
			return page.Events[0], nil
		}
	}
	return model.AppEvent{}, fmt.Errorf("event %q: %w", id, model.ErrNotFound)
}

// AwaitAppEvents returns once there is an event of an environment behind another one; ""
// stands before all.
func (s Service) AwaitAppEvents(ctx context.Context, environment, after model.ID) error {
	s, err := pass(s.core.See(ctx, model.ActSeeEvents, core.OfEnvironment(environment)))
	if err != nil {
		return err
	}
	behind, err := model.EventQuery{After: after, Limit: 1}.Check()
	if err != nil {
		return err
	}
	return s.core.Store.AwaitAppEvents(ctx, environment, behind)
}
