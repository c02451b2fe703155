// Package openid signs people in through an OpenID provider by other hands: that of
// zitadel/oidc, a certified implementation, with the example of its authors around it. A
// module of its own keeps it out of Gatehouse.
package openid

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"

	"gatehouse/fetch"
	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/web/webtest"
)

// wrong is how the provider, or our connection to it, is set in one case.
type wrong struct {
	refused   *oidc.Error   // of the authorization request
	request   *request      // in the place of that which the code stands for
	lifetime  time.Duration // of an ID token, if it is not the usual one
	key       func(*rsa.PrivateKey, string) op.SigningKey
	userInfo  func(*oidc.UserInfo)
	configure func(*model.OIDCSetup)
}

// request changes what was asked for.
type request struct {
	op.AuthRequest
	nonce, challenge string
	unknown          bool
}

func (r request) GetNonce() string {
	if r.nonce != "" {
		return r.nonce
	}
	return r.AuthRequest.GetNonce()
}

func (r request) GetCodeChallenge() *oidc.CodeChallenge {
	if r.challenge != "" {
		return &oidc.CodeChallenge{Challenge: r.challenge, Method: oidc.CodeChallengeMethodS256}
	}
	return r.AuthRequest.GetCodeChallenge()
}

// Each thing that can be wrong with a provider by other hands, and with how we are set to
// it, is named; and nothing is where nothing is wrong.
func TestZitadelOIDC(t *testing.T) {
	for name, test := range map[string]struct {
		wrong
		cause saml.Cause
	}{
		"nothing":                     {},
		"the user may not":            {wrong{refused: oidc.ErrAccessDenied()}, saml.OIDCDenied},
		"the user is not signed in":   {wrong{refused: oidc.ErrLoginRequired()}, saml.OIDCDenied},
		"the provider failed":         {wrong{refused: oidc.ErrServerError()}, saml.OIDCProviderError},
		"a scope is not granted":      {wrong{refused: oidc.ErrInvalidScope()}, saml.OIDCRequestRefused},
		"the code is not known":       {wrong{request: &request{unknown: true}}, saml.OIDCCodeRefused},
		"PKCE fails":                  {wrong{request: &request{challenge: "another"}}, saml.OIDCCodeRefused},
		"the nonce is another":        {wrong{request: &request{nonce: "another"}}, saml.OIDCNonce},
		"the ID token has expired":    {wrong{lifetime: -time.Hour}, saml.OIDCExpired},
		"the key is not published":    {wrong{key: unpublished}, saml.OIDCKeyNotFound},
		"the key is not what it says": {wrong{key: underItsID}, saml.OIDCSignature},
		"there is no email": {wrong{userInfo: func(u *oidc.UserInfo) { u.UserInfoEmail = oidc.UserInfoEmail{} }},
			saml.OIDCMissingClaims},
		"the user information is of somebody else": {wrong{userInfo: func(u *oidc.UserInfo) { u.Subject = "id2" }},
			saml.OIDCUserInfo},
		"our secret is wrong": {wrong{configure: func(x *model.OIDCSetup) { x.ClientSecret = "guessed" }},
			saml.OIDCClientRefused},
		"our issuer is wrong": {wrong{configure: func(x *model.OIDCSetup) {
			x.DiscoveryURL, x.Issuer = x.Issuer+"/.well-known/openid-configuration", x.Issuer+"/"
		}}, saml.OIDCDiscoveryIssuer},
	} {
		t.Run(name, func(t *testing.T) {
			s := signedIn(t, test.wrong)
			want := model.Failed
			if test.cause == "" {
				want = model.Authorized
			}
			if s.State != want || s.Cause != test.cause {
				t.Errorf("the session is %s %s, not %s %s", s.State, s.Cause, want, test.cause)
			}
		})
	}
}

