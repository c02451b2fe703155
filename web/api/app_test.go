package api_test

import (
	"cmp"
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/testclient"
	"gatehouse/web/api"
	"gatehouse/web/internal/respond"
	"gatehouse/web/internal/route"
	"gatehouse/web/webtest"
)

// answer is what an app got.
type answer struct {
	status int
	text   string
	fields map[string]any
}

// call asks as an app does, in the environment of a key.
func call(t *testing.T, l *webtest.World, key, method, path, body string) answer {
	t.Helper()
	status, text := ask(t, key, method, l.URL+path, body)
	a := answer{status: status, text: text}
	if text != "" {
		if err := json.Unmarshal([]byte(text), &a.fields); err != nil {
			t.Fatalf("%s %s: %d, no JSON: %s", method, path, status, text)
		}
	}
	return a
}

// ids are those of a list, in its order.
func (a answer) ids(t *testing.T) (all []string) {
	t.Helper()
	data, ok := a.fields["data"].([]any)
	if !ok || a.fields["object"] != "list" {
		t.Fatalf("no list: %d %s", a.status, a.text)
	}
	for _, x := range data {
		all = append(all, x.(map[string]any)["id"].(string))
	}
	return all
}

// cursor is before or after of a list, "" if it is null.
func (a answer) cursor(name string) string {
	text, _ := a.fields["list_metadata"].(map[string]any)[name].(string)
	return text
}

func (a answer) id(t *testing.T) string {
	t.Helper()
	id, _ := a.fields["id"].(string)
	if id == "" {
		t.Fatalf("no id: %d %s", a.status, a.text)
	}
	return id
}

// otherKey is a key of the other environment.
func otherKey(t *testing.T, l *webtest.World) (model.Environment, string) {
	t.Helper()
	all, err := l.Services.Environments(t.Context())
	if err != nil || len(all) != 2 {
		t.Fatal(len(all), err)
	}
	_, secret, err := l.Services.CreateKey(t.Context(), all[1].ID, "live")
	if err != nil {
		t.Fatal(err)
	}
	return all[1], secret
}

// routes are all addresses of resources, as they are mounted.
func routes(t *testing.T) []string {
	t.Helper()
	services := service.New(service.Options{})
	out := respond.New(services, slog.New(slog.DiscardHandler))
	table := route.New(out)
	api.New(services, out, nil).Mount(table)
	if len(table.Patterns()) < 10 {
		t.Fatalf("only %q", table.Patterns())
	}
	return table.Patterns()
}

// refusedSession is a session that was refused.
func refusedSession(t *testing.T, l *webtest.World) model.ID {
	t.Helper()
	if _, err := l.Client(t).SignIn(t.Context(), testclient.SignIn{Fault: "wrong-audience"}); err != nil {
		t.Fatal(err)
	}
	return l.Sessions(t)[0].ID
}

