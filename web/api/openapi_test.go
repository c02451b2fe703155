package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web/internal/respond"
	"gatehouse/web/internal/route"
	"gatehouse/web/sso"
	"gatehouse/web/webtest"
)

// description reads the OpenAPI document as the listener serves it.
func description(t *testing.T, l *webtest.World) []byte {
	t.Helper()
	status, text := ask(t, "", "GET", l.URL+own+"/openapi.json", "")
	if status != http.StatusOK {
		t.Fatalf("%d %s", status, text)
	}
	return []byte(text)
}

// Each route that is mounted is described, and nothing else is.
func TestDescriptionIsOfTheRoutes(t *testing.T) {
	var doc struct {
		OpenAPI string                                `json:"openapi"`
		Paths   map[string]map[string]json.RawMessage `json:"paths"`
	}
	if err := json.Unmarshal(description(t, webtest.Open(t)), &doc); err != nil || doc.OpenAPI != "3.1.0" {
		t.Fatal(doc.OpenAPI, err)
	}
	var described, mounted []string
	for path, methods := range doc.Paths {
		for method := range methods {
			described = append(described, strings.ToUpper(method)+" "+path)
		}
	}
	for _, pattern := range append(routes(t), signInRoutes(t)...) {
		mounted = append(mounted, strings.ReplaceAll(pattern, "...}", "}"))
	}
	slices.Sort(described)
	slices.Sort(mounted)
	if !slices.Equal(described, mounted) {
		t.Errorf("described\n%s\nmounted\n%s", strings.Join(described, "\n"), strings.Join(mounted, "\n"))
	}
}

// signInRoutes are those of a sign-in that apps use: the others are of browsers and identity providers.
func signInRoutes(t *testing.T) (patterns []string) {
	t.Helper()
	services := service.New(service.Options{})
	out := respond.New(services, slog.New(slog.DiscardHandler))
	table := route.New(out)
	sso.New(services, out).Mount(table)
	for _, pattern := range table.Patterns() {
		_, path, _ := strings.Cut(pattern, " ")
		if strings.HasPrefix(path, "/sso/") && !strings.HasPrefix(path, "/sso/saml/") && path != model.OIDCPath {
			patterns = append(patterns, pattern)
		}
	}
	return patterns
}

// document is the description, with the schemas of JSON Schema 2020-12 that OpenAPI 3.1 has.
type document struct {
	compiler *jsonschema.Compiler
	root     map[string]any
	table    *http.ServeMux
}

func described(t *testing.T, l *webtest.World) *document {
	t.Helper()
	root, err := jsonschema.UnmarshalJSON(bytes.NewReader(description(t, l)))
	if err != nil {
		t.Fatal(err)
	}
	d := &document{jsonschema.NewCompiler(), root.(map[string]any), http.NewServeMux()}
	d.compiler.DefaultDraft(jsonschema.Draft2020)
	d.compiler.AssertFormat()
	if err := d.compiler.AddResource("openapi.json", root); err != nil {
		t.Fatal(err)
	}
	for _, pattern := range append(routes(t), signInRoutes(t)...) {
		d.table.Handle(pattern, http.NotFoundHandler())
	}
	return d
}

