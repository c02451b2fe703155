package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/web/webtest"
)

// An endpoint is created, listed, read, changed and deleted, always with its secret.
func TestWebhookEndpoints(t *testing.T) {
	l := webtest.Open(t)
	made := call(t, l, l.APIKey, "POST", "/webhook_endpoints",
		`{"endpoint_url":"https://app.example/hook","events":["dsync.user.created","connection.activated"],`+
			`"status":null}`)
	id, secret := made.id(t), made.fields["secret"].(string)
	if made.status != 201 || made.fields["object"] != "webhook_endpoint" || made.fields["status"] != "enabled" ||
		!strings.HasPrefix(id, "we_") || !strings.HasPrefix(secret, "whsec_") || made.fields["created_at"] == nil ||
		fmt.Sprint(made.fields["events"]) != "[connection.activated dsync.user.created]" {
		t.Fatalf("%d %s", made.status, made.text)
	}
	if a := call(t, l, l.APIKey, "GET", "/webhook_endpoints/"+id, ""); a.status != 200 || a.text != made.text {
		t.Errorf("%d %s", a.status, a.text)
	}
	l.Clock.Forward(time.Second)
	other := call(t, l, l.APIKey, "POST", "/webhook_endpoints",
		`{"endpoint_url":"http://localhost:3000/hook","events":["a.b"]}`).id(t)
	if a := call(t, l, l.APIKey, "GET", "/webhook_endpoints?limit=1", ""); !slices.Equal(a.ids(t), []string{other}) ||
		a.cursor("after") != other {
		t.Errorf("%d %s", a.status, a.text)
	}
	changed := call(t, l, l.APIKey, "PATCH", "/webhook_endpoints/"+id,
		`{"status":"disabled","events":null,"endpoint_url":""}`)
	if changed.status != 200 || changed.fields["status"] != "disabled" || changed.fields["secret"] != secret ||
		changed.fields["endpoint_url"] != "https://app.example/hook" || len(changed.fields["events"].([]any)) != 2 {
		t.Errorf("%d %s", changed.status, changed.text)
	}
	changed = call(t, l, l.APIKey, "PATCH", "/webhook_endpoints/"+id,
		`{"endpoint_url":"https://app.example/2","events":["x.y"]}`)
	if changed.fields["endpoint_url"] != "https://app.example/2" || fmt.Sprint(changed.fields["events"]) != "[x.y]" ||
		changed.fields["status"] != "disabled" {
		t.Errorf("%d %s", changed.status, changed.text)
	}
	if a := call(t, l, l.APIKey, "DELETE", "/webhook_endpoints/"+id, ""); a.status != 204 || a.text != "" {
		t.Errorf("%d %s", a.status, a.text)
	}
	for method, body := range map[string]string{"GET": "", "DELETE": "", "PATCH": "{}"} {
		if a := call(t, l, l.APIKey, method, "/webhook_endpoints/"+id, body); a.status != 404 ||
			a.fields["code"] != "entity_not_found" {
			t.Errorf("%s: %d %s", method, a.status, a.text)
		}
	}
}

