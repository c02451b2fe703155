package api_test

import (
	"fmt"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/web/webtest"
)

// IT contacts are added, listed, invited with a setup link, and removed with it, as the SDKs do it.
func TestITContacts(t *testing.T) {
	l := webtest.Open(t)
	org := call(t, l, l.APIKey, "POST", "/organizations", `{"name":"Foo Corp"}`).id(t)
	at := "/organizations/" + org + "/it_contacts"
	if a := call(t, l, l.APIKey, "GET", at, ""); a.status != 200 || len(a.ids(t)) != 0 {
		t.Errorf("%d %s", a.status, a.text)
	}
	made := call(t, l, l.APIKey, "POST", at, `{"email":" Ada@Foo.example "}`)
	if made.status != 201 || made.fields["object"] != "it_contact" || made.fields["email"] != "ada@foo.example" ||
		made.fields["created_at"] == nil || made.fields["updated_at"] == nil {
		t.Fatalf("%d %s", made.status, made.text)
	}
	ada := made.id(t)
	bob := call(t, l, l.APIKey, "POST", at, `{"email":"bob@foo.example"}`).id(t)
	for _, refused := range []struct {
		method, path, body string
		status             int
		text               string
	}{
		{"POST", at, `{"email":"ADA@foo.example"}`, 409, "it_contact_already_exists"},
		{"POST", at, `{"email":"nobody"}`, 422, "not an email address"},
		{"POST", at, `{}`, 422, `"required"`},
		{"POST", at, `{"email":null}`, 422, `"required"`},
		{"POST", "/organizations/org_none/it_contacts", `{"email":"x@foo.example"}`, 404,
			"Organization not found: 'org_none'."},
		{"GET", "/organizations/org_none/it_contacts", ``, 404, "Organization not found: 'org_none'."},
		{"POST", at + "/" + ada + "/invite", `{}`, 422, `"intents"`},
		{"POST", at + "/" + ada + "/invite", `{"intents":["dancing"]}`, 422, `is unknown`},
		{"POST", at + "/" + ada + "/revoke", `{}`, 404, "no active invitation"},
		{"POST", at + "/it_contact_none/invite", `{"intents":["sso"]}`, 404,
			"IT Contact not found: 'it_contact_none'."},
		{"DELETE", at + "/it_contact_none", ``, 404, "IT Contact not found"},
		{"DELETE", "/organizations/org_other/it_contacts/" + ada, ``, 404, "IT Contact not found"},
		{"GET", at + "/" + ada, ``, 405, ""},
	} {
		if a := call(t, l, l.APIKey, refused.method, refused.path, refused.body); a.status != refused.status ||
			!strings.Contains(a.text, refused.text) {
			t.Errorf("%s %s %s: %d %s", refused.method, refused.path, refused.body, a.status, a.text)
		}
	}

	current := func() string { // the newest setup link
		links, err := l.Services.SetupLinks(t.Context(), model.LinkQuery{Organization: model.ID(org)})
		if err != nil || len(links) == 0 {
			return fmt.Sprint(err)
		}
		return fmt.Sprint(links[0].ContactEmail, " ", links[0].Intents, " ", links[0].StateAt(l.Services.Clock()))
	}
	for _, step := range []struct {
		method, path, body string
		status             int
		link               string
	}{
		{"POST", at + "/" + ada + "/invite", `{"intents":["sso","directory_sync"]}`, 204,
			"ada@foo.example [sso dsync] active"},
		{"POST", at + "/" + bob + "/invite", `{"intents":["sso"]}`, 409, "ada@foo.example [sso dsync] active"},
		// it is the organization's
		{"POST", at + "/" + bob + "/revoke", `{}`, 204, "ada@foo.example [sso dsync] revoked"},
		{"POST", at + "/" + bob + "/invite", `{"intents":["domain_verification"]}`, 204,
			"bob@foo.example [domain_verification] active"},
		{"DELETE", at + "/" + ada, ``, 204, "bob@foo.example [domain_verification] active"},
		{"DELETE", at + "/" + bob, ``, 204, "bob@foo.example [domain_verification] revoked"},
	} {
		a := call(t, l, l.APIKey, step.method, step.path, step.body)
		if a.status != step.status || current() != step.link {
			t.Errorf("%s %s: %d %s, link %s; want %d, %s", step.method, step.path, a.status, a.text, current(),
				step.status, step.link)
		}
	}
}

// A portal link can name IT contacts, under both names that SDKs have for them; those that
// are known are not added twice, and there are 20 of an organization at most.
func TestContactsOfAPortalLink(t *testing.T) {
	l := webtest.Open(t)
	org := call(t, l, l.APIKey, "POST", "/organizations", `{"name":"Foo Corp"}`).id(t)
	var many []string
	for i := range model.MaxITContacts {
		many = append(many, fmt.Sprintf(`"it%d@foo.example"`, i))
	}
	for _, step := range []struct {
		body   string
		status int
		there  int
	}{
		{`"it_contact_emails":["ada@foo.example","Ada@foo.example"]`, 201, 1},
		{`"admin_emails":["bob@foo.example","ada@foo.example"],"it_contact_emails":null`, 201, 2},
		{`"admin_emails":["nobody"]`, 422, 2},
		{`"admin_emails":[` + strings.Join(many, ",") + `]`, 422, 2},
		{`"admin_emails":"ada@foo.example"`, 422, 2},
		{`"success_url":""`, 201, 2},
	} {
		a := call(t, l, l.APIKey, "POST", "/portal/generate_link",
			`{"organization":"`+org+`","intent":"sso",`+step.body+`}`)
		there := call(t, l, l.APIKey, "GET", "/organizations/"+org+"/it_contacts", "").ids(t)
		if a.status != step.status || len(there) != step.there {
			t.Errorf("%s: %d %s, and there are %d", step.body, a.status, a.text, len(there))
		}
	}
}
