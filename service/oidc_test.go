package service_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"sync"
	"testing"

	"gatehouse/fetch"
	"gatehouse/internal/testkeys"
	"gatehouse/model"
	"gatehouse/oidc/idp"
	"gatehouse/saml"
	samlidp "gatehouse/saml/idp"
)

// openID is an OpenID provider on loopback, and a connection to it.
type openID struct {
	*installation
	provider   *idp.Provider
	connection model.Connection
	env        model.Environment
}

const openIDSecret = "the secret of our client"

// openIDProvider runs a provider, and connects Initech to it.
func (h *installation) openIDProvider(t *testing.T) *openID {
	t.Helper()
	x := &openID{installation: h, env: h.welcome.Environment}
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	x.provider = idp.New(server.URL, must(testkeys.Theirs()), must(testkeys.Theirs()), [32]byte{7})
	x.provider.Clock = h.clock.Now
	x.provider.Client = func(id string) (string, string, bool) {
		return openIDSecret, h.ACSURL(x.connection), id == "client-1"
	}
	mux.HandleFunc("/", x.provider.ServeDocument)
	mux.HandleFunc("/token", x.provider.ServeToken)
	mux.HandleFunc("/userinfo", x.provider.ServeUserInfo)
	setup, err := h.ReadProvider(t.Context(), model.OIDCSetup{
		Issuer: server.URL, ClientID: "client-1", ClientSecret: openIDSecret, Reach: fetch.Anywhere,
	})
	if err != nil {
		t.Fatal(err)
	}
	x.connection, _, err = h.CreateConnection(t.Context(), model.NewConnection{
		Organization: h.org(t, "Initech", "initech.example").ID, Type: "GenericOIDC", OIDC: &setup,
	})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

var chrome = model.Visitor{Peer: "192.0.2.7", UserAgent: "Chrome", Browser: "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}

func openIDUser() idp.User {
	return idp.User{Subject: "user-1", Email: "alice@initech.example", FirstName: "Alice", LastName: "Adams"}
}

// begin starts a sign-in in a browser.
func (x *openID) begin(t *testing.T) model.Begun {
	t.Helper()
	begun, err := x.BeginLogin(t.Context(), model.Authorize{
		ClientID: x.env.ClientID, RedirectURI: x.env.DefaultRedirect, ResponseType: "code", State: "app state",
		Connection: string(x.connection.ID), LoginHint: "alice@initech.example", Prompt: "login", Visitor: chrome,
	})
	if err != nil {
		t.Fatal(err)
	}
	return begun
}

// back is what the provider sends the browser back with.
func (x *openID) back(t *testing.T, begun model.Begun) url.Values {
	t.Helper()
	asked := must(url.Parse(begun.URL)).Query()
	return must(url.Parse(must(x.provider.Back(asked, openIDUser())))).Query()
}

// played is a whole sign-in with a fault.
func (x *openID) played(t *testing.T, fault string) model.Received {
	t.Helper()
	x.provider.Fault = fault
	received, err := x.ReceiveOIDC(t.Context(), x.back(t, x.begin(t)), chrome)
	if err != nil {
		t.Fatalf("%s: %v", fault, err)
	}
	return received
}

// A sign-in by OpenID Connect ends as one by SAML does: a code, the profile, a
// connection that is active.
func TestOpenIDSignIn(t *testing.T) {
	h := openInstallation(t)
	x := h.openIDProvider(t)
	if x.connection.State != model.Validating || x.ACSURL(x.connection) != h.BaseURL+"/sso/oidc/callback" ||
		x.EntityID(x.connection) != "client-1" || x.MetadataURL(x.connection) != "" || len(x.connection.SPKeys) != 0 {
		t.Errorf("connection %+v", x.connection)
	}
	begun := x.begin(t)
	asked := must(url.Parse(begun.URL)).Query()
	if asked.Get("login_hint") != "alice@initech.example" || asked.Get("prompt") != "login" {
		t.Errorf("asked %v", asked)
	}
	received, err := x.ReceiveOIDC(t.Context(), x.back(t, begun), chrome)
	if err != nil || received.Session.ID != begun.Session.ID || received.Session.State != model.Authorized {
		t.Fatalf("%v, %+v", err, received)
	}
	onward := must(url.Parse(received.Redirect)).Query()
	if onward.Get("state") != "app state" {
		t.Errorf("redirect %s", received.Redirect)
	}
	grant, err := h.app(t, "CI").Redeem(t.Context(), model.Redemption{Code: onward.Get("code")})
	if err != nil {
		t.Fatal(err)
	}
	p := grant.Profile
	if p.ConnectionType != "GenericOIDC" || p.IdPID != "user-1" || p.Email != "alice@initech.example" ||
		*p.FirstName != "Alice" || *p.LastName != "Adams" || *p.Name != "Alice Adams" ||
		p.RawAttributes["email_verified"] != true || p.RawAttributes["sub"] != "user-1" {
		t.Errorf("profile %+v", p)
	}
	if _, err := json.Marshal(p); err != nil {
		t.Error(err)
	}
	if c := must(h.Connection(t.Context(), x.connection.ID)); c.State != model.Active {
		t.Errorf("the connection is %s", c.State)
	}
	s := must(h.Session(t.Context(), begun.Session.ID))
	if s.State != model.Successful || s.Email != "alice@initech.example" || s.Unverified {
		t.Errorf("session %+v", s)
	}
}

// Each fault leaves a session that names it, says what to do, and tells the app
// what SAML's would.
func TestOpenIDFaults(t *testing.T) {
	h := openInstallation(t)
	x := h.openIDProvider(t)
	for _, f := range idp.Faults() {
		received := x.played(t, f.Name)
		s := received.Session
		if s.State != model.Failed || s.Cause != f.Cause || received.Verdict.RootReason() != f.Reason {
			t.Errorf("%s: %s %s (%s)", f.Name, s.State, s.Cause, received.Verdict.RootReason())
		}
		back := must(url.Parse(received.Redirect)).Query()
		want := map[saml.Cause]string{saml.OIDCDenied: "access_denied"}[f.Cause]
		if want == "" {
			want = "server_error"
		}
		if back.Get("error") != want || back.Get("state") != "app state" || back.Get("code") != "" {
			t.Errorf("%s: the app is told %v", f.Name, back)
		}
		detail := must(h.SessionDetail(t.Context(), s.ID))
		if x := detail.Explanation; x.Cause != f.Cause || len(x.Engineer) < 60 || len(x.Admin) < 60 {
			t.Errorf("%s: explained %+v", f.Name, x)
		}
		for _, word := range []string{"SAML", "assertion", "ACS"} {
			if strings.Contains(detail.Explanation.Engineer+detail.Explanation.Admin+detail.Explanation.Portal, word) {
				t.Errorf("%s: speaks of %s: %+v", f.Name, word, detail.Explanation)
			}
		}
		if kept := string(detail.Receipts[0].Body); strings.Contains(kept, openIDSecret) ||
			strings.Contains(kept, ".ey") {
			t.Errorf("%s: kept %s", f.Name, kept)
		}
	}
}

// What does not answer an open sign-in of the same browser makes no record.
func TestOpenIDAnswersAreOfTheBrowserThatBegan(t *testing.T) {
	h := openInstallation(t)
	x := h.openIDProvider(t)
	begun := x.begin(t)
	q := x.back(t, begun)
	other := chrome
	other.Browser = "ZYXWVUTSRQPONMLKJIHGFEDCBA"
	forged := url.Values{"state": {string(begun.Session.ID) + ".AAAA"}, "code": q["code"]}
	twice := url.Values{"state": {q.Get("state"), "x"}, "code": q["code"]}
	for name, test := range map[string]struct {
		q    url.Values
		v    model.Visitor
		want error
	}{
		"another browser":   {q, other, model.ErrOtherBrowser},
		"no cookie":         {q, model.Visitor{}, model.ErrOtherBrowser},
		"a forged state":    {forged, chrome, model.ErrUnknownState},
		"no state":          {url.Values{"code": q["code"]}, chrome, model.ErrUnknownState},
		"two states":        {twice, chrome, model.ErrUnknownState},
		"a session's id":    {url.Values{"state": {string(begun.Session.ID)}}, chrome, model.ErrUnknownState},
		"somebody's choice": {url.Values{"state": {"x.y"}}, chrome, model.ErrUnknownState},
	} {
		if _, err := x.ReceiveOIDC(t.Context(), test.q, test.v); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
	if s := must(h.Session(t.Context(), begun.Session.ID)); s.State != model.Started {
		t.Fatalf("session %+v", s)
	}
	if page := must(h.Sessions(t.Context(), model.Query{Limit: 50})); len(page.Sessions) != 1 {
		t.Errorf("%d sessions", len(page.Sessions))
	}
	if r, err := x.ReceiveOIDC(t.Context(), q, chrome); err != nil || r.Session.State != model.Authorized {
		t.Errorf("then the right one: %v %+v", err, r.Session)
	}
	if _, err := x.ReceiveOIDC(t.Context(), q, chrome); !errors.Is(err, model.ErrAnswered) {
		t.Errorf("the same once more: %v", err)
	}
}

// A redirect that arrives several times at once signs in once, whoever wins.
func TestOpenIDAtOnce(t *testing.T) {
	h := openInstallation(t)
	x := h.openIDProvider(t)
	begun := x.begin(t)
	q := x.back(t, begun)
	codes := map[string]bool{}
	var mu sync.Mutex
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			r, err := x.ReceiveOIDC(t.Context(), q, chrome)
			if errors.Is(err, model.ErrAnswered) {
				return
			}
			mu.Lock()
			defer mu.Unlock()
			if err != nil || r.Session.State != model.Authorized {
				t.Errorf("%v %+v", err, r.Session)
			}
			codes[r.Redirect] = true
		})
	}
	group.Wait()
	if len(codes) != 1 {
		t.Errorf("%d codes", len(codes))
	}
}

