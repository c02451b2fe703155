package interop

import (
	"net/http"
	"net/url"
	"testing"

	"gatehouse/interop/foreignidp"
	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/web/webtest"
)

// listener is a Gatehouse on loopback, and an app that waits for codes.
type listener struct {
	*webtest.Server
	app *webtest.App
}

func listen(t *testing.T) *listener {
	t.Helper()
	return &listener{webtest.Listen(t, model.Options{}), webtest.NewApp(t)}
}

// connect points the connection at the provider with these metadata, and
// demands the signatures of a way.
func (l *listener) connect(t *testing.T, metadata []byte, signed saml.SignatureDemand) {
	t.Helper()
	theirs, err := saml.ParseMetadata(metadata, "")
	if err != nil {
		t.Fatalf("%v\n%s", err, metadata)
	}
	l.Reconfigure(t, func(c *model.Connection) {
		c.Type, c.SSOBinding, c.SignRequests = "GenericSAML", model.Redirect, true
		c.IdPEntityID, c.SSOURL, c.Certificates = theirs.EntityID, theirs.SSORedirectURL, nil
		for _, der := range theirs.Certificates {
			c.Certificates = append(c.Certificates, model.Certificate{DER: der})
		}
		c.Policy = saml.StrictPolicy()
		c.Policy.Require = signed
	})
}

// metadata is ours, as the provider gets it.
func (l *listener) metadata(t *testing.T) []byte {
	t.Helper()
	c, err := l.Desk.Connection(t.Context(), l.Welcome.Connection.ID)
	if err != nil {
		t.Fatal(err)
	}
	return l.Desk.SPMetadata(c)
}

// signIn goes from the app to the provider's login form, fills it in, and
// brings the response back. It gives the session that came of it.
func (l *listener) signIn(t *testing.T, userField string) model.ID {
	t.Helper()
	b := l.Browser(t)
	at, err := b.Get(t.Context(), l.AuthorizeURL(url.Values{"redirect_uri": {l.app.Callback()}}))
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
