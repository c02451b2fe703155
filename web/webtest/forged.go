package webtest

import (
	"net/url"
	"testing"

	"gatehouse/model"
	"gatehouse/saml/idp"
)

// Forged is what the test identity provider would sign for a person, had the
// stranger got hold of an answer in time.
func Forged(t *testing.T, l *World, c model.Connection, request, email string) url.Values {
	t.Helper()
	p, err := l.Services.TestIdP(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	asked, err := l.Services.TestIdPRequest(t.Context(), c, model.ID(request), request)
	if err != nil {
		t.Fatal(err)
	}
	user := idp.DefaultUser("acme.example")
	user.Email = email
	form, err := p.Respond(asked, idp.Options{User: user, Now: l.Clock.Now()})
	if err != nil {
		t.Fatal(err)
	}
	values, err := url.ParseQuery(string(form.Body()))
	if err != nil {
		t.Fatal(err)
	}
	return values
}
