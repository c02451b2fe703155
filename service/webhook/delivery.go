package webhook

import (
	"context"
	"errors"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

func selectionOf(k model.Kind, parent model.ID) storage.Selection {
	return storage.Selection{Kind: k, Parent: parent}
}

// WebhookDeliveries lists those of an endpoint, newest first, behind one of them.
func (s Service) WebhookDeliveries(ctx context.Context, endpoint, behind model.ID,
	limit int) ([]model.WebhookDelivery, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeWebhooks, core.OfWebhook(endpoint)))
	if err != nil {
		return nil, err
	}
	of := selectionOf(model.KindWebhookDelivery, endpoint)
	of.Order, of.Behind, of.Limit = storage.NewestFirst, behind, limit
	return core.Select[model.WebhookDelivery](ctx, s.core.Store, of)
}

// WebhookDelivery gives one, with its endpoint.
func (s Service) WebhookDelivery(ctx context.Context, id model.ID) (model.WebhookDelivery, model.WebhookEndpoint,
	error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeWebhooks, core.Of(model.KindWebhookDelivery, id)))
	if err != nil {
		return model.WebhookDelivery{}, model.WebhookEndpoint{}, err
	}
	d, err := readDelivery(ctx, s.core, id)
	if err != nil {
		return d, model.WebhookEndpoint{}, err
	}
	e, err := s.endpoint(ctx, d.EndpointID)
	return d, e, err
}

func readDelivery(ctx context.Context, c *core.Core, id model.ID) (model.WebhookDelivery, error) {
	return core.Read[model.WebhookDelivery](ctx, c.Store, model.KindWebhookDelivery, id)
}

// ResendWebhook sends an event to its endpoint again, at once.
func (s Service) ResendWebhook(ctx context.Context, id model.ID) (model.WebhookDelivery, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActResendWebhook, core.Of(model.KindWebhookDelivery, id)))
	if err != nil {
		return model.WebhookDelivery{}, err
	}
	for tries := 1; ; tries++ {
		before, e, err := s.WebhookDelivery(ctx, id)
		if err != nil {
			return before, err
		}
		if e.Disabled {
			return before, model.Refuse("endpoint", "enable it first", "%s is disabled", e.URL)
		}
		after := before.Again(s.core.Now())
		err = s.core.ApplyQuietly(ctx, core.Changed(before, after))
		if errors.Is(err, model.ErrConflict) && tries < core.MaxRevisions {
			continue
		}
		if err == nil {
			s.state.resend(resent{e.ID, id})
		}
		return after, err
	}
}
