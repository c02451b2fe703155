package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"gatehouse/cli"
)

// recheck is how often, at most, a handshake looks whether the files have changed.
const recheck = time.Minute

// protocol is what the listener speaks: bodies are bounded, and slow ones put out, one a
// connection.
const protocol = "http/1.1"

// shownCertificate is what the listener proves its name with.
type shownCertificate interface {
	config() *tls.Config
	// keep sees to it that there is one until ctx ends.
	keep(ctx context.Context) error
	// reload reads again what it is made of.
	reload(ctx context.Context)
}

// openCertificate gives that of a configuration, nil if it has none.
func (c *Config) openCertificate() (shownCertificate, error) {
	switch {
	case c.ACME != "":
		return c.openIssued()
	case c.ACMEDirectory != "":
		return nil, cli.Misused(errors.New("--acme-directory belongs to --acme: give both"))
	case c.TLSCert == "" && c.TLSKey == "":
		return nil, nil
	case c.TLSCert == "" || c.TLSKey == "":
		return nil, cli.Misused(errors.New("--tls-cert and --tls-key belong together: give both"))
	}
	clock := time.Now
	if c.Services.Clock != nil {
		clock = c.Services.Clock
	}
	return openCertificate(c.TLSCert, c.TLSKey, c.Log, clock)
}

// certificate is the pair of two files, read again when they change.
type certificate struct {
	certFile, keyFile string
	log               *slog.Logger
	clock             func() time.Time

	pair    atomic.Pointer[tls.Certificate]
	checked atomic.Int64 // Unix nanoseconds

	reading sync.Mutex
	stamps  [2]stamp
}

// stamp tells one content of a file from another.
type stamp struct {
	size     int64
	modified time.Time
}

// openCertificate reads a pair, which has to be sound at the start.
func openCertificate(certFile, keyFile string, log *slog.Logger, clock func() time.Time) (*certificate, error) {
	c := &certificate{certFile: certFile, keyFile: keyFile, log: log, clock: clock}
	return c, c.read()
}

// config is TLS as the listener speaks it.
func (c *certificate) config() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{protocol}, GetCertificate: c.shown}
}

// keep has nothing to do: a handshake looks whether the files have changed.
func (c *certificate) keep(context.Context) error { return nil }

// shown gives the pair for a handshake.
func (c *certificate) shown(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	now := c.clock().UnixNano()
	last := c.checked.Load()
	if now-last >= int64(recheck) && c.checked.CompareAndSwap(last, now) && c.changed() {
		c.reload(hello.Context())
	}
	return c.pair.Load(), nil
}

// reload reads the files again. A pair that is not sound leaves the old one.
func (c *certificate) reload(ctx context.Context) {
	if err := c.read(); err != nil {
		c.log.ErrorContext(ctx, "the new certificate is not used, the old one stays", "error", err)
		return
	}
	c.log.InfoContext(ctx, "the certificate was read again", "file", c.certFile, "ends", c.pair.Load().Leaf.NotAfter)
}

func (c *certificate) read() error {
	c.reading.Lock()
	defer c.reading.Unlock()
	c.stamps = c.now() // before the files are read: what is written meanwhile counts as a change
	c.checked.Store(c.clock().UnixNano())
	pair, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	if err != nil {
		return fmt.Errorf("certificate %s with the key %s: %w", c.certFile, c.keyFile, err)
	}
	c.pair.Store(&pair)
	return nil
}

func (c *certificate) changed() bool {
	c.reading.Lock()
	defer c.reading.Unlock()
	return c.stamps != c.now()
}

// now gives the stamps of the files; one that cannot be seen has none.
func (c *certificate) now() (all [2]stamp) {
	for i, path := range []string{c.certFile, c.keyFile} {
		if info, err := os.Stat(path); err == nil {
			all[i] = stamp{info.Size(), info.ModTime()}
		}
	}
	return all
}
