package webhook

import (
	"context"
	"slices"
	"time"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

const (
	eventLife = 90 * 24 * time.Hour // of what apps are told
	maxPassed = 1000                // events after which the position is stored, also if none was wanted
)

// load finds out what waits, and how far the endpoint is.
func (w *worker) load(ctx context.Context) (err error) {
	e := w.endpoint.Load()
	if w.progress, err = progressOf(ctx, w.core, e.ID); err != nil {
		return err
	}
	next := w.progress
	next.Waiting, next.Failed, next.Kept = 0, 0, 0
	var ended []core.Edit
	of := selectionOf(model.KindWebhookDelivery, e.ID)
	read := func(r model.Record) (model.WebhookDelivery, error) { return model.Decode[model.WebhookDelivery](r) }
	for d, err := range core.Stream(ctx, w.core.Store, of, read) {
		switch {
		case err != nil:
			return err
		case d.State == model.DeliveryWaiting && !d.Queued.Before(e.Since):
			next.Waiting++
			w.waiting.push(d)
			continue
		case d.State == model.DeliveryWaiting:
			ended = append(ended, core.Changed(d, d.Disabled(w.core.Now())))
			next.Failed++
		case d.State == model.DeliveryFailed:
			next.Failed++
		}
		next.Kept++
	}
	if !next.Since.Equal(e.Since) || next.Revision == 0 {
		if next.Position, err = w.before(ctx, *e); err != nil {
			return err
		}
		next.Since, next.Looked = e.Since, e.Since
	}
	for len(ended) > readAhead {
		if err := w.core.ApplyQuietly(ctx, ended[:readAhead]...); err != nil {
			return err
		}
		ended = ended[readAhead:]
	}
	return w.apply(ctx, next, ended)
}

// before is the position of the last event that happened before the endpoint was made or
// enabled: those behind it are its.
func (w *worker) before(ctx context.Context, e model.WebhookEndpoint) (uint64, error) {
	page, err := w.core.Store.AppEvents(ctx, storage.AppEventQuery{Environment: e.EnvironmentID, Newest: true,
		Until: e.Since, Limit: 1})
	if err != nil || len(page.Events) == 0 {
		return 0, err
	}
	_, position, _ := model.ParseEventID(page.Events[0].ID)
	return position, nil
}

// take makes deliveries of the events behind the position, in one step with the new position.
func (w *worker) take(ctx context.Context) error {
	for !w.awaits {
		if w.waiting.len() >= model.MaxWebhookWaiting {
			w.full = true
			return nil
		}
		more, err := w.takePage(ctx)
		if err != nil {
			return err
		}
		if !more {
			w.await(ctx)
		}
	}
	return nil
}

func (w *worker) takePage(ctx context.Context) (more bool, err error) {
	e := w.endpoint.Load()
	page, err := w.core.Store.AppEvents(ctx, storage.AppEventQuery{Environment: e.EnvironmentID,
		Behind: w.progress.Position, Limit: readAhead, Scan: lookAhead})
	if err != nil || len(page.Events) == 0 {
		return false, err
	}
	made, err := w.deliveries(ctx, e, page.Events)
	if err != nil {
		return false, err
	}
	var edits []core.Edit
	for _, d := range made {
		edits = append(edits, core.Created(d))
	}
	next := w.progress
	last := page.Events[len(page.Events)-1]
	_, next.Position, _ = model.ParseEventID(last.ID)
	w.noteSkipped(ctx, &next, page.Events[0].Created)
	next.Looked, w.full = last.Created, false
	next.Waiting += len(made)
	w.passed += len(page.Events)
	if len(made) == 0 && w.passed < maxPassed { // nothing is lost if it is looked at again
		w.progress = next
		return page.Next != "", nil
	}
	if err := w.apply(ctx, next, edits); err != nil {
		return false, err
	}
	w.passed = 0
	for _, d := range made {
		w.waiting.push(d)
	}
	return page.Next != "", nil
}

// deliveries are those of the events that the endpoint wants. One that has a delivery already, since
// the clock was set back after it, is not sent a second time.
func (w *worker) deliveries(ctx context.Context, e *model.WebhookEndpoint,
	events []model.AppEvent) (made []model.WebhookDelivery, err error) {
	now := w.core.Now()
	ids := w.ids(len(events), now)
	for i, event := range events {
		if !e.Wants(string(event.Name)) || event.Created.Before(e.Since) {
			continue
		}
		if there, err := deliveryOf(ctx, w.core, e.ID, event.ID); err != nil {
			return nil, err
		} else if there != nil {
			continue
		}
		body, err := w.shape(event)
		if err != nil {
			return nil, err
		}
		made = append(made, model.WebhookDelivery{ID: ids[i], EndpointID: e.ID, EventID: event.ID,
			Event: string(event.Name), Body: string(body), State: model.DeliveryWaiting, Queued: now, Next: now,
			Created: now})
	}
	return made, nil
}

// ids are as many in their order: somebody else may make some of a later time in between.
func (w *worker) ids(n int, now time.Time) (all []model.ID) {
	for range n {
		all = append(all, w.core.NewID(model.PrefixDelivery, now))
	}
	slices.Sort(all)
	return all
}

// noteSkipped notes that events were forgotten before they could be looked at: the endpoint had
// as many waiting as can, for as long as events are kept.
func (w *worker) noteSkipped(ctx context.Context, next *model.WebhookProgress, first time.Time) {
	now := w.core.Now()
	if now.Sub(next.Looked) <= eventLife || first.Sub(next.Looked) < time.Hour || !w.full {
		return
	}
	next.Skipped = now
	w.core.Log.WarnContext(ctx, "events were skipped: they waited longer than events are kept",
		"endpoint", next.EndpointID, "from", next.Looked, "to", first)
}

// await has the worker know of events behind its position. Those that come at once are read
// together.
func (w *worker) await(ctx context.Context) {
	w.awaits = true
	environment, behind, events := w.endpoint.Load().EnvironmentID, w.progress.Position, w.events
	w.group.Go(func() {
		if err := w.core.Store.AwaitAppEvents(ctx, environment, behind); err != nil {
			return // ctx has ended, or the store closes, which the next step finds out
		}
		select {
		case <-time.After(gather):
			events <- struct{}{}
		case <-ctx.Done():
		}
	})
}