// A provider out of reach ends the sign-in before it leaves, on record.
func TestOpenIDProviderOutOfReach(t *testing.T) {
	h := openInstallation(t)
	x := h.openIDProvider(t)
	setup := model.OIDCSetup{Issuer: "https://127.0.0.1:1", ClientID: "client-1", ClientSecret: "other",
		Reach: fetch.Anywhere}
	if _, _, err := h.UpdateConnection(t.Context(), x.connection.ID, model.ConnectionPatch{OIDC: &setup}); err != nil {
		t.Fatal(err)
	}
	_, err := x.BeginLogin(t.Context(), model.Authorize{
		ClientID: x.env.ClientID, RedirectURI: x.env.DefaultRedirect, ResponseType: "code", State: "app state",
		Connection: string(x.connection.ID), Visitor: chrome,
	})
	refused, ok := errors.AsType[*model.AuthorizeError](err)
	if !ok || !strings.Contains(refused.Redirect, "error=server_error") ||
		!strings.Contains(refused.Redirect, "state=app+state") {
		t.Fatalf("%v %+v", err, refused)
	}
	page := must(h.Sessions(t.Context(), model.Query{Limit: 50}))
	if len(page.Sessions) != 1 || page.Sessions[0].Cause != saml.OIDCDiscovery ||
		page.Sessions[0].State != model.Failed {
		t.Errorf("sessions %+v", page.Sessions)
	}
}

