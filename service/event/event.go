package event

import (
	"context"

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
