package webhook

import (
	"context"
	"fmt"
	"net/netip"
	"net/url"

	"gatehouse/fetch"
	"gatehouse/model"
	"gatehouse/service/core"
)

// WebhookEndpoints lists those of an environment, with how far their deliveries are.
func (s Service) WebhookEndpoints(ctx context.Context, environment model.ID) ([]model.WebhookStatus, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeWebhooks, core.Within(&environment, nil)))
	if err != nil {
		return nil, err
	}
	endpoints, err := core.ReadAll[model.WebhookEndpoint](ctx, s.core.Store, model.KindWebhookEndpoint, environment,
		"", 0)
	if err != nil {
		return nil, err
	}
	all := make([]model.WebhookStatus, 0, len(endpoints))
	for _, e := range endpoints {
		p, err := progressOf(ctx, s.core, e.ID)
		if err != nil {
			return nil, err
		}
		all = append(all, model.WebhookStatus{WebhookEndpoint: e, Progress: p})
	}
	return all, nil
}

// WebhookPage gives a page of an environment's endpoints.
func (s Service) WebhookPage(ctx context.Context, environment model.ID,
	p model.Paging) (model.Paged[model.WebhookEndpoint], error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeWebhooks, core.Within(&environment, nil)))
	if err != nil {
		return model.Paged[model.WebhookEndpoint]{}, err
	}
	of := core.Find[model.WebhookEndpoint]{Fits: func(model.WebhookEndpoint) bool { return true }}
	return core.ReadPage(ctx, s.core.Store, selectionOf(model.KindWebhookEndpoint, environment), p, of)
}

// WebhookEndpoint gives one.
func (s Service) WebhookEndpoint(ctx context.Context, id model.ID) (model.WebhookStatus, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeWebhooks, core.OfWebhook(id)))
	if err != nil {
		return model.WebhookStatus{}, err
	}
	e, err := s.endpoint(ctx, id)
	if err != nil {
		return model.WebhookStatus{}, err
	}
	p, err := progressOf(ctx, s.core, id)
	return model.WebhookStatus{WebhookEndpoint: e, Progress: p}, err
}

func (s Service) endpoint(ctx context.Context, id model.ID) (model.WebhookEndpoint, error) {
	return core.Read[model.WebhookEndpoint](ctx, s.core.Store, model.KindWebhookEndpoint, id)
}

// progressOf is how far the deliveries to an endpoint are: nowhere, if there is none yet.
func progressOf(ctx context.Context, c *core.Core, id model.ID) (model.WebhookProgress, error) {
	p, err := core.Read[model.WebhookProgress](ctx, c.Store, model.KindWebhookProgress, id)
	if none, err := core.Missing(err); none || err != nil {
		return model.WebhookProgress{EndpointID: id}, err
	}
	return p, nil
}

// CreateWebhookEndpoint makes one, which is told of what happens from now on, and gives its
// secret.
func (s Service) CreateWebhookEndpoint(ctx context.Context, n model.NewWebhookEndpoint) (model.WebhookEndpoint, string,
	error) {
	s, err := s.pass(s.core.Do(ctx, model.ActChangeWebhooks, core.OfEnvironment(n.Environment)))
	if err != nil {
		return model.WebhookEndpoint{}, "", err
	}
	in, err := s.tenant().Environment(ctx, n.Environment)
	if err != nil {
		return model.WebhookEndpoint{}, "", err
	}
	secret := newSecret()
	e, err := New(s.core, in, n, secret)
	if err != nil {
		return e, "", err
	}
	all, err := s.WebhookEndpoints(ctx, n.Environment)
	if err != nil {
		return model.WebhookEndpoint{}, "", err
	}
	if len(all) >= model.MaxWebhookEndpoints {
		return model.WebhookEndpoint{}, "", model.Refuse("endpoint", "delete one that is not needed any more",
			"is one too many: an environment has %d at most", model.MaxWebhookEndpoints)
	}
	if err := s.core.Apply(ctx, "created the webhook endpoint "+e.URL, core.Created(e)); err != nil {
		return e, "", err
	}
	s.state.Ring()
	return e.AtRevision(1).(model.WebhookEndpoint), secret, nil
}

// UpdateWebhookEndpoint changes one. Enabled again, it is told of what happens from now on.
func (s Service) UpdateWebhookEndpoint(ctx context.Context, id model.ID,
	p model.WebhookPatch) (model.WebhookEndpoint, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActChangeWebhooks, core.OfWebhook(id)))
	if err != nil {
		return model.WebhookEndpoint{}, err
	}
	get := func() (model.WebhookEndpoint, error) { return s.endpoint(ctx, id) }
	e, err := core.Revise(ctx, s.core, get, func(e *model.WebhookEndpoint) (string, error) {
		return s.patch(ctx, e, p)
	})
	s.state.Ring()
	return e, err
}

func (s Service) patch(ctx context.Context, e *model.WebhookEndpoint, p model.WebhookPatch) (action string, err error) {
	action = "changed the webhook endpoint " + e.URL
	if p.URL != nil && *p.URL != e.URL {
		in, err := s.tenant().Environment(ctx, e.EnvironmentID)
		if err != nil {
			return "", err
		}
		if err := checkURL(in.Kind, *p.URL); err != nil {
			return "", err
		}
		e.URL = *p.URL
	}
	if p.Events != nil {
		if e.Events, err = model.CleanWebhookEvents(p.Events); err != nil {
			return "", err
		}
	}
	switch {
	case p.Enabled == nil || *p.Enabled == !e.Disabled:
	case *p.Enabled:
		e.Disabled, e.Since = false, s.core.Now()
		action = "enabled the webhook endpoint " + e.URL
	default:
		e.Disabled = true
		action = "disabled the webhook endpoint " + e.URL
	}
	return action, nil
}

// DeleteWebhookEndpoint deletes one. What waits to be sent to it is not sent any more.
func (s Service) DeleteWebhookEndpoint(ctx context.Context, id model.ID) (model.WebhookEndpoint, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActChangeWebhooks, core.OfWebhook(id)))
	if err != nil {
		return model.WebhookEndpoint{}, err
	}
	e, err := s.endpoint(ctx, id)
	if err != nil {
		return e, err
	}
	err = s.core.Apply(ctx, "deleted the webhook endpoint "+e.URL, core.Deleted(e))
	s.state.Ring()
	return e, err
}

// checkURL refuses an address that webhooks of an environment of a kind may not go to.
func checkURL(in model.EnvironmentKind, address string) error {
	if err := model.CheckWebhookURL(in, address); err != nil {
		return err
	}
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	// What a name means is asked with each delivery.
	if a, err := netip.ParseAddr(u.Hostname()); err == nil && !reachOf(in).Allows(a) {
		return model.Refuse("endpoint_url", "use a public address", "%q is inside a private network", u.Hostname())
	}
	return nil
}

// reachOf is where webhooks of an environment may go.
func reachOf(in model.EnvironmentKind) fetch.Reach {
	if in == model.Staging {
		return fetch.Loopback
	}
	return fetch.Public
}

// forEndpoint is the context that a secret is sealed in.
func forEndpoint(id model.ID) string { return fmt.Sprintf("webhook %s", id) }
