package webhook

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"gatehouse/model"
	"gatehouse/service/core"
)

const (
	atATime   = 8               // attempts of one endpoint
	restAfter = 5 * time.Second // an error of the store
	readAhead = 200             // events that are read, and deliveries that are written, at once
	lookAhead = 5000            // events that are looked at for those
	gather    = 50 * time.Millisecond
)

// worker delivers to one endpoint. It holds in memory which deliveries wait and until when; all
// else is read and written as it comes, so that it goes on after a crash as after a stop.
type worker struct {
	core     *core.Core
	shape    Shape
	kind     model.EnvironmentKind
	endpoint atomic.Pointer[model.WebhookEndpoint]

	progress model.WebhookProgress
	passed   int  // events since the position was stored
	full     bool // no page was read since as many waited as can
	waiting  queue
	under    map[model.ID]bool // deliveries that are being tried
	results  chan result
	events   chan struct{}   // there are some behind the position
	awaits   bool            // somebody waits for those
	group    *sync.WaitGroup // attempts and who waits, of this run
	trimmed  time.Time

	mu    sync.Mutex
	asked []model.ID // deliveries that somebody wants sent again

	bell  chan struct{}
	stop  context.CancelFunc
	ended chan struct{}
}

// result is what an attempt led to.
type result struct {
	delivery model.ID
	attempt  model.WebhookAttempt
	err      error // of ours: it was not tried
}

func newWorker(c *core.Core, shape Shape, in model.EnvironmentKind, e model.WebhookEndpoint) *worker {
	w := &worker{core: c, shape: shape, kind: in, bell: make(chan struct{}, 1), ended: make(chan struct{})}
	w.endpoint.Store(&e)
	return w
}

// ask has a delivery sent that somebody wants again.
func (w *worker) ask(delivery model.ID) {
	w.mu.Lock()
	w.asked = append(w.asked, delivery)
	w.mu.Unlock()
	select {
	case w.bell <- struct{}{}:
	default:
	}
}

// run works until ctx ends. What the store refuses is begun anew.
func (w *worker) run(ctx context.Context) {
	for {
		err := w.work(ctx)
		if ctx.Err() != nil {
			return
		}
		w.core.Log.ErrorContext(ctx, "webhooks cannot be delivered at the moment", "endpoint", w.endpoint.Load().ID,
			"error", err)
		select {
		case <-time.After(restAfter):
		case <-ctx.Done():
			return
		}
	}
}

// work goes on from what is stored, until ctx ends or something fails.
func (w *worker) work(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	var group sync.WaitGroup
	w.group = &group
	defer group.Wait()
	defer cancel()
	w.under, w.waiting = map[model.ID]bool{}, queue{due: map[model.ID]time.Time{}}
	w.results, w.events, w.awaits = make(chan result, atATime), make(chan struct{}, 1), false
	if err := w.load(ctx); err != nil {
		return err
	}
	tick := time.NewTicker(lookEach)
	defer tick.Stop()
	for {
		if err := w.step(ctx); err != nil {
			return err
		}
		var err error
		select {
		case r := <-w.results:
			err = w.finish(ctx, append([]result{r}, w.further()...))
		case <-w.events:
			w.awaits = false
		case <-w.bell:
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
		if err != nil {
			return err
		}
	}
}

// step does what can be done without waiting.
func (w *worker) step(ctx context.Context) error {
	if err := w.readAsked(ctx); err != nil {
		return err
	}
	if err := w.take(ctx); err != nil {
		return err
	}
	if err := w.tidy(ctx); err != nil {
		return err
	}
	for len(w.under) < atATime {
		id, ok := w.waiting.pop(w.core.Now())
		if !ok {
			break
		}
		w.under[id] = true
		begun, results := w.core.Now(), w.results
		w.group.Go(func() {
			r := w.attempt(ctx, id, begun)
			select {
			case results <- r:
			case <-ctx.Done(): // it is tried again
			}
		})
	}
	return nil
}

// further are the results that have come meanwhile: they are written in one step.
func (w *worker) further() (all []result) {
	for {
		select {
		case r := <-w.results:
			all = append(all, r)
		default:
			return all
		}
	}
}

// finish writes down what attempts led to.
func (w *worker) finish(ctx context.Context, all []result) error {
	for tries := 1; ; tries++ {
		err := w.write(ctx, all)
		if !errors.Is(err, model.ErrConflict) || tries == core.MaxRevisions {
			return err
		}
	}
}

func (w *worker) write(ctx context.Context, all []result) error {
	next := w.progress
	var edits []core.Edit
	var after []model.WebhookDelivery
	for _, r := range all {
		if r.err != nil {
			return r.err
		}
		d, err := readDelivery(ctx, w.core, r.delivery)
		if gone, err := core.Missing(err); err != nil {
			return err
		} else if gone {
			next.Waiting--
			continue
		}
		tried := d.Tried(r.attempt, w.kind)
		edits, after = append(edits, core.Changed(d, tried)), append(after, tried)
		next.Last = r.attempt
		if tried.Over() {
			next.Waiting--
			next.Kept++
		}
		if tried.State == model.DeliveryFailed {
			next.Failed++
		}
	}
	if err := w.apply(ctx, next, edits); err != nil {
		return err
	}
	for _, r := range all {
		delete(w.under, r.delivery)
	}
	for _, d := range after {
		if !d.Over() {
			w.waiting.push(d)
		}
	}
	return nil
}

// apply makes edits together with how far the deliveries are then.
func (w *worker) apply(ctx context.Context, next model.WebhookProgress, edits []core.Edit) error {
	moved := core.Changed(w.progress, next)
	if w.progress.Revision == 0 {
		moved = core.Created(next)
	}
	if err := w.core.ApplyQuietly(ctx, append(edits, moved)...); err != nil {
		return err
	}
	next.Revision++
	w.progress = next
	return nil
}

// readAsked takes in what somebody wants sent again.
func (w *worker) readAsked(ctx context.Context) error {
	w.mu.Lock()
	asked := w.asked
	w.asked = nil
	w.mu.Unlock()
	for _, id := range asked {
		d, err := readDelivery(ctx, w.core, id)
		if gone, err := core.Missing(err); err != nil {
			return err
		} else if gone || d.Over() || w.under[id] {
			continue
		}
		if !w.waiting.has(id) {
			w.progress.Waiting++
			w.progress.Kept--
			if d.Last().Error != "" {
				w.progress.Failed--
			}
		}
		w.waiting.push(d)
	}
	return nil
}
