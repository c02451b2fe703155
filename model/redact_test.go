package model_test

import (
	"encoding/json"
	"strings"
	"testing"

	"gatehouse/model"
)

const form, jsonType = "application/x-www-form-urlencoded;charset=utf-8", "application/json"

// No secret gets into the API log, wherever an app or we put it; what is none stays readable.
func TestRedactBody(t *testing.T) {
	for name, test := range map[string]struct{ kind, body, want string }{
		"nothing": {jsonType, "", ""},
		"a form": {form,
			"client_id=c&client_secret=S3CRET&grant_type=authorization_code&code=S3CRET&code_verifier=S3CRET",
			"client_id=c&client_secret=[removed]&grant_type=authorization_code&code=[removed]&code_verifier=[removed]"},
		"names written otherwise": {form, "Client%5fSecret=S3CRET&CODE=S3CRET&token[]=S3CRET",
			"Client%5fSecret=[removed]&CODE=[removed]&token[]=[removed]"},
		"a key in another field": {form, "state=sk_test_S3CRET", "state=[removed]"},
		"a key as a name":        {form, "sk_live_S3CRET", "[removed]"},
		"a form that is none":    {form, "a=%zz&code=S3CRET", "(not URL-encoded)"},
		"a logout token": {jsonType,
			`{"logout_token":"S3CRET","logout_url":"https://a/sso/logout?token=S3CRET"}`,
			`{"logout_token":"[removed]","logout_url":"https://a/sso/logout?token=[removed]"}`},
		"a token's answer": {jsonType,
			`{"token_type":"Bearer","access_token":"S3CRET","expires_in":600,"profile":{"email":"a@b"}}`,
			`{"access_token":"[removed]","expires_in":600,"profile":{"email":"a@b"},"token_type":"Bearer"}`},
		"a portal link": {jsonType, `{"link":"https://x.example/setup/S3CRET"}`, `{"link":"[removed]"}`},
		"a link elsewhere": {jsonType, `{"url":"https://x.example/setup?token=S3CRET&a=b"}`,
			`{"url":"https://x.example/setup?token=[removed]&a=b"}`},
		"a webhook's secret": {jsonType, `{"data":[{"id":"we_1","secret":"S3CRET"}]}`,
			`{"data":[{"id":"we_1","secret":"[removed]"}]}`},
		"a header in a text": {jsonType, `{"message":"Authorization: Bearer S3CRET was sent"}`,
			`{"message":"Authorization: [removed] was sent"}`},
		"the code of an error": {jsonType, `{"message":"no","code":"entity_not_found"}`,
			`{"code":"entity_not_found","message":"no"}`},
		"the code of a field": {jsonType, `{"errors":[{"field":"name","code":"required"}]}`,
			`{"errors":[{"code":"required","field":"name"}]}`},
		"a code with a message": {jsonType, `{"code":"S3CRET","message":"x"}`, `{"code":"[removed]","message":"x"}`},
		"numbers":               {jsonType, `{"n":12345678901234567890}`, `{"n":12345678901234567890}`},
		"a secret that is none": {jsonType, `{"secret":null,"key":{"token":"S3CRET"}}`,
			`{"key":{"token":"[removed]"},"secret":null}`},
		"no JSON":    {jsonType, `{"code":"S3CRET`, "(15 bytes that are neither JSON nor a form)"},
		"two values": {jsonType, `{} {"code":"S3CRET"}`, "(20 bytes that are neither JSON nor a form)"},
		"XML":        {"text/xml", `<a>S3CRET</a>`, "(13 bytes that are neither JSON nor a form)"},
	} {
		got := model.RedactBody(test.kind, []byte(test.body))
		if got != test.want || strings.Contains(got, "S3CRET") {
			t.Errorf("%s: %s\nwant %s", name, got, test.want)
		}
	}
	long := model.RedactBody(jsonType, []byte(`"`+strings.Repeat("é", model.MaxLoggedBody)+`"`))
	if len(long) > model.MaxLoggedBody+30 || !strings.HasSuffix(long, "… (16386 bytes)") {
		t.Errorf("%d bytes, ends in %s", len(long), long[len(long)-30:])
	}
}

