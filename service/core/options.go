package core

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"log/slog"
	"net"
	"net/http"
	"time"

	"gatehouse/fetch"
	"gatehouse/model"
	"gatehouse/oidc"
	"gatehouse/seal"
	"gatehouse/storage"
)

// Options are what a [Core] is made of.
type Options struct {
	Store   storage.Store
	Clock   func() time.Time // nil means time.Now
	BaseURL string
	Secrets *seal.Sealer
	Log     *slog.Logger // nil discards

	Resolver Resolver // nil asks the system's DNS
	Fetch    Fetcher  // nil fetches over the network
	Post     Poster   // nil posts over the network

	OIDC *oidc.Client // nil makes one

	NewRSA func() (*rsa.PrivateKey, error) // nil makes fresh ones of 2048 bits

	TestIdP model.TestIdPSwitch // "" is auto
	Listen  string              // address of the listener, by which auto decides; "" if there is none

	DevelopmentKey string // API key of Staging that everybody knows, while nobody else reaches the listener; "" is none

	SSHAddress string // at which colleagues reach the SSH server, like "sso.example.com:2222"; "" if it is not known

	RateLimit int // requests that an API key may make in a minute, by which the other limits go; 0 is no limits

	Unverified storage.Retention // of sessions that nobody verified; the zero value is the usual one
}

// Resolver asks the DNS. A *net.Resolver is one.
type Resolver interface {
	LookupTXT(ctx context.Context, name string) ([]string, error)
	LookupNS(ctx context.Context, name string) ([]*net.NS, error)
}

// Fetcher reads documents on the network. A *fetch.Client is one.
type Fetcher interface {
	Get(ctx context.Context, url string, reach fetch.Reach) ([]byte, error)
}

// Poster sends webhooks. A *fetch.Client is one.
type Poster interface {
	Post(ctx context.Context, url string, header http.Header, body []byte, reach fetch.Reach) (fetch.Answer, error)
}

// webhookTimeout is how long an endpoint may take to answer.
const webhookTimeout = 15 * time.Second

// freshRSA makes a key that is used by nobody else.
func freshRSA() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) }

// usualRetention is how much is kept of sessions that nobody verified. They never
// push out one that was.
func usualRetention() storage.Retention {
	return storage.Retention{PerConnection: 2000, Total: 20_000, Bytes: 256 << 20, Age: 30 * 24 * time.Hour}
}
