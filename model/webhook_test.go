package model_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
)

func TestCheckWebhookURL(t *testing.T) {
	for _, test := range []struct {
		url                 string
		staging, production bool
	}{
		{"https://app.example.com/webhooks?x=1", true, true},
		{"https://93.184.216.34:8443/", true, true},
		{"http://app.example.com/", true, false},
		{"http://localhost:3000/hook", true, false},
		{"https://127.0.0.1/hook", true, false},
		{"https://[::1]:9/", true, false},
		{"ftp://app.example.com/", false, false},
		{"https://user:pw@app.example.com/", false, false},
		{"https://app.example.com/#part", false, false},
		{"https://127.1/", false, false},
		{"https://0x7f000001/", false, false},
		{"https://*.example.com/", false, false},
		{"https:///hook", false, false},
		{"/hook", false, false},
		{"https://app.example.com/a b", false, false},
		{"https://app.example.com/" + strings.Repeat("x", 2048), false, false},
	} {
		for kind, want := range map[model.EnvironmentKind]bool{model.Staging: test.staging,
			model.Production: test.production} {
			if err := model.CheckWebhookURL(kind, test.url); (err == nil) != want {
				t.Errorf("%.80q in %s: %v", test.url, kind, err)
			}
		}
	}
}

func TestCleanWebhookEvents(t *testing.T) {
	got, err := model.CleanWebhookEvents([]string{" dsync.user.created", "connection.activated", "dsync.user.created"})
	if want := []string{"connection.activated", "dsync.user.created"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v", got, err)
	}
	for _, names := range [][]string{nil, {""}, {"activated"}, {"connection."}, {"Connection.activated"}, {"a.b*"},
		{"*"},
		{strings.Repeat("a", 99) + ".b"}, slices.Repeat([]string{"a.b"}, 201)} {
		if got, err := model.CleanWebhookEvents(names); err == nil {
			t.Errorf("%.3q are taken: %.3q", names, got)
		}
	}
}

// A delivery that fails is tried six times more, over three days in Production and over
// minutes in Staging; then it has failed.
func TestRetriesOfADelivery(t *testing.T) {
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for kind, most := range map[model.EnvironmentKind]time.Duration{model.Production: 72 * time.Hour,
		model.Staging: 10 * time.Minute} {
		d, at := model.WebhookDelivery{State: model.DeliveryWaiting}, begin
		for try := 1; ; try++ {
			d = d.Tried(model.WebhookAttempt{At: at, Took: time.Second, Error: "it answered 500"}, kind)
			if d.State == model.DeliveryFailed {
				if try != 7 || at.Sub(begin) > most || at.Sub(begin) < most*3/4 || !d.Next.IsZero() ||
					len(d.Attempts) != 7 {
					t.Errorf("%s: failed with try %d after %v", kind, try, at.Sub(begin))
				}
				break
			}
			if d.State != model.DeliveryWaiting || !d.Next.After(at.Add(time.Second)) {
				t.Fatalf("%s: %+v", kind, d)
			}
			at = d.Next
		}
		d = d.Again(at.Add(time.Hour))
		if d.Tries != 0 || d.State != model.DeliveryWaiting || !d.Next.Equal(at.Add(time.Hour)) {
			t.Errorf("again: %+v", d)
		}
		if d = d.Tried(model.WebhookAttempt{At: d.Next, Status: 204}, kind); d.State != model.DeliveryDelivered ||
			len(d.Attempts) != 8 {
			t.Errorf("delivered: %+v", d)
		}
	}
}

// Of a delivery that is sent again and again the newest attempts are kept, and what earlier
// readers hold stays as it was.
func TestAttemptsAreBounded(t *testing.T) {
	var d model.WebhookDelivery
	for i := range 100 {
		before := d
		d = d.Again(time.Time{}).Tried(model.WebhookAttempt{Status: i, Error: "x"}, model.Staging)
		if len(before.Attempts) > 0 && before.Last().Status != i-1 {
			t.Fatal("an attempt was changed")
		}
	}
	if len(d.Attempts) != model.MaxWebhookAttempts || d.Last().Status != 99 {
		t.Errorf("%d, the last %d", len(d.Attempts), d.Last().Status)
	}
}