// A kept answer is judged again with the settings of today, where these matter.
func TestOpenIDJudgedAgain(t *testing.T) {
	h := openInstallation(t)
	x := h.openIDProvider(t)
	s := x.played(t, "email-unverified").Session
	if today := h.judgedAgain(t, s); today == nil || today.Accepted() ||
		today.Explanation.Cause != saml.OIDCEmailUnverified {
		t.Errorf("unchanged: %+v", today)
	}
	m := saml.Mapping{FirstName: []string{"nick"}, Required: []string{"first_name"}}
	if _, _, err := h.UpdateConnection(t.Context(), x.connection.ID, model.ConnectionPatch{Mapping: &m}); err != nil {
		t.Fatal(err)
	}
	s = x.played(t, "").Session
	if s.Cause != saml.OIDCMissingClaims {
		t.Fatalf("session %+v", s)
	}
	if _, _, err := h.UpdateConnection(t.Context(), x.connection.ID,
		model.ConnectionPatch{Mapping: &saml.Mapping{}}); err != nil {
		t.Fatal(err)
	}
	if today := h.judgedAgain(t, s); today == nil || !today.Accepted() || today.Verdict.Profile.FirstName != "Alice" {
		t.Errorf("mended: %+v", today)
	}
	if today := h.judgedAgain(t, x.played(t, "wrong-secret").Session); today != nil {
		t.Errorf("a refusal of the provider was judged again: %+v", today)
	}
}

