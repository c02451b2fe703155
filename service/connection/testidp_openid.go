package connection

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"gatehouse/fetch"
	"gatehouse/model"
	"gatehouse/oidc"
	"gatehouse/oidc/idp"
	"gatehouse/service/core"
)

// TestIdPIssuer is the issuer that the test identity provider has by OpenID Connect.
func TestIdPIssuer(passed *core.Core) string { return passed.BaseURL + model.TestIdPIssuer }

// registerAtTestIdP makes a connection a client of the test identity provider: under its
// own id, with a secret that nobody has to copy.
func registerAtTestIdP(passed *core.Core, c *model.Connection) {
	c.OIDC = model.OIDC{Issuer: TestIdPIssuer(passed), ClientID: string(c.ID), Scopes: c.OIDC.Scopes,
		Secret: passed.Secrets.Seal([]byte(testIdPClientSecret(passed, c.ID)), secretContext(*c))}
}

func testIdPClientSecret(passed *core.Core, id model.ID) string {
	return base64.RawURLEncoding.EncodeToString(passed.Secrets.MAC("client of the test identity provider", string(id)))
}

// TestOpenIDProvider gives the test identity provider as an OpenID provider. Its clients
// are the connections that lead to it and may sign somebody in; context is that of one
// request.
func (s Service) TestOpenIDProvider(ctx context.Context) (*idp.Provider, error) {
	s, err := pass(s.core.See(ctx, model.ActPlayTestIdP, core.Nothing))
	if err != nil {
		return nil, err
	}
	keys, err := NeedTestIdP(ctx, s.core)
	if err != nil {
		return nil, err
	}
	p := idp.New(TestIdPIssuer(s.core), keys.Key, keys.Stranger.Key,
		[32]byte(s.core.Secrets.MAC("codes of the test identity provider")))
	p.Clock = s.core.Now
	p.Client = func(id string) (secret, redirectURI string, known bool) {
		c, err := s.Connection(ctx, model.ID(id))
		if err != nil || !c.ByOIDC() || !c.AtTestIdP() {
			return "", "", false
		}
		if why, err := Barred(ctx, s.core, c); why != "" || err != nil {
			return "", "", false
		}
		return testIdPClientSecret(s.core, c.ID), s.ACSURL(c), true
	}
	return p, nil
}

// Asker asks the OpenID provider of a connection. Our own, the test identity provider, is
// asked inside this process: no request to a private address has to be let out for that.
func Asker(ctx context.Context, passed *core.Core, c model.Connection) (*oidc.Client, error) {
	if c.OIDC.Issuer != TestIdPIssuer(passed) {
		return passed.OIDC, nil
	}
	if passed.TestIdPOff != "" {
		return nil, model.Refuse("test-idp", "", "%s", passed.TestIdPOff)
	}
	p, err := On(passed).TestOpenIDProvider(ctx)
	if err != nil {
		return nil, err
	}
	return oidc.New(oidc.Options{Fetch: within{p}, Clock: passed.Now}), nil
}

// within asks the test identity provider, and nobody else, without a network.
type within struct{ provider *idp.Provider }

// Get implements [oidc.Fetcher].
func (w within) Get(ctx context.Context, address string, reach fetch.Reach) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	response, err := w.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answered %d instead of a document", address, response.StatusCode)
	}
	return io.ReadAll(response.Body)
}

// HTTP implements [oidc.Fetcher].
func (w within) HTTP(fetch.Reach) *http.Client { return &http.Client{Transport: w} }

// RoundTrip implements [http.RoundTripper].
func (w within) RoundTrip(r *http.Request) (*http.Response, error) {
	if !strings.HasPrefix(r.URL.String(), w.provider.Issuer+"/") {
		return nil, errors.New("that is no address of the test identity provider")
	}
	if r.Body == nil {
		r.Body = http.NoBody
	}
	defer r.Body.Close()
	kept := &answer{header: http.Header{}, status: http.StatusOK}
	w.provider.ServeHTTP(kept, r)
	return &http.Response{StatusCode: kept.status, Header: kept.header, Request: r,
		Body: io.NopCloser(&kept.body)}, nil
}

// answer keeps what a handler answers.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) { a.status = status }

func (a *answer) Write(p []byte) (int, error) { return a.body.Write(p) }
