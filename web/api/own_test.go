package api_test

import (
	"encoding/xml"
	"net/url"
	"slices"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/web/webtest"
)

const own = "/gatehouse/v1"

// An app finds a refused sign-in by the filter of the console, reads why it was refused, what was sent
// and what came, and has it judged again; that it saw the messages stands in the audit log.
func TestSessionsForApps(t *testing.T) {
	l := webtest.Open(t)
	id := string(refusedSession(t, l))
	l.Code(t, webtest.NewApp(t), nil)

	list := call(t, l, l.APIKey, "GET", own+"/sessions?limit=1", "")
	if all := list.ids(t); len(all) != 1 || all[0] == id || list.cursor("after") != all[0] {
		t.Fatalf("the first page is %s", list.text)
	}
	if all := call(t, l, l.APIKey, "GET", own+"/sessions?after="+list.cursor("after"),
		"").ids(t); !slices.Equal(all, []string{id}) {
		t.Errorf("the second page is %q", all)
	}
	filter := url.QueryEscape("state:failed error:audience org:" + l.Welcome.Organization.Name[:3])
	if all := call(t, l, l.APIKey, "GET", own+"/sessions?filter="+filter, "").ids(t); !slices.Equal(all, []string{id}) {
		t.Errorf("filtered: %q", all)
	}

	at := own + "/sessions/" + id
	detail := call(t, l, l.APIKey, "GET", at, "")
	if detail.id(t) != id || detail.fields["state"] != "failed" || detail.fields["claim"] != nil {
		t.Errorf("%s", detail.text)
	}
	verdict := call(t, l, l.APIKey, "GET", at+"/verdict", "")
	for _, name := range []string{"cause", "title", "who_mends", "explanation", "letter"} {
		if text, _ := verdict.fields[name].(string); text == "" {
			t.Errorf("the verdict has no %s: %s", name, verdict.text)
		}
	}
	again := call(t, l, l.APIKey, "POST", at+"/judge", "")
	if j, _ := again.fields["judgement"].(map[string]any); j == nil || j["cause"] != verdict.fields["cause"] {
		t.Errorf("judged again: %d %s", again.status, again.text)
	}
	for _, part := range []string{"request", "response"} {
		status, text := ask(t, l.APIKey, "GET", l.URL+at+"/"+part, "")
		if err := xml.Unmarshal([]byte(text), new(struct{})); status != 200 || err != nil {
			t.Errorf("%s: %d, %v, %.200s", part, status, err, text)
		}
	}

	log := call(t, l, l.APIKey, "GET", own+"/audit_log?only=views&about="+id, "")
	if len(log.ids(t)) != 1 || !strings.Contains(log.text, "looked at the messages") ||
		!strings.Contains(log.text, `"via":"API"`) {
		t.Errorf("the audit log has %s", log.text)
	}
}

// What cannot be asked for is refused field by field.
func TestOwnRefusals(t *testing.T) {
	l := webtest.Open(t)
	for path, field := range map[string]string{
		"/sessions?filter=colour:red": "filter", "/sessions?before=session_1": "order", "/sessions?order=asc": "order",
		"/sessions?limit=0": "limit", "/sessions?filter=" + strings.Repeat("a", 3000): "filter",
		"/audit_log?only=nothing": "only", "/audit_log?range_start=soon": "range_start",
		"/setup_links?limit=101": "limit",
	} {
		a := call(t, l, l.APIKey, "GET", own+path, "")
		if a.status != 422 || a.fields["code"] != "invalid_request_parameters" ||
			!strings.Contains(a.text, `"field":"`+field+`"`) {
			t.Errorf("%.80s: %d %s", path, a.status, a.text)
		}
	}
}

// A setup link is made with its URL, listed without it, and revoked once.
func TestSetupLinksForApps(t *testing.T) {
	l := webtest.Open(t)
	org := string(l.Welcome.Organization.ID)
	made := call(t, l, l.APIKey, "POST", own+"/setup_links", `{"organization_id":"`+org+`","features":["sso"]}`)
	address, _ := made.fields["url"].(string)
	if made.status != 201 || !strings.HasPrefix(address, l.URL+"/setup/") {
		t.Fatalf("%d %s", made.status, made.text)
	}
	list := call(t, l, l.APIKey, "GET", own+"/setup_links?organization_id="+org, "")
	if !slices.Equal(list.ids(t), []string{made.id(t)}) || strings.Contains(list.text, address) {
		t.Errorf("%s", list.text)
	}
	at := own + "/setup_links/" + made.id(t)
	if a := call(t, l, l.APIKey, "GET", at, ""); a.fields["state"] != "active" {
		t.Errorf("%s", a.text)
	}
	if a := call(t, l, l.APIKey, "POST", at+"/revoke", ""); a.status != 200 || a.fields["state"] != "revoked" {
		t.Errorf("%d %s", a.status, a.text)
	}
	if a := call(t, l, l.APIKey, "POST", at+"/revoke", ""); a.status != 410 || a.fields["code"] != "link_dead" {
		t.Errorf("%d %s", a.status, a.text)
	}
	calls, err := l.Services.APICalls(t.Context(), model.APICallQuery{Path: "/setup_links", Status: "201"})
	if err != nil || len(calls) != 1 {
		t.Fatal(len(calls), err)
	}
	if c, err := l.Services.APICall(t.Context(), calls[0].ID); err != nil || strings.Contains(c.Answer, address) {
		t.Errorf("the API log has the URL: %s, %v", c.Answer, err)
	}
}

// Settings are checked as the console does it, for a connection and for all of an organization, and
// the attributes that come are looked over.
func TestAdviceForApps(t *testing.T) {
	l := webtest.Open(t)
	c := l.Welcome.Connection
	l.Reconfigure(t, func(c *model.Connection) { c.Policy.AllowSHA1 = true })
	lints, err := l.Services.Lint(t.Context(), c.ID)
	if err != nil || len(lints) == 0 {
		t.Fatal(len(lints), err)
	}
	for _, path := range []string{"/connections/" + string(c.ID) + "/lint",
		"/organizations/" + string(c.OrganizationID) + "/lint"} {
		a := call(t, l, l.APIKey, "GET", own+path, "")
		if data, _ := a.fields["data"].([]any); len(data) != len(lints) || !strings.Contains(a.text, lints[0].Field) {
			t.Errorf("%s: %d %s", path, a.status, a.text)
		}
	}
	a := call(t, l, l.APIKey, "GET", own+"/connections/"+string(c.ID)+"/mapping_advice", "")
	if a.status != 200 || a.fields["connection_id"] != string(c.ID) {
		t.Errorf("%d %s", a.status, a.text)
	}
}

// A key that is limited to sessions reads those, and nothing else.
func TestKeyForSessions(t *testing.T) {
	l := webtest.Open(t)
	_, key, err := l.Services.CreateKey(t.Context(), l.Welcome.Environment.ID, "support", model.KeySessions)
	if err != nil {
		t.Fatal(err)
	}
	for path, status := range map[string]int{"/sessions?filter=org:sample": 200, "/setup_links": 403, "/audit_log": 403,
		"/organizations/" + string(l.Welcome.Organization.ID) + "/lint": 403} {
		if a := call(t, l, key, "GET", own+path, ""); a.status != status {
			t.Errorf("%s: %d %s", path, a.status, a.text)
		}
	}
}