// What cannot be an endpoint is refused with the codes that the SDKs' documentation has.
func TestRefusedWebhookEndpoints(t *testing.T) {
	l := webtest.Open(t)
	taken := call(t, l, l.APIKey, "POST", "/webhook_endpoints",
		`{"endpoint_url":"https://app.example/1","events":["a.b"]}`).id(t)
	id := call(t, l, l.APIKey, "POST", "/webhook_endpoints",
		`{"endpoint_url":"https://app.example/2","events":["a.b"]}`).id(t)
	_, production := otherKey(t, l)
	for _, test := range []struct {
		method, key, body string
		status            int
		code, field, why  string
	}{
		{"POST", l.APIKey, `{"events":["a.b"]}`, 422, "invalid_request_parameters", "endpoint_url", "required"},
		{"POST", l.APIKey, `{"endpoint_url":"https://x.example/"}`, 422, "invalid_request_parameters", "events",
			"required"},
		{"POST", l.APIKey, `{"endpoint_url":"https://x.example/","events":[]}`, 422, "invalid_request_parameters",
			"events", "required"},
		{"POST", l.APIKey, `{"endpoint_url":"https://x.example/","events":["All"]}`, 422, "invalid_request_parameters",
			"events", "invalid"},
		{"POST", l.APIKey, `{"endpoint_url":"https://x.example/","events":"a.b"}`, 422, "invalid_request_parameters",
			"events", "invalid"},
		{"POST", l.APIKey, `{"endpoint_url":"https://10.0.0.1/","events":["a.b"]}`, 422, "invalid_url", "endpoint_url",
			"invalid_url"},
		{"POST", l.APIKey, `{"endpoint_url":"no url","events":["a.b"]}`, 422, "invalid_url", "endpoint_url",
			"invalid_url"},
		{"POST", production, `{"endpoint_url":"http://x.example/","events":["a.b"]}`, 422, "invalid_url",
			"endpoint_url", "invalid_url"},
		{"POST", production, `{"endpoint_url":"https://localhost/","events":["a.b"]}`, 422, "invalid_url",
			"endpoint_url", "invalid_url"},
		{"POST", l.APIKey, `{"endpoint_url":"https://app.example/1","events":["a.b"]}`, 409, "duplicate_endpoint", "",
			""},
		{"PATCH", l.APIKey, `{"endpoint_url":"https://app.example/1"}`, 409, "duplicate_endpoint", "", ""},
		{"PATCH", l.APIKey, `{"status":"paused"}`, 422, "invalid_request_parameters", "status", "invalid"},
		{"PATCH", l.APIKey, `{"events":[]}`, 422, "invalid_request_parameters", "events", "invalid"},
		{"PATCH", l.APIKey, `[]`, 400, "invalid_request", "", ""},
	} {
		path := "/webhook_endpoints"
		if test.method == "PATCH" {
			path += "/" + id
		}
		a := call(t, l, test.key, test.method, path, test.body)
		fields, _ := a.fields["errors"].([]any)
		if a.status != test.status || a.fields["code"] != test.code || (len(fields) > 0) != (test.field != "") {
			t.Errorf("%s %s: %d %s", test.method, test.body, a.status, a.text)
			continue
		}
		if test.field != "" {
			if f := fields[0].(map[string]any); f["field"] != test.field || f["code"] != test.why {
				t.Errorf("%s %s: %d %s", test.method, test.body, a.status, a.text)
			}
		}
	}
	if a := call(t, l, l.APIKey, "GET", "/webhook_endpoints?order=asc", ""); !slices.Equal(a.ids(t),
		[]string{taken, id}) {
		t.Errorf("%s", a.text)
	}
}

// What an app is sent is what it would have read, with nothing escaped that need not be: that is
// how JSON.stringify writes what it parsed.
func TestWebhookIsTheEvent(t *testing.T) {
	l := webtest.Open(t)
	bodies := make(chan string, 10)
	app := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		bodies <- string(body)
	}))
	t.Cleanup(app.Close)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- l.Services.For(model.TheSystem()).RunWebhooks(ctx, api.WebhookBody) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	call(t, l, l.APIKey, "POST", "/webhook_endpoints",
		`{"endpoint_url":"`+app.URL+`","events":["organization.created"]}`).id(t)
	call(t, l, l.APIKey, "POST", "/organizations", `{"name":"<Ü&> \"\\ /"}`).id(t)
	sent := <-bodies
	all := call(t, l, l.APIKey, "GET", "/events?events=organization.created&order=desc&limit=1", "")
	var event any
	if err := json.Unmarshal([]byte(sent), &event); err != nil {
		t.Fatal(err)
	}
	read := all.fields["data"].([]any)
	if !strings.HasPrefix(sent, `{"object":"event","id":"event_`) || !strings.Contains(sent, `"name":"<Ü&> \"\\ /"`) ||
		!reflect.DeepEqual(read, []any{event}) {
		t.Errorf("sent %s\nread %s", sent, all.text)
	}
}

// A key that may only read is told of endpoints without their secrets.
func TestWebhookSecretIsNotForKeysThatRead(t *testing.T) {
	l := webtest.Open(t)
	id := call(t, l, l.APIKey, "POST", "/webhook_endpoints",
		`{"endpoint_url":"https://app.example/","events":["a.b"]}`).id(t)
	_, reads, err := l.Services.CreateKey(t.Context(), l.Welcome.Environment.ID, "reads", model.KeyReads)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/webhook_endpoints", "/webhook_endpoints/" + id} {
		if a := call(t, l, reads, "GET", path, ""); a.status != 200 || strings.Contains(a.text, "whsec_") ||
			!strings.Contains(a.text, id) {
			t.Errorf("%s: %d %s", path, a.status, a.text)
		}
	}
}
