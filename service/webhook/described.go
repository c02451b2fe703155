package webhook

import (
	"gatehouse/model"
	"gatehouse/service/core"
)

// New is an endpoint that is to be made in an environment, signed for with a secret. Nothing is stored.
func New(c *core.Core, in model.Environment, n model.NewWebhookEndpoint, secret string) (model.WebhookEndpoint, error) {
	if err := checkURL(in.Kind, n.URL); err != nil {
		return model.WebhookEndpoint{}, err
	}
	events, err := model.CleanWebhookEvents(n.Events)
	if err != nil {
		return model.WebhookEndpoint{}, err
	}
	now := c.Now()
	e := model.WebhookEndpoint{ID: c.NewID(model.PrefixWebhook, now), EnvironmentID: in.ID, URL: n.URL, Events: events,
		Since: now, Created: now, Updated: now}
	e.Sealed = seal(c, e, secret)
	return e, nil
}

// Described is an endpoint as a file describes it: one that is there as it will be, or a new one if that is nil.
// Nothing is stored.
func Described(c *core.Core, in model.Environment, s model.SeedWebhook, was *model.WebhookEndpoint) (
	e model.WebhookEndpoint, err error) {
	if err := model.CheckText("secret", s.Secret, 200); err != nil {
		return e, err
	}
	if s.Status != "" && s.Status != model.WebhookEnabled && s.Status != model.WebhookDisabled {
		return e, model.Refuse("status", "give enabled or disabled", "%q is none", model.Short(s.Status))
	}
	if was == nil {
		secret := s.Secret
		if secret == "" {
			secret = newSecret()
		}
		e, err = New(c, in, model.NewWebhookEndpoint{URL: s.URL, Events: s.Named()}, secret)
		e.Disabled = s.Status == model.WebhookDisabled
		return e, err
	}
	e = *was
	if s.Events != nil {
		if e.Events, err = model.CleanWebhookEvents(s.Named()); err != nil {
			return e, err
		}
	}
	if s.Status != "" && s.Status != e.Status() {
		e.Disabled, e.Since = !e.Disabled, c.Now()
	}
	return e, signWith(c, &e, s.Secret)
}

// signWith has another secret sign from now on, if a file gives one.
func signWith(c *core.Core, e *model.WebhookEndpoint, secret string) error {
	if secret == "" {
		return nil
	}
	now, err := open(c, *e)
	if err == nil && now.Signs != secret {
		e.Sealed, e.Next = seal(c, *e, secret), nil
	}
	return err
}
