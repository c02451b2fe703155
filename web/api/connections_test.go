package api_test

import (
	"slices"
	"testing"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/web/webtest"
)

// Connections are listed by what an app knows of them, read with their organization's domains
// and deleted. What they are set to is not told.
func TestConnections(t *testing.T) {
	l := webtest.Open(t)
	o, err := l.Services.CreateOrganization(t.Context(), model.NewOrganization{Environment: l.Welcome.Environment.ID,
		Name: "Initech", Domains: []model.NewDomain{{Domain: "initech.example", State: model.DomainVerified}}})
	if err != nil {
		t.Fatal(err)
	}
	made, _, err := l.Services.CreateConnection(t.Context(), model.NewConnection{Organization: o.ID, Type: "OktaSAML",
		Name: "Initech Okta"})
	if err != nil {
		t.Fatal(err)
	}
	id, sample := string(made.ID), string(l.Welcome.Connection.ID)
	for query, want := range map[string][]string{
		"organization_id=" + string(o.ID):                           {id},
		"organization_id=org_nope":                                  nil,
		"connection_type=OktaSAML&organization_id=" + string(o.ID):  {id},
		"connection_type=AzureSAML&organization_id=" + string(o.ID): nil,
		"domain=Initech.example":                                    {id},
		"domain=none.example":                                       nil,
		"domain=not%20one":                                          nil,
		"search=initech%20OK":                                       {id},
		"search=initech&connection_type=AzureSAML":                  nil,
		"limit=1": {id}, // the newest
	} {
		if a := call(t, l, l.APIKey, "GET", "/connections?"+query, ""); a.status != 200 ||
			!slices.Equal(a.ids(t), want) {
			t.Errorf("%s: %d %s", query, a.status, a.text)
		}
	}
	if all := walk(t, l, l.APIKey, "/connections?limit=1"); !slices.Contains(all, sample) || !slices.Contains(all, id) {
		t.Errorf("page by page %q", all)
	}
	a := call(t, l, l.APIKey, "GET", "/connections/"+id, "")
	domain := a.fields["domains"].([]any)[0].(map[string]any)
	if a.status != 200 || a.fields["object"] != "connection" || a.fields["connection_type"] != "OktaSAML" ||
		a.fields["name"] != "Initech Okta" ||
		a.fields["state"] != "draft" || a.fields["status"] != "unlinked" ||
		a.fields["organization_id"] != string(o.ID) ||
		domain["object"] != "connection_domain" || domain["domain"] != "initech.example" ||
		domain["id"] != string(o.Domains[0].ID) {
		t.Errorf("%d %s", a.status, a.text)
	}
	for _, set := range []string{"policy", "mapping", "certificates", "sp_keys", "key"} {
		if _, told := a.fields[set]; told {
			t.Errorf("%s is told: %s", set, a.text)
		}
	}
	if a := call(t, l, l.APIKey, "DELETE", "/connections/"+id, ""); a.status != 204 || a.text != "" {
		t.Errorf("%d %s", a.status, a.text)
	}
	for _, method := range []string{"GET", "DELETE"} {
		if a := call(t, l, l.APIKey, method, "/connections/"+id, ""); a.status != 404 ||
			a.fields["message"] != "Connection not found: '"+id+"'." {
			t.Errorf("%s of what is gone: %d %s", method, a.status, a.text)
		}
	}
}

// The state of a connection is told in the SDKs' words.
func TestConnectionStates(t *testing.T) {
	l := webtest.Open(t)
	for state, status := range map[model.ConnectionState]string{
		model.Draft: "unlinked", model.Validating: "unlinked", model.Active: "linked", model.Inactive: "unlinked",
	} {
		l.Reconfigure(t, func(c *model.Connection) { c.State, c.Policy = state, saml.DefaultPolicy() })
		a := call(t, l, l.APIKey, "GET", "/connections/"+string(l.Welcome.Connection.ID), "")
		if a.fields["state"] != string(state) || a.fields["status"] != status {
			t.Errorf("%s: %s", state, a.text)
		}
	}
}

// The connection that a profile by OAuth names can be read, of no organization, and is not
// deleted: it follows from the environment's credentials. Lists have stored ones alone.
func TestConnectionByOAuth(t *testing.T) {
	l := webtest.Open(t)
	l.OAuth(t, "google")
	id := "conn_google_" + string(l.Welcome.Environment.ID)
	a := call(t, l, l.APIKey, "GET", "/connections/"+id, "")
	if _, told := a.fields["organization_id"]; a.status != 200 || told ||
		a.fields["connection_type"] != "GoogleOAuth" ||
		a.fields["state"] != "active" || len(a.fields["domains"].([]any)) != 0 {
		t.Errorf("%d %s", a.status, a.text)
	}
	if slices.Contains(walk(t, l, l.APIKey, "/connections"), id) {
		t.Error("it is listed")
	}
	if a := call(t, l, l.APIKey, "DELETE", "/connections/"+id, ""); a.status != 422 {
		t.Errorf("deleted: %d %s", a.status, a.text)
	}
	for _, method := range []string{"GET", "DELETE"} { // without credentials there is none
		if a := call(t, l, l.APIKey, method, "/connections/conn_github_"+string(l.Welcome.Environment.ID),
			""); a.status != 404 {
			t.Errorf("%s: %d %s", method, a.status, a.text)
		}
	}
}
