package contract

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/workos/workos-go/v6/pkg/organizations"
	"github.com/workos/workos-go/v6/pkg/webhooks"

	"gatehouse/api"
	"gatehouse/model"
)

// delivers has the listener's events delivered until the test ends.
func (w world) delivers(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.Services.For(model.TheSystem()).RunWebhooks(ctx, api.WebhookBody) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// What an app's endpoint gets is verified by the SDK, and nothing else is.
func TestGoWebhook(t *testing.T) {
	w := open(t)
	w.delivers(t)
	type message struct{ signature, body string }
	got := make(chan message, 1)
	app := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got <- message{r.Header.Get("WorkOS-Signature"), string(body)}
	}))
	t.Cleanup(app.Close)
	_, secret, err := w.Services.CreateWebhookEndpoint(t.Context(), model.NewWebhookEndpoint{
		Environment: w.Welcome.Environment.ID, URL: app.URL, Events: []string{"organization.created"}})
	if err != nil {
		t.Fatal(err)
	}
	client := &organizations.Client{APIKey: w.APIKey, Endpoint: w.URL}
	if _, err := client.CreateOrganization(t.Context(),
		organizations.CreateOrganizationOpts{Name: "<Ü&>"}); err != nil {
		t.Fatal(err)
	}
	var m message
	select {
	case m = <-got:
	case <-time.After(time.Minute):
		t.Fatal("nothing came")
	}
	sdk := webhooks.NewClient(secret)
	if body, err := sdk.ValidatePayload(m.signature, m.body); err != nil || body != m.body {
		t.Errorf("%q, %v", body, err)
	}
	if _, err := sdk.ValidatePayload(m.signature, m.body+" "); err == nil {
		t.Error("another body is valid")
	}
}