// at follows the keys of the description, and its references to responses.
func (d *document) at(keys ...string) (pointer string, value map[string]any) {
	value = d.root
	for _, key := range keys {
		pointer += "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
		value, _ = value[key].(map[string]any)
		if ref, ok := value["$ref"].(string); ok && value != nil {
			pointer, value = d.at(strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
		}
	}
	return pointer, value
}

// check compares an answer with the description of its route.
func (d *document) check(t *testing.T, r *http.Request, answer *http.Response, text string) {
	t.Helper()
	_, pattern := d.table.Handler(r)
	_, path, _ := strings.Cut(strings.ReplaceAll(pattern, "...}", "}"), " ")
	status := fmt.Sprint(answer.StatusCode)
	pointer, response := d.at("paths", path, strings.ToLower(r.Method), "responses", status)
	if response == nil {
		t.Errorf("%s %s: no answer %s is described: %s", r.Method, path, status, text)
		return
	}
	content, _ := response["content"].(map[string]any)
	kind, _, _ := strings.Cut(answer.Header.Get("Content-Type"), ";")
	if (text != "" || content != nil) && content[kind] == nil {
		t.Errorf("%s %s: %s is %q, which is not described: %s", r.Method, path, status, kind, text)
		return
	}
	if text == "" || kind != "application/json" {
		return // a message as it was, of others
	}
	schema, err := d.compiler.Compile("openapi.json#" + url.PathEscape(pointer+"/content/application~1json/schema"))
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err == nil {
		err = schema.Validate(value)
	}
	if err != nil {
		t.Errorf("%s %s: %s %.400s\n%v", r.Method, path, status, text, err)
	}
}

// What is answered, also to whoever is refused, has the shape that the description gives it.
func TestAnswersAreAsDescribed(t *testing.T) {
	l := webtest.Open(t)
	d := described(t, l)
	seen := map[string]bool{}
	do := func(key, method, path, body string) map[string]any {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, l.URL+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+key)
		r.Header.Set("Content-Type", "application/json")
		answer := webtest.Send(t, r)
		text := webtest.Body(t, answer)
		d.check(t, r, answer, text)
		seen[fmt.Sprint(method, " ", answer.StatusCode)] = true
		var fields map[string]any
		_ = json.Unmarshal([]byte(text), &fields)
		return fields
	}
	org, conn := string(l.Welcome.Organization.ID), string(l.Welcome.Connection.ID)
	session := own + "/sessions/" + string(refusedSession(t, l))
	id := func(fields map[string]any) string { text, _ := fields["id"].(string); return text }
	key := l.APIKey
	made := id(do(key, "POST", "/organizations", `{"name":"Foo","external_id":"42",`+
		`"domain_data":[{"domain":"foo.example","state":"verified"}],"metadata":{"a":"b"}}`))
	domain := id(do(key, "POST", "/organization_domains", `{"organization_id":"`+made+`","domain":"waits.example"}`))
	contact := id(do(key, "POST", "/organizations/"+made+"/it_contacts", `{"email":"it@foo.example"}`))
	hook := id(do(key, "POST", "/webhook_endpoints",
		`{"endpoint_url":"https://app.example/hook","events":["connection.activated"]}`))
	note := id(do(key, "POST", "/notes", `{"about":"`+org+`","text":"rang them"}`))
	link := id(do(key, "POST", own+"/setup_links", `{"organization_id":"`+org+`","features":["sso"]}`))
	for _, name := range []string{made, domain, contact, hook, note, link} {
		if name == "" {
			t.Fatalf("not all was made: %q", []string{made, domain, contact, hook, note, link})
		}
	}
	people := provisioned(t, l)
	l.OAuth(t, "google")
	a := webtest.NewApp(t)
	if _, err := l.Browser(t).Get(t.Context(), l.AuthorizeURL(url.Values{"redirect_uri": {a.Callback()},
		"connection": {""}, "provider": {"GoogleOAuth"}})); err != nil {
		t.Fatal(err)
	}
	<-a.Answers
	anybody := own + "/sessions/" + string(l.Sessions(t)[0].ID) // of no organization
	for _, line := range strings.Split(strings.NewReplacer("ANYBODY", anybody, "OAUTH",
		"conn_google_"+string(l.Welcome.Environment.ID), "ORG", org, "MADE", made, "CONN", conn, "DOMAIN", domain,
		"CONTACT", contact, "HOOK", hook, "NOTE", note, "LINK", link, "SESSION", session, "OWN", own,
		"DIRECTORY", people.directory, "GROUP", people.group, "PERSON", people.user).Replace(run), "\n") {
		method, rest, _ := strings.Cut(line, " ")
		path, body, _ := strings.Cut(rest, " ")
		do(key, method, path, body)
		if method == http.MethodGet {
			do("sk_test_wrong", method, path, body)
		}
	}
	for _, status := range []string{"GET 200", "GET 401", "GET 404", "GET 422", "POST 201", "POST 400", "POST 404",
		"POST 409", "POST 410",
		"POST 422", "DELETE 202", "DELETE 204"} {
		if !seen[status] {
			t.Errorf("no answer was %s", status)
		}
	}
}

