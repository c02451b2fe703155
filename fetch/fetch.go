// Package fetch reads documents at addresses that strangers may have chosen,
// such as the metadata URL of an identity provider, and posts to such addresses,
// without letting them reach into the network that we stand in.
package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// Reach says which addresses may be contacted.
type Reach int

// The reaches.
const (
	Public   Reach = iota // addresses of the public internet only
	Loopback              // those, and this machine: for who develops an app on it
	Anywhere              // private ones too: for an operator's own network
)

// PrivateToo is Anywhere if private addresses are allowed, else Public.
func PrivateToo(allowed bool) Reach {
	if allowed {
		return Anywhere
	}
	return Public
}

// Allows reports whether an address is in reach. An IPv4 address inside an IPv6 one counts as
// what it is.
func (r Reach) Allows(a netip.Addr) bool {
	return r == Anywhere || r == Loopback && a.Unmap().IsLoopback() || isPublic(a)
}

// Resolver finds the addresses of a host; a *net.Resolver is one.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Options are what a [Client] is made of. The zero value is ready for use.
type Options struct {
	MaxBytes  int64         // of a document; 0 means 2 MiB, and above that one is read at a time
	Timeout   time.Duration // of everything together; 0 means 15 s
	Redirects int           // followed at most; 0 means 5
	Accept    string        // the kinds of document; "" means metadata of SAML

	Resolver Resolver // nil means the system's
	// Dial opens a connection to an IP address that was allowed; nil means TCP.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Proxy gives the proxy for a URL, or nil; nil means that of the environment
	// (HTTPS_PROXY, NO_PROXY). A proxy may have any address.
	Proxy func(*url.URL) (*url.URL, error)
}

// Client fetches documents. It is safe for concurrent use and keeps no
// connection open.
type Client struct {
	o     Options
	large chan struct{} // holds one while a document beyond the usual size is read
}

// usualSize is that of the documents of which any number may be read at once.
const usualSize = 2 << 20

// New makes a client.
func New(o Options) *Client {
	if o.MaxBytes == 0 {
		o.MaxBytes = usualSize
	}
	if o.Timeout == 0 {
		o.Timeout = 15 * time.Second
	}
	if o.Redirects == 0 {
		o.Redirects = 5
	}
	if o.Accept == "" {
		o.Accept = "application/samlmetadata+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
	}
	if o.Resolver == nil {
		o.Resolver = net.DefaultResolver
	}
	if o.Proxy == nil {
		o.Proxy = func(u *url.URL) (*url.URL, error) { return http.ProxyFromEnvironment(&http.Request{URL: u}) }
	}
	return &Client{o, make(chan struct{}, 1)}
}

// Get reads the document at an http or https URL. The error is one sentence
// that names the address; [ErrPrivate] says that it, or what it redirects to, is
// out of reach, and then nothing was sent there.
func (c *Client) Get(ctx context.Context, address string, reach Reach) ([]byte, error) {
	u, err := parse(address)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.o.Timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("%s is no web address: %w", show(address), err)
	}
	request.Header.Set("User-Agent", "gatehouse")
	request.Header.Set("Accept", c.o.Accept)
	client := &http.Client{Transport: &hop{c.o, reach}, CheckRedirect: c.redirect}
	response, err := client.Do(request)
	if err != nil {
		return nil, c.explain(ctx, u, err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answered %q instead of a document: open it in a browser to see why",
			show(response.Request.URL.String()), response.Status)
	}
	body, err := c.read(ctx, response.Body)
	if err != nil {
		return nil, c.explain(ctx, u, err)
	}
	if int64(len(body)) > c.o.MaxBytes {
		return nil, fmt.Errorf("%s gives more than %d KiB: that is too large", show(u.String()),
			c.o.MaxBytes>>10)
	}
	return body, nil
}

// read reads one byte more than may be, at most. What is larger than usual waits
// until it is alone, so that strangers cannot fill the memory.
func (c *Client) read(ctx context.Context, from io.Reader) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(from, min(usualSize, c.o.MaxBytes)+1))
	if err != nil || len(body) <= usualSize || c.o.MaxBytes <= usualSize {
		return body, err
	}
	select {
	case c.large <- struct{}{}:
		defer func() { <-c.large }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	rest, err := io.ReadAll(io.LimitReader(from, c.o.MaxBytes+1-int64(len(body))))
	return append(body, rest...), err
}