// A test sign-in is verified and mints no code, in whatever browser it ends.
func TestOpenIDTest(t *testing.T) {
	h := openInstallation(t)
	x := h.openIDProvider(t)
	begun := must(h.BeginTest(t.Context(), x.connection.ID, model.Visitor{}))
	r, err := x.ReceiveOIDC(t.Context(), x.back(t, begun), model.Visitor{})
	if err != nil || r.Session.State != model.Successful || r.Redirect != "" {
		t.Errorf("%v %+v", err, r)
	}
}

// A stored client secret is for the provider that it was entered for, and is in no
// export; no message of SAML reaches a connection by OpenID Connect.
func TestOpenIDSettings(t *testing.T) {
	h := openInstallation(t)
	x := h.openIDProvider(t)
	setup := model.OIDCSetup{Issuer: "https://evil.example", ClientID: "client-1"}
	_, _, err := h.UpdateConnection(t.Context(), x.connection.ID, model.ConnectionPatch{OIDC: &setup})
	refused(t, err, "client_secret")
	saml2 := "GenericSAML"
	_, _, err = h.UpdateConnection(t.Context(), x.connection.ID, model.ConnectionPatch{Type: &saml2})
	refused(t, err, "type")
	_, _, err = h.Configure(t.Context(), x.connection.ID, h.byHand(t))
	refused(t, err, "type")
	_, err = h.RotateSPKey(t.Context(), x.connection.ID)
	refused(t, err, "type")
	if _, err := h.ConnectionByKey(t.Context(), x.connection.Key); !errors.Is(err, model.ErrNotFound) {
		t.Errorf("it has an ACS path: %v", err)
	}
	file := h.export(t)
	if strings.Contains(string(file), openIDSecret) || !strings.Contains(string(file), x.connection.OIDC.Issuer) {
		t.Errorf("export %s", file)
	}
	h.seed(t, file)
	if c := must(h.Connection(t.Context(), x.connection.ID)); !reflect.DeepEqual(c.OIDC, x.connection.OIDC) {
		t.Errorf("after its own export: %+v, was %+v", c.OIDC, x.connection.OIDC)
	}
	plain := model.OIDCSetup{Issuer: "http://idp.example", ClientID: "c"}
	_, _, err = h.CreateConnection(t.Context(), model.NewConnection{Organization: x.connection.OrganizationID,
		Type: "OktaOIDC", Name: "Plain", OIDC: &plain})
	refused(t, err, "issuer")
}

// A response of SAML that names a sign-in by OpenID Connect answers nothing.
func TestOpenIDSessionIsNoRequestOfSAML(t *testing.T) {
	h := openInstallation(t)
	x := h.openIDProvider(t)
	begun := x.begin(t)
	c, id := h.welcome.Connection, string(begun.Session.ID)
	form, err := must(h.TestIdP(t.Context())).Respond(
		samlidp.Request{ID: id, RelayState: id, ACSURL: h.ACSURL(c), Audience: h.EntityID(c)},
		samlidp.Options{Now: h.clock.Now(), User: ada()})
	if err != nil {
		t.Fatal(err)
	}
	body := form.Body()
	r, err := h.Receive(t.Context(), model.Delivery{Key: c.Key, Post: saml.Post{
		Method: "POST", ContentType: "application/x-www-form-urlencoded", Body: body, Size: int64(len(body)),
	}})
	if err != nil || r.Session.State != model.Failed || r.Session.Cause != saml.InResponseTo {
		t.Errorf("%v %+v", err, r.Session)
	}
	if s := must(h.Session(t.Context(), begun.Session.ID)); s.State != model.Started {
		t.Errorf("session %+v", s)
	}
}
