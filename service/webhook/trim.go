package webhook

import (
	"context"
	"time"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// slack is by how many the deliveries of an endpoint may be too many, so that they are not
// counted out with each.
const slack = 500

// tidy deletes what is kept no longer, once an hour or when it is too much.
func (w *worker) tidy(ctx context.Context) error {
	now := w.core.Now()
	if w.progress.Kept <= model.MaxWebhookDeliveries+slack && now.Sub(w.trimmed) < time.Hour {
		return nil
	}
	w.trimmed = now
	next, err := trim(ctx, w.core, w.progress)
	w.progress = next
	return err
}

// trim deletes deliveries that are over: those that are too old, and the oldest of too many. It
// gives how far the endpoint is then.
func trim(ctx context.Context, c *core.Core, p model.WebhookProgress) (model.WebhookProgress, error) {
	of := selectionOf(model.KindWebhookDelivery, p.EndpointID)
	of.Order, of.Limit = storage.OldestFirst, readAhead
	for {
		step, err := core.Select[model.WebhookDelivery](ctx, c.Store, of)
		if err != nil || len(step) == 0 {
			return p, err
		}
		next := p
		var edits []core.Edit
		for _, d := range step {
			of.Behind = d.ID
			old := c.Now().Sub(d.Created) > model.WebhookDeliveryLife
			if !d.Over() || !old && next.Kept <= model.MaxWebhookDeliveries {
				continue
			}
			edits = append(edits, core.Deleted(d))
			next.Kept--
			if d.State == model.DeliveryFailed {
				next.Failed--
			}
		}
		if len(edits) > 0 {
			if err := c.ApplyQuietly(ctx, append(edits, core.Changed(p, next))...); err != nil {
				return p, err
			}
			next.Revision++
			p = next
		}
		if len(step) < readAhead || c.Now().Sub(step[len(step)-1].Created) <= model.WebhookDeliveryLife &&
			p.Kept <= model.MaxWebhookDeliveries {
			return p, nil
		}
	}
}
