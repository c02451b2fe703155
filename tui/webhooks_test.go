package tui

import (
	"strings"
	"testing"

	"gatehouse/model"
)

// A webhook endpoint is made, its secret shown once and again, rotated with an overlap, and deleted.
func TestAWebhookEndpointIsMade(t *testing.T) {
	d := drive(t, 100, 30).keys(": w e b h o o k s enter n").write("https://app.vendor.example/new")
	d.keys("tab").write("organization.created connection.deleted").keys("ctrl+s")
	d.sees("Secret of https://app.vendor.example/new").sees("whsec_").keys("esc").sees("3 endpoints")
	all, err := d.services.WebhookEndpoints(t.Context(), "env_staging")
	if err != nil || len(all) != 3 {
		t.Fatal(all, err)
	}
	e := all[2]
	if e.URL != "https://app.vendor.example/new" ||
		strings.Join(e.Events, " ") != "connection.deleted organization.created" {
		t.Errorf("%+v", e)
	}
	secrets := func() model.WebhookSecrets {
		t.Helper()
		s, err := d.services.WebhookSecrets(t.Context(), e.ID)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	first := secrets()
	d.keys("/").write("new").keys("enter s").sees(first.Signs).keys("esc")
	d.keys("S").sees("Rotate the secret").keys("ctrl+s").sees("This is the new one")
	if s := secrets(); s.Signs != first.Signs || s.Next == "" {
		t.Errorf("after a rotation with an overlap: %+v", s)
	} else {
		d.sees(s.Next).keys("esc s").sees(s.Signs).sees(s.Next).keys("esc")
	}
	d.keys("d y").sees("Nothing matches this search")
}

// What failed is seen, with why, and sent again; the list says that the endpoint fails.
func TestAFailedDeliveryIsSentAgain(t *testing.T) {
	d := drive(t, 100, 30).keys(": w e b h o o k s enter").sees("failing").keys("enter")
	d.sees("failing: it answered 503").sees("1 waiting, 1 failed")
	d.keys("/").write("failed").keys("enter").sees("1 webhook").keys("enter")
	d.sees("failed").sees("it answered 503 Service Unavailable").keys("R").sees("it is sent again")
	all, err := d.services.WebhookEndpoints(t.Context(), "env_staging")
	if err != nil {
		t.Fatal(err)
	}
	sent, err := d.services.WebhookDeliveries(t.Context(), all[0].ID, "", 10)
	if err != nil || len(sent) != 3 {
		t.Fatal(len(sent), err)
	}
	if x := sent[1]; x.State != model.DeliveryWaiting || x.Tries != 0 || len(x.Attempts) != 2 {
		t.Errorf("%+v", x)
	}
	d.sees("waiting").keys("esc").sees("Nothing matches this search")
}

// An endpoint that is disabled takes nothing that is sent again, and says why.
func TestADisabledEndpointTakesNothing(t *testing.T) {
	d := drive(t, 100, 30).keys(": w e b h o o k s enter p").sees("disabled").keys("enter j R").sees("is disabled")
	d.keys("p").sees("failing").keys("R").sees("it is sent again")
}
