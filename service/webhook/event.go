package webhook

import (
	"context"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/service/event"
)

// EventDeliveries says of each endpoint of an environment what became of an event there.
func (s Service) EventDeliveries(ctx context.Context, environment, id model.ID) ([]model.EventDelivery, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeWebhooks, core.Within(&environment, nil)))
	if err != nil {
		return nil, err
	}
	of, err := event.On(s.core).AppEvent(ctx, environment, id)
	if err != nil {
		return nil, err
	}
	endpoints, err := s.WebhookEndpoints(ctx, environment)
	if err != nil {
		return nil, err
	}
	all := make([]model.EventDelivery, 0, len(endpoints))
	for _, e := range endpoints {
		d, err := deliveryOf(ctx, s.core, e.ID, id)
		if err != nil {
			return nil, err
		}
		x := model.EventDelivery{Endpoint: e.WebhookEndpoint, Delivery: d}
		if d == nil {
			x.Why = e.WhyNoDelivery(of)
		}
		all = append(all, x)
	}
	return all, nil
}

// deliveryOf finds that of an event to an endpoint; nil if there is none.
func deliveryOf(ctx context.Context, c *core.Core, endpoint, event model.ID) (*model.WebhookDelivery, error) {
	d, err := core.ReadNamed[model.WebhookDelivery](ctx, c.Store, model.NameDelivery.In(endpoint, string(event)))
	if none, err := core.Missing(err); none || err != nil {
		return nil, err
	}
	return &d, nil
}
