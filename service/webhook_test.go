package service_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
)

func (h *installation) hook(t *testing.T, url string) (model.WebhookEndpoint, string) {
	t.Helper()
	e, secret, err := h.CreateWebhookEndpoint(t.Context(), model.NewWebhookEndpoint{Environment: h.staging, URL: url,
		Events: []string{"connection.activated"}})
	if err != nil {
		t.Fatal(err)
	}
	return e, secret
}

// delivery stores one that has failed.
func (h *installation) delivery(t *testing.T, endpoint model.ID) model.WebhookDelivery {
	t.Helper()
	d := model.WebhookDelivery{ID: model.NewID(model.PrefixDelivery, h.clock.Now()), EndpointID: endpoint,
		EventID: "event_1",
		Event:   "connection.activated", Body: `{"id":"event_1"}`, State: model.DeliveryFailed, Created: h.clock.Now()}
	data, err := json.Marshal(d)
	if err == nil {
		err = h.Store.Apply(t.Context(), storage.Change{Record: model.RecordOf(d, data, h.clock.Now())})
	}
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// An endpoint is refused where nothing may be sent to, where there is one with that URL, and
// beyond the bound.
func TestWebhookEndpointsThatAreRefused(t *testing.T) {
	h := openInstallation(t)
	for _, url := range []string{"https://10.0.0.1/", "http://169.254.169.254/latest", "https://[fd00:ec2::254]/",
		"ftp://x.example/"} {
		_, _, err := h.CreateWebhookEndpoint(t.Context(), model.NewWebhookEndpoint{Environment: h.staging, URL: url,
			Events: []string{"a.b"}})
		if no, ok := errors.AsType[*model.FieldError](err); !ok || no.Field != "endpoint_url" {
			t.Errorf("%s: %v", url, err)
		}
	}
	first, _ := h.hook(t, "https://app.example/0")
	_, _, err := h.CreateWebhookEndpoint(t.Context(), model.NewWebhookEndpoint{Environment: h.staging, URL: first.URL,
		Events: []string{"a.b"}})
	if _, taken := errors.AsType[*storage.NameTaken](err); !taken || !strings.Contains(err.Error(), string(first.ID)) {
		t.Errorf("the same URL: %v", err)
	}
	for i := 1; i < model.MaxWebhookEndpoints; i++ {
		h.hook(t, fmt.Sprintf("https://app.example/%d", i))
	}
	_, _, err = h.CreateWebhookEndpoint(t.Context(), model.NewWebhookEndpoint{Environment: h.staging,
		URL: "https://app.example/20", Events: []string{"a.b"}})
	if err == nil || !strings.Contains(err.Error(), "20 at most") {
		t.Errorf("one too many: %v", err)
	}
}

// A secret is kept sealed, is shown to who may see it, which the history tells, and is rotated
// with an overlap in which the old one signs on. A replaced one does not come back.
func TestWebhookSecrets(t *testing.T) {
	h := openInstallation(t)
	e, secret := h.hook(t, "https://app.example/hook")
	record, err := h.Store.Record(t.Context(), model.KindWebhookEndpoint, e.ID)
	if err != nil || strings.Contains(string(record.Data), secret) {
		t.Fatal("it is stored in the clear", err)
	}
	owner := h.For(model.Principal{Kind: model.Owner, Role: model.Admin, Name: "owner"})
	shows := func(signs, next string) {
		t.Helper()
		got, err := owner.WebhookSecrets(t.Context(), e.ID)
		if err != nil || got.Signs != signs || got.Next != next {
			t.Errorf("%+v, %v; want %q and %q", got, err, signs, next)
		}
	}
	shows(secret, "")
	_, second, err := owner.RotateWebhookSecret(t.Context(), e.ID, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	shows(secret, second)
	h.clock.add(time.Hour)
	shows(second, "")
	_, third, err := owner.RotateWebhookSecret(t.Context(), e.ID, 0)
	if err != nil {
		t.Fatal(err)
	}
	shows(third, "")
	if _, _, err := owner.RotateWebhookSecret(t.Context(), e.ID, 8*24*time.Hour); err == nil {
		t.Error("more than a week of overlap")
	}
	history, err := h.History(t.Context(), e.ID)
	if err != nil {
		t.Fatal(err)
	}
	revealed, rotated := false, false
	for _, a := range history {
		revealed = revealed || strings.HasPrefix(a.Action, "revealed the secret")
		if strings.HasPrefix(a.Action, "rotated the secret") {
			rotated = true
			if _, err := h.Undo(t.Context(), a.ID); err == nil || !strings.Contains(err.Error(), "stays replaced") {
				t.Errorf("a rotation taken back: %v", err)
			}
		}
		for _, x := range a.Changes {
			for _, s := range []string{secret, second, third} {
				if strings.Contains(string(x.Before)+string(x.After), s) {
					t.Errorf("%s tells the secret", a.Action)
				}
			}
		}
	}
	if !revealed || !rotated {
		t.Error("the history does not tell of it")
	}
}

// A deletion is taken back with all that the endpoint was.
func TestDeletedWebhookEndpointComesBack(t *testing.T) {
	h := openInstallation(t)
	e, secret := h.hook(t, "https://app.example/hook")
	if _, err := h.DeleteWebhookEndpoint(t.Context(), e.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := h.WebhookEndpoint(t.Context(), e.ID); !errors.Is(err, model.ErrNotFound) {
		t.Fatal(err)
	}
	history, err := h.History(t.Context(), e.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Undo(t.Context(), history[0].ID); err != nil {
		t.Fatal(err)
	}
	if got, err := h.WebhookSecrets(t.Context(), e.ID); err != nil || got.Signs != secret {
		t.Errorf("%+v, %v", got, err)
	}
}
