package sso_test

import (
	"net/http"
	"net/url"
	"testing"

	"gatehouse/interop/foreignidp"
	"gatehouse/model"
	"gatehouse/saml/protocol"
	"gatehouse/web/webtest"
)

// A provider by other hands signs a user in: each side reads the other's
// metadata, and the app gets the profile.
func TestForeignIdentityProvider(t *testing.T) {
	l, a := webtest.Open(t), webtest.NewApp(t)
	const user, password = "alice", "correct horse"
	provider := foreignidp.Start(t, user, password, user+"@"+model.DemoDomain)

	ours := webtest.Get(t, l.URL+"/sso/saml/metadata/"+l.Welcome.Connection.Key)
	if got := ours.Header.Get("Content-Type"); got != "application/samlmetadata+xml" {
		t.Errorf("metadata as %q", got)
	}
	provider.Trust(t, []byte(webtest.Body(t, ours)))
	theirs, err := protocol.ParseMetadata([]byte(webtest.Body(t, webtest.Get(t, provider.URL+"/metadata"))), "")
	if err != nil {
		t.Fatal(err)
	}
	l.Reconfigure(t, func(c *model.Connection) {
		c.Type, c.IdPEntityID, c.SSOURL, c.Certificates = "GenericSAML", theirs.EntityID, theirs.SSOURL, nil
		for _, der := range theirs.Certificates {
			c.Certificates = append(c.Certificates, model.Certificate{DER: der})
		}
	})

	b := l.Browser(t)
	at, err := b.Get(t.Context(), l.AuthorizeURL(url.Values{"redirect_uri": {a.Callback()}}))
	if err != nil {
		t.Fatal(err)
	}
	answer := foreignidp.LogIn(t, b, at, map[string]string{"user": user, "password": password})
	if at, err = b.Submit(t.Context(), answer); err != nil {
		t.Fatal(err)
	}
	detail, err := l.Services.SessionDetail(t.Context(), at.Session)
	if err != nil {
		t.Fatal(err)
	}
	if detail.State != model.Authorized {
		t.Fatalf("%s: %s %s\nexpected %s\nreceived %s", detail.State, detail.Session.Cause, detail.Explanation.Engineer,
			detail.Explanation.Expected, detail.Explanation.Received)
	}
	status, token := l.Exchange(t, (<-a.Answers).Get("code"))
	profile, _ := token["profile"].(map[string]any)
	if status != http.StatusOK || profile["email"] != user+"@"+model.DemoDomain || profile["first_name"] != "Alice" {
		t.Fatalf("token: %d %v", status, token)
	}
	if s := l.Session(t, at.Session); s.State != model.Successful {
		t.Errorf("after the exchange: %s", s.State)
	}
}
