package seed

import (
	"context"
	"slices"

	"gatehouse/model"
	"gatehouse/service/webhook"
)

// webhook plans an endpoint.
func (p *plan) webhook(s model.SeedWebhook) error {
	if s.Environment == "" {
		s.Environment = model.Staging
	}
	env, ok := p.environments[s.Environment]
	if !ok {
		return model.Refuse("environment", "use staging or production", "there is no environment %q",
			model.Short(string(s.Environment)))
	}
	var was *model.WebhookEndpoint
	var before model.Noun
	at := slices.IndexFunc(p.webhooks[env.ID], func(e model.WebhookEndpoint) bool { return e.URL == s.URL })
	if at >= 0 {
		was, before = &p.webhooks[env.ID][at], p.webhooks[env.ID][at]
	} else if len(p.webhooks[env.ID]) >= model.MaxWebhookEndpoints {
		return model.Refuse("endpoint_url", "delete one that is not needed any more",
			"is one too many: an environment has %d at most", model.MaxWebhookEndpoints)
	}
	e, err := webhook.Described(p.core, env, s, was)
	if err != nil {
		return err
	}
	if at >= 0 {
		p.webhooks[env.ID][at] = e
	} else {
		p.webhooks[env.ID] = append(p.webhooks[env.ID], e)
	}
	return p.keep("webhook endpoint "+e.URL, before, e)
}

// endpoints are those of an environment.
func (s Service) endpoints(ctx context.Context, environment model.ID) (all []model.WebhookEndpoint, err error) {
	found, err := s.webhook().WebhookEndpoints(ctx, environment)
	for _, e := range found {
		all = append(all, e.WebhookEndpoint)
	}
	return all, err
}

// exportWebhook leaves out the secret.
func exportWebhook(e model.WebhookEndpoint, kind model.EnvironmentKind) model.SeedWebhook {
	s := model.SeedWebhook{Environment: kind, URL: e.URL, Events: []string{}}
	if !e.AllEvents() {
		s.Events = e.Events
	}
	if e.Disabled {
		s.Status = e.Status()
	}
	return s
}