// run are requests of an app: method, path, body.
const run = `POST /portal/generate_link {"organization":"ORG","intent":"sso"}
POST /portal/generate_link {"organization":"nobody","intent":"sso"}
POST /portal/generate_link {"organization":"ORG","intent":"nothing"}
GET /organizations?limit=1
GET /organizations?limit=1000
GET /organizations/MADE
GET /organizations/nobody
GET /organizations/external_id/42
GET /organizations/ORG/roles
PUT /organizations/MADE {"name":"Bar"}
POST /organizations {"name":"Baz","external_id":"42"}
POST /organizations {"name":"Baz","domain_data":[{"domain":"foo.example","state":"verified"}]}
POST /organizations {
POST /organizations {}
GET /organizations/MADE/it_contacts
POST /organizations/MADE/it_contacts {"email":"it@foo.example"}
POST /organizations/MADE/it_contacts/CONTACT/invite {"intents":["sso"]}
POST /organizations/MADE/it_contacts/CONTACT/revoke
DELETE /organizations/MADE/it_contacts/CONTACT
GET /organization_domains/DOMAIN
POST /organization_domains/DOMAIN/verify
DELETE /organization_domains/DOMAIN
GET /connections
GET /connections/CONN
GET /connections/OAUTH
DELETE /connections/OAUTH
GET /connections?limit=x
GET /events
GET /events?events=no.such
GET /directories
GET /directories/DIRECTORY
GET /directories/directory_1
GET /directory_users
GET /directory_users?directory=DIRECTORY
GET /directory_users?group=GROUP&limit=1
GET /directory_users?directory=directory_1
GET /directory_users/PERSON
GET /directory_users/directory_user_1
GET /directory_groups?user=PERSON
GET /directory_groups?user=directory_user_1
GET /directory_groups/GROUP
GET /directory_groups/directory_group_1
DELETE /directories/DIRECTORY
DELETE /directories/DIRECTORY
GET /webhook_endpoints
GET /webhook_endpoints/HOOK
PATCH /webhook_endpoints/HOOK {"status":"disabled"}
POST /webhook_endpoints {"endpoint_url":"gopher://x","events":["connection.activated"]}
DELETE /webhook_endpoints/HOOK
GET /notes?about=ORG
DELETE /notes/NOTE
GET OWN/sessions?filter=state:failed
GET OWN/sessions?filter=colour:red
GET OWN/sessions/stream?filter=claimed:me
GET SESSION
GET SESSION/verdict
GET ANYBODY
GET ANYBODY/verdict
GET ANYBODY/response
GET ANYBODY/request
POST ANYBODY/judge
POST SESSION/judge
GET OWN/sessions/nobody
GET OWN/organizations/ORG/lint
GET OWN/connections/CONN/lint
GET OWN/connections/nobody/lint
GET OWN/connections/CONN/mapping_advice
GET OWN/setup_links
GET OWN/setup_links/LINK
POST OWN/setup_links/LINK/revoke
POST OWN/setup_links/LINK/revoke
GET OWN/audit_log
GET OWN/audit_log?only=nothing
DELETE /connections/CONN
DELETE /organizations/MADE`

// What a sign-in answers apps, and whoever is refused in one, has the shape that the description gives it.
func TestAnswersOfASignInAreAsDescribed(t *testing.T) {
	l := webtest.Open(t)
	d := described(t, l)
	client := l.Welcome.Environment.ClientID
	a := webtest.NewApp(t)
	code := l.Code(t, a, nil)
	token := ""
	for _, x := range []struct {
		method, path, bearer, body string
		status                     int
	}{
		{"GET", "/sso/authorize?client_id=" + client, "", "", 302},
		{"GET", "/sso/authorize?client_id=nobody&response_type=code", "", "", 400},
		{"GET", "/sso/authorize?" + url.Values{"client_id": {client}, "response_type": {"code"},
			"redirect_uri": {l.Welcome.Environment.DefaultRedirect},
			"connection":   {string(l.Welcome.Connection.ID)}}.Encode(), "", "", 302},
		{"POST", "/sso/token", "", "grant_type=password", 400},
		{"POST", "/sso/token", l.APIKey, "grant_type=authorization_code&client_id=" + client + "&code=none", 400},
		{"POST", "/sso/token", l.APIKey, "grant_type=authorization_code&client_id=" + client + "&code=" + code, 200},
		{"GET", "/sso/profile", "TOKEN", "", 200},
		{"GET", "/sso/profile", "none", "", 401},
		{"GET", "/sso/jwks/" + client, "", "", 200},
		{"GET", "/sso/jwks/nobody", "", "", 404},
		{"POST", "/sso/logout/authorize", l.APIKey, "", 400},
		{"POST", "/sso/logout/authorize", l.APIKey, `{"profile_id":"prof_none"}`, 404},
		{"POST", "/sso/logout/authorize", "none", "{}", 401},
		{"GET", "/sso/logout?token=none", "", "", 404},
	} {
		r, err := http.NewRequestWithContext(t.Context(), x.method, l.URL+x.path, strings.NewReader(x.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+strings.ReplaceAll(x.bearer, "TOKEN", token))
		r.Header.Set("Content-Type", webtest.FormType)
		answer := webtest.Send(t, r)
		text := webtest.Body(t, answer)
		if answer.StatusCode != x.status {
			t.Errorf("%s %s: %d, want %d: %s", x.method, x.path, answer.StatusCode, x.status, text)
		}
		if answer.StatusCode == http.StatusFound {
			text = "" // for a browser that follows no redirects
			answer.Header.Del("Content-Type")
		}
		d.check(t, r, answer, text)
		var fields struct {
			Token string `json:"access_token"`
		}
		if json.Unmarshal([]byte(text), &fields) == nil && fields.Token != "" {
			token = fields.Token
		}
	}
}
