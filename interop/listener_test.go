package interop

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/storage/badger"
	"gatehouse/visitor"
	"gatehouse/web"
)

// listener is a Gatehouse on loopback: desk, store on disk and handler, as in
// the product, and an app that waits for codes.
type listener struct {
	*httptest.Server
	desk    *model.Desk
	welcome model.Welcomed
	apiKey  string
	app     *httptest.Server
	answers chan url.Values
}

func listen(t *testing.T) *listener {
	t.Helper()
	store, err := badger.Open(t.Context(), badger.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	sealer, err := model.NewSealer([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	l := &listener{Server: httptest.NewUnstartedServer(nil), answers: make(chan url.Values, 1)}
	l.desk = model.NewDesk(model.Options{
		Store: store, Clock: time.Now, BaseURL: "http://" + l.Listener.Addr().String(), Secrets: sealer, Log: log,
	})
	l.Config.Handler = web.New(web.Options{Desk: l.desk, Log: log, Version: "interop"})
	l.Start()
	t.Cleanup(l.Close)
	l.app = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { l.answers <- r.URL.Query() }))
	t.Cleanup(l.app.Close)
	if l.welcome, err = l.desk.Welcome(t.Context()); err != nil {
		t.Fatal(err)
	}
	keys, err := l.desk.Keys(t.Context(), l.welcome.Environment.ID)
	if err != nil || len(keys) == 0 {
		t.Fatalf("API keys: %v, %v", keys, err)
	}
	if l.apiKey, err = l.desk.RevealKey(t.Context(), keys[0].ID); err != nil {
		t.Fatal(err)
	}
	return l
}

// connect points the connection at the provider with these metadata, and
// demands the signatures of a way.
func (l *listener) connect(t *testing.T, metadata []byte, signed saml.SignatureDemand) {
	t.Helper()
	theirs, err := saml.ParseMetadata(metadata)
	if err != nil {
		t.Fatalf("%v\n%s", err, metadata)
	}
	record, err := l.desk.Record(t.Context(), model.KindConnection, l.welcome.Connection.ID)
	if err != nil {
		t.Fatal(err)
	}
	var c model.Connection
	if err := json.Unmarshal(record.Data, &c); err != nil {
		t.Fatal(err)
	}
	c.Type, c.SSOBinding, c.SignRequests = "GenericSAML", model.Redirect, true
	c.IdPEntityID, c.SSOURL, c.Certificates = theirs.EntityID, theirs.SSORedirectURL, nil
	for _, der := range theirs.Certificates {
		c.Certificates = append(c.Certificates, model.Certificate{DER: der})
	}
	c.Policy = saml.StrictPolicy()
	c.Policy.Require = signed
	if record.Data, err = json.Marshal(c); err != nil {
		t.Fatal(err)
	}
	if err := l.desk.Apply(t.Context(), model.Change{Record: record, Based: record.Revision}); err != nil {
		t.Fatal(err)
	}
}

// metadata is ours, as the provider gets it.
func (l *listener) metadata(t *testing.T) []byte {
	t.Helper()
	c, err := l.desk.Connection(t.Context(), l.welcome.Connection.ID)
	if err != nil {
		t.Fatal(err)
	}
	return l.desk.SPMetadata(c)
}

// signIn goes from the app to the provider's login form, fills it in, and
// brings the response back. It gives the session that came of it.
func (l *listener) signIn(t *testing.T, userField string) model.ID {
	t.Helper()
	base, err := url.Parse(l.URL)
	if err != nil {
		t.Fatal(err)
	}
	b, err := visitor.NewBrowser(base, l.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	at, err := b.Get(t.Context(), l.URL+"/sso/authorize?"+url.Values{
		"client_id": {l.welcome.Environment.ClientID}, "redirect_uri": {l.app.URL + "/callback"},
		"response_type": {"code"}, "connection": {string(l.welcome.Connection.ID)}, "state": {"as it was"},
	}.Encode())
	if err != nil {
		t.Fatal(err)
	}
	login, ok := at.FormWith("password")
	if !ok {
		t.Fatalf("%d, no login form at %s: %s", at.Status, at.URL, at.Text)
	}
	for field, value := range map[string]string{userField: user, "password": password} {
		if err := login.Set(field, value); err != nil {
			t.Fatal(err)
		}
	}
	if at, err = b.Submit(t.Context(), login); err != nil {
		t.Fatal(err)
	}
	response, ok := at.FormWith("SAMLResponse")
	if !ok {
		t.Fatalf("%d, no response at %s: %s", at.Status, at.URL, at.Text)
	}
	if at, err = b.Submit(t.Context(), response); err != nil {
		t.Fatal(err)
	}
	return at.Session
}

// redeem gives the profile for the code that the app got.
func (l *listener) redeem(t *testing.T) map[string]any {
	t.Helper()
	answer, err := http.PostForm(l.URL+"/sso/token", url.Values{
		"client_id": {l.welcome.Environment.ClientID}, "client_secret": {l.apiKey},
		"grant_type": {"authorization_code"}, "code": {(<-l.answers).Get("code")},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var token struct {
		Profile map[string]any `json:"profile"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&token); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("token endpoint: %d, %v", answer.StatusCode, err)
	}
	return token.Profile
}