// parse refuses what is no plain web address.
func parse(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "":
		return nil, fmt.Errorf("%s is no web address: write it in full, like https://idp.example.com/metadata",
			show(address))
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, fmt.Errorf("%s has the scheme %q: only https and http are fetched", show(address), u.Scheme)
	case oldAddress(u.Hostname()):
		return nil, fmt.Errorf(
			"%s has an address in an old notation: write it as four decimal numbers, like 192.0.2.1", show(address))
	case u.User != nil:
		return nil, fmt.Errorf("%s carries a user name or password: remove it", show(u.Redacted()))
	}
	u.Fragment = ""
	return u, nil
}

// oldAddress reports whether a host ends in a number and is no address as we
// write them: 127.1, 0177.0.0.1, 0x7f000001. We find no such name, but a proxy may
// take it for the address that inet_aton makes of it.
func oldAddress(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return false
	}
	labels := strings.Split(strings.TrimSuffix(host, "."), ".")
	last := strings.ToLower(labels[len(labels)-1])
	digits := "0123456789"
	if hex, ok := strings.CutPrefix(last, "0x"); ok {
		last, digits = hex, "0123456789abcdef"
	}
	return strings.Trim(last, digits) == ""
}

// redirect is asked before each further request.
func (c *Client) redirect(next *http.Request, via []*http.Request) error {
	if len(via) > c.o.Redirects {
		return refusal(fmt.Sprintf("it redirects more than %d times", c.o.Redirects))
	}
	if _, err := parse(next.URL.String()); err != nil {
		return refusal("it redirects to an address that is not fetched: " + err.Error())
	}
	if via[len(via)-1].URL.Scheme == "https" && next.URL.Scheme == "http" {
		return refusal("it redirects from https to http, where anybody on the way could change it: use the " +
			"https address of " + next.URL.Host)
	}
	return nil
}

// refusal is a reason of ours, ready to be shown.
type refusal string

func (r refusal) Error() string { return string(r) }

// explain puts the failure of a request into one sentence.
func (c *Client) explain(ctx context.Context, u *url.URL, err error) error {
	name := show(u.String())
	var refused refusal
	var private *privateError
	var dns *net.DNSError
	switch {
	case errors.As(err, &private):
		return fmt.Errorf("%s: %w", name, private)
	case errors.As(err, &refused):
		return fmt.Errorf("%s: %w", name, refused)
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return &unreached{fmt.Sprintf(
			"%s did not answer in full within %s: it may be behind a firewall, or out of order", name, c.o.Timeout),
			context.DeadlineExceeded}
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &dns):
		return &unreached{unresolved(name, dns), err}
	}
	return &unreached{fmt.Sprintf("%s cannot be fetched: %s", name, reason(err)), err}
}

// unreached says in plain words why there is no document; what it follows from
// is for logs.
type unreached struct {
	text string
	err  error
}

func (e *unreached) Error() string { return e.text }
func (e *unreached) Unwrap() error { return e.err }

func unresolved(name string, dns *net.DNSError) string {
	if dns.IsNotFound {
		return fmt.Sprintf("%s: there is no host called %s: check the spelling", name, dns.Name)
	}
	return fmt.Sprintf("%s: the address of %s could not be looked up in the DNS: try again in a moment", name, dns.Name)
}

// reason puts a failure of the network into words that need no programmer.
func reason(err error) string {
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	switch {
	case errors.As(err, &certificate):
		return untrusted(certificate.Err)
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return "it does not speak TLS there: check the port, and https or http"
	case errors.As(err, &alert):
		return "no secure connection could be agreed on: the server has to offer TLS 1.2 or newer"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nothing answers at that address: check the host and the port"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "the connection broke off: try again in a moment"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return "that host cannot be reached from here"
	}
	return "the connection failed"
}

func untrusted(err error) string {
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &name):
		return "its TLS certificate is for another name"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "its TLS certificate has expired, or is not valid yet"
	}
	return "its TLS certificate is not from an authority that is trusted here"
}

// show cuts and quotes an address for a message.
func show(address string) string {
	if len(address) > 200 {
		address = address[:200] + "…"
	}
	return fmt.Sprintf("%q", address)
}