// signedIn goes from an app to the provider's login form and back, and gives the session.
func signedIn(t *testing.T, w wrong) model.Session {
	t.Helper()
	l, a := webtest.Open(t), webtest.NewApp(t)
	setup := model.OIDCSetup{Issuer: start(t, l.URL+model.OIDCPath, w), ClientID: "gatehouse", ClientSecret: "secret",
		Reach: fetch.Anywhere}
	if w.configure != nil {
		w.configure(&setup)
	}
	c, _, err := l.Services.CreateConnection(t.Context(), model.NewConnection{
		Organization: l.Customer(t, "Zitadel").ID, Type: "GenericOIDC", OIDC: &setup})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := l.Services.AddDomain(t.Context(), c.OrganizationID, "zitadel.ch",
		model.DomainVerified); err != nil {
		t.Fatal(err)
	}
	b := l.Browser(t)
	at, err := b.Get(t.Context(), l.AuthorizeURL(url.Values{"redirect_uri": {a.Callback()},
		"connection": {string(c.ID)}}))
	if err != nil {
		t.Fatal(err)
	}
	if form, asks := at.FormWith("username"); asks {
		for field, value := range map[string]string{"username": "test-user@127.0.0.1", "password": "verysecure"} {
			if err := form.Set(field, value); err != nil {
				t.Fatal(err)
			}
		}
		if at, err = b.Submit(t.Context(), form); err != nil {
			t.Fatal(err)
		}
	}
	if !strings.HasPrefix(at.URL.String(), a.Callback()) {
		t.Fatalf("it leads to %s: %s", at.URL, at.Text)
	}
	if got := <-a.Answers; (got.Get("code") == "") == (got.Get("error") == "") {
		t.Errorf("the app is told %v", got)
	}
	return l.Sessions(t)[0]
}

// start runs the provider and gives its issuer.
func start(t *testing.T, redirectURI string, w wrong) string {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	issuer := "http://" + server.Listener.Addr().String()
	plain := storage.NewStorageWithClients(storage.NewUserStore(issuer), map[string]*storage.Client{
		"gatehouse": storage.WebClient("gatehouse", "secret", redirectURI)})
	server.Config.Handler = exampleop.SetupServer(issuer, &spoilt{plain, w}, nil, false)
	server.Start()
	t.Cleanup(server.Close)
	return issuer
}

// spoilt is the storage behind the provider, with what is wrong.
type spoilt struct {
	*storage.Storage
	wrong wrong
}

func (s *spoilt) CreateAuthRequest(ctx context.Context, r *oidc.AuthRequest, user string) (op.AuthRequest, error) {
	if s.wrong.refused != nil {
		return nil, s.wrong.refused
	}
	return s.Storage.CreateAuthRequest(ctx, r, user)
}

func (s *spoilt) AuthRequestByCode(ctx context.Context, code string) (op.AuthRequest, error) {
	kept, err := s.Storage.AuthRequestByCode(ctx, code)
	if err != nil || s.wrong.request == nil {
		return kept, err
	}
	if s.wrong.request.unknown {
		return nil, oidc.ErrInvalidGrant()
	}
	changed := *s.wrong.request
	changed.AuthRequest = kept
	return changed, nil
}

// client is one whose ID tokens live as long as the case wants.
type client struct {
	op.Client
	lifetime time.Duration
}

func (c client) IDTokenLifetime() time.Duration { return c.lifetime }

func (s *spoilt) GetClientByClientID(ctx context.Context, id string) (op.Client, error) {
	c, err := s.Storage.GetClientByClientID(ctx, id)
	if err != nil || s.wrong.lifetime == 0 {
		return c, err
	}
	return client{c, s.wrong.lifetime}, nil
}

func (s *spoilt) SetUserinfoFromToken(ctx context.Context, u *oidc.UserInfo, token, subject, origin string) error {
	err := s.Storage.SetUserinfoFromToken(ctx, u, token, subject, origin)
	if s.wrong.userInfo != nil {
		s.wrong.userInfo(u)
	}
	return err
}

func (s *spoilt) SigningKey(ctx context.Context) (op.SigningKey, error) {
	usual, err := s.Storage.SigningKey(ctx)
	if err != nil || s.wrong.key == nil {
		return usual, err
	}
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	return s.wrong.key(other, usual.ID()), nil
}

// signingKey is a key under an id.
type signingKey struct {
	id  string
	key *rsa.PrivateKey
}

func (k signingKey) SignatureAlgorithm() jose.SignatureAlgorithm { return jose.RS256 }

func (k signingKey) Key() any { return k.key }

func (k signingKey) ID() string { return k.id }

func unpublished(key *rsa.PrivateKey, _ string) op.SigningKey { return signingKey{"rotated", key} }

func underItsID(key *rsa.PrivateKey, id string) op.SigningKey { return signingKey{id, key} }
