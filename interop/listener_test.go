package interop

import (
	"net/http"
	"net/url"
	"testing"

	"gatehouse/interop/foreignidp"
	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/service"
	"gatehouse/web/webtest"
)

// listener is a Gatehouse on loopback, and an app that waits for codes.
type listener struct {
	*webtest.Server
	app        *webtest.App
	connection model.Connection // of the way that is tried
}

func listen(t *testing.T) *listener {
	t.Helper()
	return &listener{Server: webtest.Listen(t, service.Options{}), app: webtest.NewApp(t)}
}

// connect makes a strict connection to the provider with these metadata, which
// signs its requests and demands the signatures of a way.
func (l *listener) connect(t *testing.T, metadata []byte, signed saml.SignatureDemand) {
	t.Helper()
	ctx := t.Context()
	theirs, err := model.ReadMetadata(metadata, "")
	if err != nil {
		t.Fatalf("%v\n%s", err, metadata)
	}
	policy := saml.StrictPolicy()
	policy.Require = signed
	l.connection, _, err = l.Services.CreateConnection(ctx, model.NewConnection{
		Organization: l.Welcome.Connection.OrganizationID, Type: "GenericSAML", IdP: &theirs, Policy: &policy,
	})
	if err != nil {
		t.Fatal(err)
	}
	patch := model.ConnectionPatch{SignRequests: new(true), SSOBinding: new(model.Redirect),
		SSOURL: &theirs.SSORedirectURL}
	if l.connection, _, err = l.Services.UpdateConnection(ctx, l.connection.ID, patch); err != nil {
		t.Fatal(err)
	}
}

// metadata is ours, as the provider gets it.
func (l *listener) metadata(t *testing.T) []byte {
	t.Helper()
	return l.Services.SPMetadata(l.connection)
}

// signIn goes from the app to the provider's login form, fills it in, and
// brings the response back. It gives the session that came of it.
func (l *listener) signIn(t *testing.T, userField string) model.ID {
	t.Helper()
	b := l.Browser(t)
	at, err := b.Get(t.Context(), l.AuthorizeURL(url.Values{
		"redirect_uri": {l.app.Callback()}, "connection": {string(l.connection.ID)},
	}))
	if err != nil {
		t.Fatal(err)
	}
	response := foreignidp.LogIn(t, b, at, map[string]string{userField: user, "password": password})
	if at, err = b.Submit(t.Context(), response); err != nil {
		t.Fatal(err)
	}
	return at.Session
}

// redeem gives the profile for the code that the app got.
func (l *listener) redeem(t *testing.T) map[string]any {
	t.Helper()
	status, token := l.Exchange(t, (<-l.app.Answers).Get("code"))
	profile, _ := token["profile"].(map[string]any)
	if status != http.StatusOK || profile == nil {
		t.Fatalf("token endpoint: %d, %v", status, token)
	}
	return profile
}
