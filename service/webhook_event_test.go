package service_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
)

// Of an event each endpoint of its environment has the delivery, or says why there is none.
func TestWhatBecameOfAnEvent(t *testing.T) {
	h := openInstallation(t)
	r := newReceiver(t)
	good, secret := h.hook(t, r.URL+"/good")
	r.set(secret, nil)
	other, _, err := h.CreateWebhookEndpoint(t.Context(), model.NewWebhookEndpoint{Environment: h.staging,
		URL: r.URL + "/other", Events: []string{"organization.created"}})
	if err != nil {
		t.Fatal(err)
	}
	off, _ := h.hook(t, r.URL+"/off")
	if _, err := h.UpdateWebhookEndpoint(t.Context(), off.ID, model.WebhookPatch{Enabled: new(false)}); err != nil {
		t.Fatal(err)
	}
	h.clock.add(time.Second)
	h.happens(t, model.ConnectionActivated, `{}`)
	all := h.events(t, "")
	id := all[len(all)-1].ID
	h.clock.add(time.Second)
	late, _ := h.hook(t, r.URL+"/late")
	holds := func(want map[model.ID]string) {
		t.Helper()
		all, err := h.EventDeliveries(t.Context(), h.staging, id)
		if err != nil || len(all) != len(want) {
			t.Fatal(all, err)
		}
		for _, x := range all {
			got := x.Why
			if x.Delivery != nil {
				got = string(x.Delivery.State)
			}
			if got == "" || !strings.Contains(got, want[x.Endpoint.ID]) {
				t.Errorf("%s: %q, want %q", x.Endpoint.URL, got, want[x.Endpoint.ID])
			}
		}
	}
	want := map[model.ID]string{good.ID: "about to be sent", other.ID: "not told of connection.activated",
		off.ID: "disabled", late.ID: "made or enabled after"}
	holds(want)
	h.delivers(t)
	r.gets(t, 1)
	h.settled(t, good.ID, 0, 0, 1)
	want[good.ID] = "delivered"
	holds(want)
	h.clock.add(model.WebhookDeliveryLife + time.Hour)
	h.settled(t, good.ID, 0, 0, 0)
	want[good.ID] = "no delivery is kept"
	holds(want)
}

// One event is read by its id, in its environment alone, for as long as it is kept.
func TestAppEventByItsID(t *testing.T) {
	h := openInstallation(t)
	staging, production := h.environments(t)
	h.happens(t, model.ConnectionActivated, `{"n":1}`, `{"n":2}`, `{"n":3}`)
	for i, want := range h.events(t, "") {
		if got, err := h.AppEvent(t.Context(), staging.ID, want.ID); err != nil ||
			string(got.Data) != string(want.Data) {
			t.Errorf("%d: %s, %v", i, got.Data, err)
		}
	}
	at, position, _ := model.ParseEventID(h.events(t, "")[0].ID)
	for name, x := range map[string]struct{ environment, id model.ID }{
		"of another environment": {production.ID, h.events(t, "")[0].ID},
		"of another time":        {staging.ID, model.NewEventID(at.Add(time.Second), position)},
		"of the future":          {staging.ID, model.NewEventID(at, position+1000)},
		"at no position":         {staging.ID, model.NewEventID(at, 0)},
		"no event":               {staging.ID, "org_1"},
		"nothing":                {staging.ID, ""},
	} {
		if _, err := h.AppEvent(t.Context(), x.environment, x.id); !errors.Is(err, model.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// An event is sent once, though the clock was set back and its endpoint enabled again meanwhile.
func TestWebhooksAfterTheClockWasSetBack(t *testing.T) {
	h := openInstallation(t)
	r := newReceiver(t)
	e, secret := h.hook(t, r.URL)
	r.set(secret, nil)
	h.delivers(t)
	h.clock.add(time.Hour)
	h.happens(t, model.ConnectionActivated, `{"n":"ahead"}`)
	r.gets(t, 1)
	h.settled(t, e.ID, 0, 0, 1)
	h.clock.add(-30 * time.Minute)
	for _, yes := range []bool{false, true} {
		if _, err := h.UpdateWebhookEndpoint(t.Context(), e.ID, model.WebhookPatch{Enabled: &yes}); err != nil {
			t.Fatal(err)
		}
	}
	h.clock.add(time.Hour)
	h.happens(t, model.ConnectionActivated, `{"n":"after"}`)
	if got := r.gets(t, 1); got[0] != `{"n":"after"}` {
		t.Errorf("%q", got)
	}
	h.settled(t, e.ID, 0, 0, 2)
}
