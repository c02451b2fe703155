package fetch_test

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
	"testing"

	"gatehouse/fetch"
)

// What fails on the way is told in words that need no programmer; the cause stays in the error.
func TestFailuresAreToldInPlainWords(t *testing.T) {
	untrusted := func(err error) error { return &tls.CertificateVerificationError{Err: err} }
	other := &x509.Certificate{}
	for _, test := range []struct {
		cause error
		want  string
	}{
		{untrusted(x509.HostnameError{Certificate: other, Host: "idp.test"}),
			"its TLS certificate is for another name"},
		{untrusted(x509.CertificateInvalidError{Cert: other, Reason: x509.Expired}),
			"its TLS certificate has expired, or is not valid yet"},
		{untrusted(x509.CertificateInvalidError{Cert: other, Reason: x509.NotAuthorizedToSign}),
			"its TLS certificate is not from an authority that is trusted here"},
		{untrusted(x509.UnknownAuthorityError{}),
			"its TLS certificate is not from an authority that is trusted here"},
		{tls.RecordHeaderError{}, "it does not speak TLS there: check the port, and https or http"},
		{tls.AlertError(70), "no secure connection could be agreed on: the server has to offer TLS 1.2 or newer"},
		{syscall.ECONNREFUSED, "nothing answers at that address: check the host and the port"},
		{syscall.ECONNRESET, "the connection broke off: try again in a moment"},
		{io.EOF, "the connection broke off: try again in a moment"},
		{io.ErrUnexpectedEOF, "the connection broke off: try again in a moment"},
		{syscall.EHOSTUNREACH, "that host cannot be reached from here"},
		{syscall.ENETUNREACH, "that host cannot be reached from here"},
		{errors.New("dial: 0x17"), "the connection failed"},
	} {
		w := &world{names: idp}
		client := fetch.New(fetch.Options{Resolver: w, Proxy: noProxy,
			Dial: func(context.Context, string, string) (net.Conn, error) { return nil, test.cause }})
		_, err := client.Get(t.Context(), "http://idp.test/", fetch.Public)
		if want := `"http://idp.test/" cannot be fetched: ` + test.want; err == nil || err.Error() != want {
			t.Errorf("%T: %v, want %s", test.cause, err, want)
		}
		if !errors.Is(err, test.cause) {
			t.Errorf("%T is lost", test.cause)
		}
	}
}

// A server that speaks http is told from one that is not there, however it is asked.
func TestServerWithoutTLSIsNamed(t *testing.T) {
	_, client := newWorld(t, idp, func(http.ResponseWriter, *http.Request) {})
	_, got := client.Get(t.Context(), "https://idp.test/", fetch.Public)
	_, posted := client.Post(t.Context(), "https://idp.test/", nil, nil, fetch.Public)
	_, sent := client.HTTP(fetch.Public).Get("https://idp.test/")
	const want = "it does not speak TLS there: check the port, and https or http"
	for _, err := range []error{got, posted, sent} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v", err)
		}
	}
}

// lookup is a DNS whose every answer is an error.
type lookup struct{ err error }

func (l lookup) LookupNetIP(context.Context, string, string) ([]netip.Addr, error) { return nil, l.err }

// A name that there is not is told from a DNS that does not answer, and from a name without address.
func TestNamesThatCannotBeResolved(t *testing.T) {
	for _, test := range []struct {
		cause error
		want  string
	}{
		{&net.DNSError{Name: "idp.test", IsNotFound: true},
			`"http://idp.test/": there is no host called idp.test: check the spelling`},
		{&net.DNSError{Name: "idp.test", IsTemporary: true},
			`"http://idp.test/": the address of idp.test could not be looked up in the DNS: try again in a moment`},
		{nil, `"http://idp.test/" cannot be fetched: the connection failed`},
	} {
		client := fetch.New(fetch.Options{Resolver: lookup{test.cause}, Proxy: noProxy})
		_, got := client.Get(t.Context(), "http://idp.test/", fetch.Public)
		_, posted := client.Post(t.Context(), "http://idp.test/", nil, nil, fetch.Public)
		for _, err := range []error{got, posted} {
			if err == nil || err.Error() != test.want || test.cause != nil && !errors.Is(err, test.cause) {
				t.Errorf("%v, want %s", err, test.want)
			}
			cause := fmt.Sprint(errors.Unwrap(err))
			if test.cause == nil && !strings.Contains(cause, "idp.test has no address") {
				t.Errorf("the cause is %s", cause)
			}
		}
	}
}

// Who gives up is told so, and not that the server failed.
func TestCancelledIsNoFailureOfTheServer(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	w := &world{names: idp}
	client := fetch.New(fetch.Options{Resolver: w, Proxy: noProxy,
		Dial: func(context.Context, string, string) (net.Conn, error) { cancel(); return nil, io.EOF }})
	if _, err := client.Get(ctx, "http://idp.test/", fetch.Public); err != context.Canceled {
		t.Errorf("%v", err)
	}
}

// A proxy that cannot be found out stops the request: nothing is sent past it.
func TestBrokenProxyIsToldAndNotPassedBy(t *testing.T) {
	w := &world{names: idp}
	proxy := func(*url.URL) (*url.URL, error) { return nil, errors.New("invalid proxy address") }
	client := fetch.New(fetch.Options{Resolver: w, Dial: w.dial, Proxy: proxy})
	_, err := client.Get(t.Context(), "http://idp.test/", fetch.Public)
	want := `"http://idp.test/": the proxy of the environment cannot be used: invalid proxy address`
	if err == nil || err.Error() != want || len(w.dialled()) != 0 {
		t.Errorf("%v, dialled %q", err, w.dialled())
	}
}

// What is no document is refused by its status, and named by where it was found.
func TestOnlyOKIsADocument(t *testing.T) {
	_, client := newWorld(t, idp, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/old":
			http.Redirect(w, r, "/empty", http.StatusFound)
		case "/empty":
			w.WriteHeader(http.StatusNoContent)
		case "/part":
			w.WriteHeader(http.StatusPartialContent)
		}
	})
	for path, found := range map[string]string{"/old": `/empty" answered "204 No Content"`,
		"/part": `/part" answered "206 Partial Content"`} {
		_, err := client.Get(t.Context(), "http://idp.test"+path, fetch.Public)
		want := `"http://idp.test` + found + ` instead of a document: open it in a browser to see why`
		if err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
