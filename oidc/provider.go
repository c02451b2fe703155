package oidc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"gatehouse/fetch"
	"gatehouse/saml"
)

// Provider is what a discovery document says of a provider (OpenID Connect Discovery
// 1.0, section 3).
type Provider struct {
	Issuer        string   `json:"issuer"`
	Authorization string   `json:"authorization_endpoint"`
	TokenEndpoint string   `json:"token_endpoint"`
	KeysURL       string   `json:"jwks_uri"`
	UserInfo      string   `json:"userinfo_endpoint,omitempty"`
	EndSession    string   `json:"end_session_endpoint,omitempty"`
	AuthMethods   []string `json:"token_endpoint_auth_methods_supported,omitempty"`
}

// Options are what a [Client] is made of.
type Options struct {
	Fetch Fetcher          // nil fetches over the network
	Clock func() time.Time // nil means [time.Now]
}

// Fetcher reads documents, and sends requests with a secret. A *fetch.Client is one.
type Fetcher interface {
	Get(ctx context.Context, address string, reach fetch.Reach) ([]byte, error)
	HTTP(reach fetch.Reach) *http.Client
}

// Client asks providers. It keeps their discovery documents and keys for a while, and
// is safe for concurrent use.
type Client struct {
	fetch     Fetcher
	clock     func() time.Time
	providers shelf[Provider]
	keys      shelf[keySet]
}

const (
	maxDocument = 512 << 10 // bytes of whatever a provider answers
	askTime     = 10 * time.Second
)

// New makes a client.
func New(o Options) *Client {
	if o.Fetch == nil {
		o.Fetch = fetch.New(fetch.Options{MaxBytes: maxDocument, Timeout: askTime, Accept: "application/json"})
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	return &Client{fetch: o.Fetch, clock: o.Clock}
}

// Provider gives a provider as its discovery document has it. The error is a
// *[Trouble]: what is there is out of reach, is no discovery document, or is that of
// another issuer.
func (c *Client) Provider(ctx context.Context, s Settings) (Provider, error) {
	if s.GitHub {
		return gitHub(s.Issuer), nil
	}
	p, err := c.Discover(ctx, s.DiscoveryURL(), s.Reach)
	if err == nil && p.Issuer != s.Issuer {
		err = &Trouble{Cause: saml.OIDCDiscoveryIssuer, Address: s.DiscoveryURL(), Text: p.Issuer}
	}
	return p, err
}

// Discover reads the discovery document at an address, whoever's it is. The error is
// a *[Trouble].
func (c *Client) Discover(ctx context.Context, address string, reach fetch.Reach) (Provider, error) {
	p, trouble := c.providers.get(ctx, place{address, reach}, c.clock(), life,
		func(ctx context.Context) (Provider, *Trouble) { return c.readProvider(ctx, address, reach) })
	if trouble != nil {
		return p, trouble
	}
	return p, nil
}

func (c *Client) readProvider(ctx context.Context, address string, reach fetch.Reach) (p Provider, _ *Trouble) {
	text, err := c.fetch.Get(ctx, address, reach)
	if err != nil {
		return p, unreached(saml.OIDCDiscovery, address, err)
	}
	no := func(why string) *Trouble {
		return &Trouble{Cause: saml.OIDCNotProvider, Reason: saml.Unreadable, Address: address, Text: why}
	}
	if err := json.Unmarshal(text, &p); err != nil {
		return Provider{}, no("it is not the JSON of a discovery document")
	}
	if p.Issuer == "" || len(p.Issuer) > maxText {
		return Provider{}, no("it names no issuer")
	}
	for _, e := range []struct{ name, address string }{
		{"authorization_endpoint", p.Authorization}, {"token_endpoint", p.TokenEndpoint}, {"jwks_uri", p.KeysURL},
	} {
		if !isEndpoint(e.address, address) {
			return Provider{}, no(fmt.Sprintf("its %s is no web address, or one without https", e.name))
		}
	}
	if p.UserInfo != "" && !isEndpoint(p.UserInfo, address) {
		return Provider{}, no("its userinfo_endpoint is no web address, or one without https")
	}
	if !isEndpoint(p.EndSession, address) {
		p.EndSession = "" // nobody signs in there
	}
	p.AuthMethods = slices.DeleteFunc(p.AuthMethods, func(m string) bool { return m != inHeader && m != inForm })
	return p, nil
}

// isEndpoint tells whether an address can be one of a provider: with https, unless its
// discovery document is without.
func isEndpoint(address, document string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && len(address) <= maxText &&
		(u.Scheme == "https" || u.Scheme == "http" && strings.HasPrefix(document, "http://"))
}

// The ways of a client to prove who it is that are known here (Core 1.0, section 9).
const (
	inHeader = "client_secret_basic" // the usual one
	inForm   = "client_secret_post"
)

// takesForm tells whether the client's secret goes into the form alone.
func (p Provider) takesForm() bool {
	return slices.Contains(p.AuthMethods, inForm) && !slices.Contains(p.AuthMethods, inHeader)
}

// unreached is the trouble of an address that gave no document.
func unreached(cause saml.Cause, address string, err error) *Trouble {
	t := &Trouble{Cause: cause, Reason: saml.Unreachable, Address: address, Text: cut(err.Error())}
	if errors.Is(err, fetch.ErrPrivate) {
		t.Reason = saml.PrivateAddress
	}
	return t
}
