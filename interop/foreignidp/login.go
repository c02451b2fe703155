package foreignidp

import (
	"testing"

	"gatehouse/testclient"
)

// LogIn fills in the login form of the page where a browser stands, of this or
// another provider, and gives the form that carries the response.
func LogIn(t testing.TB, b *testclient.Browser, at testclient.Page, fields map[string]string) testclient.Form {
	t.Helper()
	login, ok := at.FormWith("password")
	if !ok {
		t.Fatalf("%d, no login form at %s: %s", at.Status, at.URL, at.Text)
	}
	for name, value := range fields {
		if err := login.Set(name, value); err != nil {
			t.Fatal(err)
		}
	}
	at, err := b.Submit(t.Context(), login)
	if err != nil {
		t.Fatal(err)
	}
	response, ok := at.FormWith("SAMLResponse")
	if !ok {
		t.Fatalf("%d, no response at %s: %s", at.Status, at.URL, at.Text)
	}
	return response
}
