package api_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/web/webtest"
)

// names are those of the events of a list, in its order.
func (a answer) names(t *testing.T) (all []string) {
	t.Helper()
	a.ids(t)
	for _, x := range a.fields["data"].([]any) {
		all = append(all, x.(map[string]any)["event"].(string))
	}
	return all
}

// Events come in their order, filtered in each of the ways in which SDKs write a list, and say
// what happened in the shape of the resource, as it was then.
func TestEvents(t *testing.T) {
	l := webtest.Open(t)
	began := l.Clock.Now()
	made := call(t, l, l.APIKey, "POST", "/organizations",
		`{"name":"Foo Corp","domain_data":[{"domain":"foo-corp.com","state":"verified"}],`+
			`"metadata":{"tier":"diamond"}}`)
	org := made.id(t)
	call(t, l, l.APIKey, "PUT", "/organizations/"+org, `{"name":"Foo Inc"}`)
	call(t, l, l.APIKey, "DELETE", "/organizations/"+org, "")
	all := []string{"organization.created", "organization_domain.created", "organization_domain.verified",
		"organization.updated", "organization_domain.deleted", "organization.deleted"}
	backwards := slices.Clone(all)
	slices.Reverse(backwards)
	of := "/events?organization_id=" + org

	for query, want := range map[string][]string{
		"":           all,
		"&order=asc": all, "&order=desc": backwards, "&order=normal": backwards,
		"&limit=2": all[:2],
		"&events=organization.created%2Corganization.deleted":             {all[0], all[5]},
		"&events=organization.created&events=organization.deleted":        {all[0], all[5]},
		"&events[]=organization.created&events[]=organization.deleted":    {all[0], all[5]},
		"&events=dsync.activated":                                         nil,
		"&range_start=" + began.Add(time.Hour).UTC().Format(time.RFC3339): nil,
		"&range_end=" + began.Add(-time.Hour).UTC().Format(time.RFC3339):  nil,
		"&range_start=2020-01-01&range_end=2999-01-01T00:00:00Z":          all,
		"&events=organization.updated&after=&range_end=&unknown=ignored":  all[3:4],
	} {
		if got := call(t, l, l.APIKey, "GET", of+query, ""); !slices.Equal(got.names(t), want) {
			t.Errorf("%q: %q, want %q", query, got.names(t), want)
		}
	}
	// Page by page each is there once, and the last page says that it is that.
	ids := call(t, l, l.APIKey, "GET", of, "").ids(t)
	for _, order := range []string{"asc", "desc"} {
		got := walk(t, l, l.APIKey, of+"&limit=2&order="+order)
		if order == "desc" {
			slices.Reverse(got)
		}
		if !slices.Equal(got, ids) {
			t.Errorf("%s: page by page %q, want %q", order, got, ids)
		}
	}
	// Who was told all goes on from there.
	last := of + "&after=" + url.QueryEscape(ids[5])
	if a := call(t, l, l.APIKey, "GET", last, ""); a.status != 200 || len(a.ids(t)) != 0 || a.cursor("after") != "" {
		t.Errorf("behind the last: %d %s", a.status, a.text)
	}

	first := call(t, l, l.APIKey, "GET", of, "").fields["data"].([]any)[0].(map[string]any)
	if _, err := time.Parse(time.RFC3339, first["created_at"].(string)); err != nil || first["object"] != "event" ||
		!strings.HasPrefix(ids[0], "event_") || first["context"] == nil {
		t.Errorf("%v, %v", first, err)
	}
	data := first["data"].(map[string]any)
	for _, field := range []string{"object", "id", "name", "created_at", "updated_at", "external_id"} {
		if data[field] != made.fields[field] {
			t.Errorf("%s is %v, want %v as it was then", field, data[field], made.fields[field])
		}
	}
	domain := data["domains"].([]any)[0].(map[string]any)
	if domain["domain"] != "foo-corp.com" || domain["state"] != "verified" ||
		data["metadata"].(map[string]any)["tier"] != "diamond" {
		t.Errorf("%v", data)
	}
}

// What is no question is refused by its parameter.
func TestEventsRefused(t *testing.T) {
	l := webtest.Open(t)
	for query, field := range map[string]string{
		"events=connection.created": "events", "events=organization.created,nope": "events",
		"limit=0": "limit", "limit=101": "limit", "limit=x": "limit", "order=up": "order",
		"after=org_01": "after", "after=event_x": "after", "before=event_x": "before",
		"range_start=yesterday": "range_start", "range_end=1": "range_end",
		"range_start=2026-01-02&range_end=2026-01-01": "range_end", "limit=1&limit=2": "limit",
	} {
		a := call(t, l, l.APIKey, "GET", "/events?"+query, "")
		refused, _ := a.fields["errors"].([]any)
		if a.status != 422 || len(refused) != 1 || refused[0].(map[string]any)["field"] != field ||
			refused[0].(map[string]any)["code"] == "" || a.fields["code"] != "invalid_request_parameters" {
			t.Errorf("%s: %d %s", query, a.status, a.text)
		}
	}
	if a := call(t, l, l.APIKey, "POST", "/events", "{}"); a.status != 405 {
		t.Errorf("%d %s", a.status, a.text)
	}
}

// Of another environment nothing is told.
func TestEventsAreOfTheEnvironment(t *testing.T) {
	l := webtest.Open(t)
	_, other := otherKey(t, l)
	call(t, l, other, "POST", "/organizations", `{"name":"Theirs"}`)
	if a := call(t, l, other, "GET", "/events", ""); !slices.Equal(a.names(t), []string{"organization.created"}) {
		t.Errorf("%s", a.text)
	}
	if a := call(t, l, l.APIKey, "GET", "/events?limit=100&order=desc", ""); strings.Contains(a.text, "Theirs") {
		t.Errorf("%s", a.text)
	}
}

// A sign-in is told as it goes on.
func TestEventsOfASignIn(t *testing.T) {
	l, app := webtest.Open(t), webtest.NewApp(t)
	_, answer := l.Exchange(t, l.Code(t, app, nil))
	got := call(t, l, l.APIKey, "GET", "/events?events=authentication.sso_started,authentication.sso_succeeded", "")
	if names := got.names(t); !slices.Equal(names, []string{"authentication.sso_started",
		"authentication.sso_succeeded"}) {
		t.Fatalf("%q, token: %v", names, answer)
	}
	data := got.fields["data"].([]any)[1].(map[string]any)["data"].(map[string]any)
	profile := answer["profile"].(map[string]any)
	sso := data["sso"].(map[string]any)
	if data["email"] != profile["email"] || data["ip_address"] != "127.0.0.1" ||
		sso["connection_id"] != profile["connection_id"] ||
		sso["organization_id"] != profile["organization_id"] || data["error"] != nil {
		t.Errorf("%v, profile %v", data, profile)
	}
}
