// Package contract holds the listener against the official SDKs of WorkOS, unmodified. A
// module of its own keeps them out of Gatehouse.
package contract

import (
	"context"
	"net"
	"net/url"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/service/directory"
	"gatehouse/web/webtest"
)

// world is a listener with the samples that a new one begins with, and an app that waits at
// its callback.
type world struct {
	*webtest.World
	app *webtest.App
}

func open(t *testing.T) world {
	t.Helper()
	return world{webtest.Open(t), webtest.NewApp(t)}
}

// signIn goes where an SDK sends the user, signs in at the test identity provider, and gives
// what the app gets.
func (w world) signIn(t *testing.T, address string) url.Values {
	t.Helper()
	webtest.SignIn(t, w.Browser(t), address)
	return w.answer(t)
}

// signInByOpenID is signIn at an OpenID provider, which asks nothing.
func (w world) signInByOpenID(t *testing.T, address string) url.Values {
	t.Helper()
	b := w.Browser(t)
	at, err := b.Get(t.Context(), address)
	if f, posted := at.FormWith("state"); err == nil && posted {
		_, err = b.Submit(t.Context(), f)
	}
	if err != nil {
		t.Fatal(err)
	}
	return w.answer(t)
}

func (w world) answer(t *testing.T) url.Values {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	select {
	case got := <-w.app.Answers:
		return got
	case <-ctx.Done():
		t.Fatal("the app got no answer")
		return nil
	}
}

// live is a key of the environment that has no samples.
func (w world) live(t *testing.T) (secret string) {
	t.Helper()
	all, err := w.Services.Environments(t.Context())
	if err != nil || len(all) != 2 {
		t.Fatal(len(all), err)
	}
	_, secret, err = w.Services.CreateKey(t.Context(), all[1].ID, "contract")
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

// connection is a draft of an organization.
func (w world) connection(t *testing.T, organization string) string {
	t.Helper()
	c, _, err := w.Services.CreateConnection(t.Context(),
		model.NewConnection{Organization: model.ID(organization), Type: "OktaSAML"})
	if err != nil {
		t.Fatal(err)
	}
	return string(c.ID)
}

// provisioned is a directory in which an identity provider told of Ada, who is in Staff and therefore an admin, and of
// Grace, who is a member.
func (w world) provisioned(t *testing.T) *webtest.Directory {
	t.Helper()
	_, err := w.Services.UpdateEnvironment(t.Context(), w.Welcome.Environment.ID,
		model.SetRole(model.EnvironmentRole{Slug: "admin"}), model.SetRole(model.EnvironmentRole{Slug: "member"}),
		model.SetDefaultRole("member"))
	if err != nil {
		t.Fatal(err)
	}
	d := w.NewDirectory(t, "okta")
	ada := d.Want(t, 201, "POST", "/Users", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],`+
		`"userName":"ada","externalId":"2836","name":{"givenName":"Ada"},"emails":[{"value":"ada@example.com",`+
		`"type":"work","primary":true}]}`).ID()
	d.Want(t, 201, "POST", "/Users",
		`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"grace@example.com"}`)
	staff := d.Want(t, 201, "POST", "/Groups",
		`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Staff"}`).ID()
	all, err := w.Services.DirectoryGroups(t.Context(),
		directory.EntryList{Directory: d.ID, Paging: model.Paging{Limit: 1}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Services.GiveRoles(t.Context(), d.ID, map[model.ID]string{all.Items[0].ID: "admin"}); err != nil {
		t.Fatal(err)
	}
	d.Want(t, 204, "PATCH", "/Groups/"+staff, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],`+
		`"Operations":[{"op":"add","path":"members","value":[{"value":"`+ada+`"}]}]}`)
	d.Want(t, 200, "PUT", "/Users/"+ada, `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada",`+
		`"externalId":"2836","name":{"givenName":"Ada","familyName":"Lovelace"},"emails":[{"value":"ada@example.com",`+
		`"type":"work","primary":true}]}`)
	return d
}

// hostPort are host name and port of the listener.
func (w world) hostPort(t *testing.T) (host, port string) {
	t.Helper()
	host, port, err := net.SplitHostPort(w.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return host, port
}
