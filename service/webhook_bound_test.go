package service_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
)

// stalls is an endpoint that answers nothing until it is let go, and then counts what arrives.
type stalls struct {
	*httptest.Server
	begun chan struct{} // an attempt has begun
	let   chan struct{}
	free  func()

	mu     sync.Mutex
	answer int
}

func newStalls(t *testing.T, answer int) *stalls {
	t.Helper()
	s := &stalls{begun: make(chan struct{}, 20_000), let: make(chan struct{}), answer: answer}
	s.free = sync.OnceFunc(func() { close(s.let) })
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.begun <- struct{}{}
		select {
		case <-s.let:
		case <-r.Context().Done():
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		w.WriteHeader(s.answer)
	}))
	t.Cleanup(s.Close)
	t.Cleanup(s.free)
	return s
}

// Of an endpoint that is down so many deliveries wait and no more: later events stay where they are,
// which its owner is told, and follow once it answers.
func TestDeliveriesThatWaitAreBounded(t *testing.T) {
	t.Parallel()
	const later, ahead = 900, 200 + 8 // a page, and what is under way
	h := openInstallation(t)
	s := newStalls(t, http.StatusOK)
	e, _ := h.hook(t, s.URL)
	for range 10 {
		h.happens(t, model.ConnectionActivated, bodies(model.MaxWebhookWaiting/10)...)
		h.clock.add(time.Millisecond)
	}
	h.happens(t, model.ConnectionActivated, bodies(later)...)
	h.delivers(t)
	status := func() model.WebhookStatus {
		t.Helper()
		x, err := h.WebhookEndpoint(t.Context(), e.ID)
		if err != nil || x.Progress.Waiting > model.MaxWebhookWaiting+ahead {
			t.Fatalf("%d wait, %v", x.Progress.Waiting, err)
		}
		return x
	}
	for !status().Progress.Full() {
		time.Sleep(5 * time.Millisecond) // the next look
	}
	full := status()
	if full.Health() != "full" || !strings.Contains(full.Progress.Words(), "no more can wait") {
		t.Errorf("%s: %s", full.Health(), full.Progress.Words())
	}
	page, err := h.AppEvents(t.Context(), model.EventQuery{Environment: h.staging, Newest: true, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	last := page.Items[0].ID
	became := func() model.EventDelivery {
		t.Helper()
		all, err := h.EventDeliveries(t.Context(), h.staging, last)
		if err != nil || len(all) != 1 {
			t.Fatal(all, err)
		}
		return all[0]
	}
	if x := became(); !strings.Contains(x.Why, "until fewer others wait") {
		t.Errorf("of the last event: %+v", x)
	}
	s.free()
	for {
		if x := became(); x.Delivery != nil && x.Delivery.State == model.DeliveryDelivered {
			break
		}
		status()
		time.Sleep(5 * time.Millisecond) // the next look
	}
	for status().Progress.Waiting > 0 {
		time.Sleep(5 * time.Millisecond) // the next look
	}
	if x := status(); x.Health() != model.WebhookEnabled || x.Progress.Kept > model.MaxWebhookDeliveries+500+ahead {
		t.Errorf("%s, %d are kept", x.Health(), x.Progress.Kept)
	}
}

// An endpoint that is disabled, or a delivery that is sent again, while the last attempt is under way:
// the delivery is tried no more or begins anew, and is counted once.
func TestTheLastAttemptUnderWay(t *testing.T) {
	for name, test := range map[string]struct {
		meanwhile       func(h *installation, t *testing.T, d model.WebhookDelivery)
		then            func(h *installation, t *testing.T, d model.WebhookDelivery)
		waiting, failed int
		last            string
	}{
		"it fails": {nil, nil, 0, 1, "it answered 503"},
		"sent again": {func(h *installation, t *testing.T, d model.WebhookDelivery) {
			if _, err := h.ResendWebhook(t.Context(), d.ID); err != nil {
				t.Fatal(err)
			}
		}, nil, 1, 0, "it answered 503"},
		"disabled": {func(h *installation, t *testing.T, d model.WebhookDelivery) {
			h.able(t, d.EndpointID, false)
		}, func(h *installation, t *testing.T, d model.WebhookDelivery) {
			h.clock.add(time.Second)
			h.able(t, d.EndpointID, true)
		}, 0, 1, "the endpoint was disabled while this waited"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := openInstallation(t)
			s := newStalls(t, http.StatusServiceUnavailable)
			e, _ := h.hook(t, s.URL)
			h.happens(t, model.ConnectionActivated, `{}`)
			d := h.triedBefore(t, e)
			h.delivers(t)
			<-s.begun
			if test.meanwhile != nil {
				test.meanwhile(h, t, d)
			}
			if test.then == nil {
				s.free()
			} else {
				test.then(h, t, d)
			}
			got := d
			var err error
			for len(got.Attempts) == len(d.Attempts) && err == nil {
				time.Sleep(5 * time.Millisecond) // the next look
				got, _, err = h.WebhookDelivery(t.Context(), d.ID)
			}
			h.settled(t, e.ID, test.waiting, test.failed, test.failed)
			if err != nil || !strings.Contains(got.Last().Error, test.last) || got.Over() == (test.waiting > 0) {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
}

// able enables an endpoint, or disables it.
func (h *installation) able(t *testing.T, id model.ID, yes bool) {
	t.Helper()
	if _, err := h.UpdateWebhookEndpoint(t.Context(), id, model.WebhookPatch{Enabled: &yes}); err != nil {
		t.Fatal(err)
	}
}

// triedBefore is a delivery of the newest event that was tried as often as it can be but once.
func (h *installation) triedBefore(t *testing.T, e model.WebhookEndpoint) model.WebhookDelivery {
	t.Helper()
	all := h.events(t, "")
	event := all[len(all)-1]
	d := model.WebhookDelivery{ID: model.NewID(model.PrefixDelivery, h.clock.Now()), EndpointID: e.ID,
		EventID: event.ID, Event: string(event.Name), Body: "{}", State: model.DeliveryWaiting, Queued: h.clock.Now(),
		Created: h.clock.Now()}
	for {
		next := d.Tried(model.WebhookAttempt{At: h.clock.Now(), Status: 503, Error: "it answered 503"}, model.Staging)
		if next.Over() {
			break
		}
		d = next
	}
	d.Next = h.clock.Now()
	data, err := json.Marshal(d)
	if err == nil {
		err = h.Store.Apply(t.Context(), storage.Change{Record: model.RecordOf(d, data, h.clock.Now())})
	}
	if err != nil {
		t.Fatal(err)
	}
	return d
}
