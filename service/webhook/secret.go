package webhook

import (
	"context"
	"time"

	"gatehouse/model"
	"gatehouse/service/access"
	"gatehouse/service/core"
)

// maxOverlap is how long a secret may sign on that is to be replaced.
const maxOverlap = 7 * 24 * time.Hour

func newSecret() string { return access.NewSecret("whsec_") }

func seal(c *core.Core, e model.WebhookEndpoint, secret string) []byte {
	return c.Secrets.Seal([]byte(secret), forEndpoint(e.ID))
}

// WebhookSecrets gives the secret that signs what an endpoint gets, and the one that will.
func (s Service) WebhookSecrets(ctx context.Context, id model.ID) (model.WebhookSecrets, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActRevealWebhook, core.OfWebhook(id)))
	if err != nil {
		return model.WebhookSecrets{}, err
	}
	e, err := s.endpoint(ctx, id)
	if err != nil {
		return model.WebhookSecrets{}, err
	}
	secrets, err := open(s.core, e)
	if err != nil {
		return model.WebhookSecrets{}, err
	}
	return secrets, s.core.Shown(ctx, model.View{Subject: e.ID, Right: model.ActSeeWebhooks,
		EnvironmentID: e.EnvironmentID}, "revealed the secret of the webhook endpoint "+e.URL)
}

func open(c *core.Core, e model.WebhookEndpoint) (secrets model.WebhookSecrets, err error) {
	signs, err := c.Secrets.Open(e.SealedAt(c.Now()), forEndpoint(e.ID))
	if err != nil {
		return secrets, err
	}
	secrets.Signs = string(signs)
	if e.Next == nil || !c.Now().Before(e.Next.From) {
		return secrets, nil
	}
	next, err := c.Secrets.Open(e.Next.Sealed, forEndpoint(e.ID))
	secrets.Next, secrets.From = string(next), e.Next.From
	return secrets, err
}

// RotateWebhookSecret makes a new secret and gives it. What signs until then signs on for the
// overlap: an app that takes either of them in that time refuses nothing. What it refuses all
// the same is sent again, signed with the secret of that moment.
func (s Service) RotateWebhookSecret(ctx context.Context, id model.ID,
	overlap time.Duration) (model.WebhookEndpoint, string, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActChangeWebhooks, core.OfWebhook(id)))
	if err != nil {
		return model.WebhookEndpoint{}, "", err
	}
	if overlap < 0 || overlap > maxOverlap {
		return model.WebhookEndpoint{}, "", model.Refuse("overlap", "choose up to a week", "%s is no time for that",
			overlap)
	}
	secret := newSecret()
	get := func() (model.WebhookEndpoint, error) { return s.endpoint(ctx, id) }
	e, err := core.Revise(ctx, s.core, get, func(e *model.WebhookEndpoint) (string, error) {
		sealed := seal(s.core, *e, secret)
		e.Sealed, e.Next = e.SealedAt(s.core.Now()), &model.NextSecret{Sealed: sealed, From: s.core.Now().Add(overlap)}
		if overlap == 0 {
			e.Sealed, e.Next = sealed, nil
		}
		return "rotated the secret of the webhook endpoint " + e.URL, nil
	})
	s.state.Ring()
	return e, secret, err
}
