package app

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"gatehouse/cli"
)

// issued is a certificate that a certificate authority issues, and issues again, by ACME
// (RFC 8555): it convinces itself of the host by a handshake with the listener
// (tls-alpn-01, RFC 8737), at port 443.
type issued struct {
	manager *autocert.Manager
	host    string
	log     *slog.Logger
}

// checkACME says what a configuration lacks for a certificate by ACME, and gives the host
// that it is for.
func (c *Config) checkACME() (host string, err error) {
	if c.TLSCert != "" || c.TLSKey != "" {
		return "", errors.New("--acme gets the certificate: leave --tls-cert and --tls-key out")
	}
	if !strings.Contains(c.ACME, "@") {
		return "", fmt.Errorf("--acme %q: give the address at which the certificate authority reaches you, like "+
			"ops@example.com", c.ACME)
	}
	u, err := url.Parse(c.BaseURL)
	if err != nil || u.Scheme != "https" {
		return "", errors.New("--acme: --base-url has to say for which host, like https://sso.example.com")
	}
	if _, err := netip.ParseAddr(u.Hostname()); err == nil || !strings.Contains(u.Hostname(), ".") {
		return "", fmt.Errorf("--acme: %q in --base-url is not a name for which there are certificates", u.Hostname())
	}
	return u.Hostname(), nil
}

// openIssued makes what asks for the certificate. It is kept, with the account, in the
// directory acme of the data directory.
func (c *Config) openIssued() (*issued, error) {
	host, err := c.checkACME()
	if err != nil {
		return nil, cli.Misused(err)
	}
	return &issued{host: host, log: c.Log, manager: &autocert.Manager{
		Prompt: autocert.AcceptTOS, Email: c.ACME, HostPolicy: autocert.HostWhitelist(host),
		Cache: autocert.DirCache(filepath.Join(c.Data, "acme")),
		Client: &acme.Client{DirectoryURL: cmp.Or(c.ACMEDirectory, autocert.DefaultACMEDirectory),
			UserAgent: "gatehouse/" + c.Version, HTTPClient: c.acmeClient},
	}}, nil
}

// config is TLS as the listener speaks it, and the handshake by which it proves the host.
func (i *issued) config() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{protocol, acme.ALPNProto},
		GetCertificate: i.shown}
}

// shown gives the certificate for a handshake. A client that names no host, as one that
// connects to an address, means the only one there is.
func (i *issued) shown(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	if hello.ServerName == "" {
		named := *hello
		named.ServerName = i.host
		hello = &named
	}
	return i.manager.GetCertificate(hello)
}

// How long it waits until it asks again for a certificate that it did not get.
const (
	firstWait = time.Minute
	mostWait  = time.Hour
)

// keep asks for the certificate before anybody needs it, and says in the log why there is
// none. Once there is one, it is renewed thirty days before its end.
func (i *issued) keep(ctx context.Context) error {
	for wait := firstWait; ; wait = min(2*wait, mostWait) {
		asked := make(chan error, 1)
		go func() { asked <- i.ask() }() // ends by itself within minutes: it cannot be told to
		select {
		case err := <-asked:
			if err == nil {
				return nil
			}
			i.log.ErrorContext(ctx, "no certificate: people cannot sign in; look whether the authority reaches this "+
				"listener at port 443 of the host", "host", i.host, "again_in_seconds", wait.Seconds(), "error", err)
		case <-ctx.Done():
			return nil
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return nil
		}
	}
}

// ask asks for the certificate as a handshake of today does.
func (i *issued) ask() error {
	pair, err := i.manager.GetCertificate(&tls.ClientHelloInfo{
		ServerName: i.host, SupportedVersions: []uint16{tls.VersionTLS13},
		CipherSuites:     []uint16{tls.TLS_AES_128_GCM_SHA256, tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256},
		SignatureSchemes: []tls.SignatureScheme{tls.ECDSAWithP256AndSHA256},
	})
	if err == nil {
		i.log.Info("the certificate is there", "host", i.host, "ends", pair.Leaf.NotAfter)
	}
	return err
}

// reload has nothing to read.
func (i *issued) reload(context.Context) {}
