package api_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"gatehouse/api"
	"gatehouse/model"
)

// What is delivered has each character as JSON.stringify writes it: apps hand the SDK for Node
// what they have parsed, and it signs that written anew.
func TestWebhookBodyIsWrittenAsByJavaScript(t *testing.T) {
	name := "<Ü&> \u2028\u009b \x01\t\"\\/ \U0001F600"
	data, err := json.Marshal(model.Organization{ID: "org_1", Name: name})
	if err != nil {
		t.Fatal(err)
	}
	body, err := api.WebhookBody(model.AppEvent{ID: "event_1", Name: model.OrganizationCreated, Data: data,
		Created: time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	want := "\"name\":\"<Ü&> \u2028\u009b \\u0001\\t\\\"\\\\/ \U0001F600\""
	if !strings.Contains(string(body), want) || strings.ContainsAny(string(body), "\n") {
		t.Errorf("%q has no %q", body, want)
	}
}