func TestRedactQuery(t *testing.T) {
	for query, want := range map[string]string{
		"": "", "limit=2&after=org_1": "limit=2&after=org_1", "code=S3CRET&state=x": "code=[removed]&state=x",
		"a=b&client_secret=S3CRET": "a=b&client_secret=[removed]", "q=Bearer%20S3CRET": "q=[removed]",
		"%": "(not URL-encoded)",
	} {
		if got := model.RedactQuery(query); got != want {
			t.Errorf("%q: %q, want %q", query, got, want)
		}
	}
}

func TestAPICallQuery(t *testing.T) {
	call := model.APICall{Number: 3, EnvironmentID: "env_1", SessionID: "sess_1", Status: 404,
		Path: "/organizations/org_1"}
	for _, test := range []struct {
		q    model.APICallQuery
		want bool
	}{
		{model.APICallQuery{}, true}, {model.APICallQuery{Environment: "env_1"}, true},
		{model.APICallQuery{Environment: "env_2"}, false}, {model.APICallQuery{Status: "404"}, true},
		{model.APICallQuery{Status: "4xx"}, true}, {model.APICallQuery{Status: "5xx"}, false},
		{model.APICallQuery{Path: "org_1"}, true}, {model.APICallQuery{Path: "token"}, false},
		{model.APICallQuery{After: 3}, false}, {model.APICallQuery{After: 2}, true},
		{model.APICallQuery{Session: "sess_1"}, true}, {model.APICallQuery{Session: "sess_2"}, false},
	} {
		if got := test.q.Match(call); got != test.want {
			t.Errorf("%+v: %v", test.q, got)
		}
	}
	for status, good := range map[string]bool{"": true, "200": true, "5xx": true, "xx": false, "6xx": false,
		"600": false, "four": false, "40x": false} {
		if err := (model.APICallQuery{Status: status}).Check(); (err == nil) != good {
			t.Errorf("%q: %v", status, err)
		}
	}
}

// A secret is removed from a text whichever form it has, wherever in the text it stands.
func TestEachFormOfASecretIsRemoved(t *testing.T) {
	for _, secret := range []string{
		"/setup/S3CRET_S3CRET-S3CRET_1", "/portal/S3CRET_S3CRET-S3CRET_1", "sk_test_S3CRET", "sk_live_S3CRET-_",
		"Bearer S3CRET", "bearer S3CRET", "BEARER\tS3CRET", "bEaReR  S3CRET==", "?token=S3CRET", "&token=S3CRET",
	} {
		for _, text := range []string{secret, "see https://desk.example.com" + secret, "a " + secret + " b",
			"É " + secret} {
			body, err := json.Marshal(map[string]any{"note": text, text: []string{text}})
			if err != nil {
				t.Fatal(err)
			}
			if got := model.WithoutSecrets(jsonType, body); strings.Contains(got, "S3CRET") ||
				!strings.Contains(got, "note") {
				t.Errorf("%q: %s", text, got)
			}
		}
	}
}

// The answer of the token endpoint, as each sign-in has it.
func BenchmarkRedactBody(b *testing.B) {
	body := []byte(`{"access_token":"S3CRET","expires_in":600,"profile":{"object":"profile",` +
		`"id":"prof_01KB2M4Q9V7RZ5T3X1Y8W6E4N2","connection_id":"conn_01KB2M4Q9V7RZ5T3X1Y8W6E4N2",` +
		`"connection_type":"GenericSAML","email":"ada@acme.test","first_name":"Ada","last_name":"Lovelace",` +
		`"groups":["Engineering","Everyone"],"custom_attributes":{},` +
		`"raw_attributes":{"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress":"ada@acme.test"}}}`)
	for b.Loop() {
		model.RedactBody(jsonType, body)
	}
}