// No address answers without a key, or with one that is wrong or was revoked; and with a key
// of another environment nothing of this one is there, nor changed, and each answer is what it is
// of something that was never made, byte for byte.
func TestEveryRouteIsTheEnvironments(t *testing.T) {
	l := webtest.Open(t)
	_, other := otherKey(t, l)
	staging := l.Welcome.Environment.ID
	revoked, secret, err := l.Services.CreateKey(t.Context(), staging, "gone")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Services.RevokeKey(t.Context(), revoked.ID); err != nil {
		t.Fatal(err)
	}
	org := string(l.Welcome.Organization.ID)
	o, domain, err := l.Services.AddDomain(t.Context(), l.Welcome.Organization.ID, "waits.example", model.DomainPending)
	if err != nil {
		t.Fatal(err)
	}
	note, err := l.Services.AddNote(t.Context(), o.ID, "rang them")
	if err != nil {
		t.Fatal(err)
	}
	hook, _, err := l.Services.CreateWebhookEndpoint(t.Context(), model.NewWebhookEndpoint{Environment: staging,
		URL: "https://app.example/hook", Events: []string{"a.b"}})
	if err != nil {
		t.Fatal(err)
	}
	contact, err := l.Services.AddITContact(t.Context(), o.ID, "it@waits.example")
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]string{"webhook_endpoints": string(hook.ID), "organizations": org,
		"organization_domains": string(domain.ID), "connections": string(l.Welcome.Connection.ID),
		"notes": string(note.ID)}
	link, _, err := l.Services.CreateLink(t.Context(), model.LinkRequest{Kind: model.SetupLink, Organization: o.ID,
		Intents: []model.Intent{model.IntentSSO}})
	if err != nil {
		t.Fatal(err)
	}
	people := provisioned(t, l)
	ids["directories"], ids["directory_users"], ids["directory_groups"] = people.directory, people.user, people.group
	ids["setup_links"], ids["sessions"] = string(link.ID), string(refusedSession(t, l))
	before := state(t, l)
	for _, pattern := range routes(t) {
		method, path, _ := strings.Cut(pattern, " ")
		if strings.HasSuffix(path, "/openapi.json") {
			continue // it tells nothing of anybody
		}
		first := strings.Split(strings.TrimPrefix(path, "/gatehouse/v1"), "/")[1]
		path = strings.ReplaceAll(path, "{rest...}", "roles")
		path = strings.ReplaceAll(path, "{contact_id}", string(contact.ID))
		path = regexp.MustCompile(`\{\w+\}`).ReplaceAllString(path, cmp.Or(ids[first], "none_1"))
		switch path {
		case "/notes":
			path += "?about=" + org
		case "/events", "/directories":
			path += "?organization_id=" + org
		case "/directory_users":
			path += "?group=" + people.group
		case "/directory_groups":
			path += "?directory=" + people.directory
		}
		body := ""
		if method == http.MethodPost || method == http.MethodPut || method == http.MethodPatch {
			body = `{"organization":"` + org + `","organization_id":"` + org + `","about":"` + org +
				`","name":"Renamed","domain":"other.example","text":"x","intent":"sso","email":"x@other.example",` +
				`"intents":["sso"],"features":["sso"],"endpoint_url":"https://x.example/","events":["a.b"]}`
		}
		for who, key := range map[string]string{"no key": "", "a wrong key": "sk_test_nope", "a revoked key": secret} {
			if a := call(t, l, key, method, path, body); a.status != 401 || a.fields["message"] == nil {
				t.Errorf("%s with %s: %d %s", pattern, who, a.status, a.text)
			}
		}
		if strings.HasSuffix(path, "/stream") {
			continue // see TestStream
		}
		a := call(t, l, other, method, path, body)
		never := strings.NewReplacer(unmade(append(slices.Collect(maps.Values(ids)), string(contact.ID)))...)
		none := call(t, l, other, method, never.Replace(path), never.Replace(body))
		if a.status != http.StatusCreated && (a.status != none.status || never.Replace(a.text) != none.text) {
			t.Errorf("%s with another environment's key: %d %s, and of what was never made: %d %s", pattern, a.status,
				a.text, none.status, none.text)
		}
		switch {
		case strings.Contains(a.text, org) && a.status != 404:
			t.Errorf("%s with another environment's key tells of it: %d %s", pattern, a.status, a.text)
		case method == http.MethodGet && !strings.Contains(pattern, "{") && a.status == 200:
			if len(a.ids(t)) != 0 {
				t.Errorf("%s with another environment's key: %s", pattern, a.text)
			}
		case pattern == "POST /organizations", pattern == "POST /webhook_endpoints": // its own
		case a.status != 404 || a.fields["code"] != "entity_not_found":
			t.Errorf("%s with another environment's key: %d %s", pattern, a.status, a.text)
		}
	}
	if after := state(t, l); after != before {
		t.Errorf("something was changed:\n%s\nbefore:\n%s", after, before)
	}
}

// unmade pairs each id with one of its kind that was never given.
func unmade(ids []string) (pairs []string) {
	for _, id := range ids {
		end := "000000"
		pairs = append(pairs, id, id[:len(id)-len(end)]+end)
	}
	return pairs
}

// state is all that Staging's apps can see.
func state(t *testing.T, l *webtest.World) string {
	t.Helper()
	var all []string
	for _, path := range []string{"/organizations?limit=100", "/notes?about=" + string(l.Welcome.Organization.ID),
		"/webhook_endpoints", "/directories", "/organizations/" + string(l.Welcome.Organization.ID) + "/it_contacts"} {
		all = append(all, call(t, l, l.APIKey, "GET", path, "").text)
	}
	c, err := l.Services.Connections(t.Context(), model.ConnectionQuery{})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range c {
		all = append(all, string(x.ID))
	}
	return strings.Join(all, "\n")
}
