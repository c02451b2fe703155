package fetch_test

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gatehouse/fetch"
)

// world is an internet of names, whose every address leads to one server on
// loopback, and that records what was dialled.
type world struct {
	names  map[string][]string
	server string // where connections go

	mu    sync.Mutex
	dials []string
}

func (w *world) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	var all []netip.Addr
	for _, a := range w.names[host] {
		all = append(all, netip.MustParseAddr(a))
	}
	if len(all) == 0 {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	return all, nil
}

func (w *world) dial(ctx context.Context, network, address string) (net.Conn, error) {
	w.mu.Lock()
	w.dials = append(w.dials, address)
	w.mu.Unlock()
	if w.server == "" {
		return nil, errors.New("connection refused")
	}
	return (&net.Dialer{}).DialContext(ctx, network, w.server)
}

func (w *world) dialled() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.dials)
}

func noProxy(*url.URL) (*url.URL, error) { return nil, nil }

func newWorld(t *testing.T, names map[string][]string, h http.HandlerFunc) (*world, *fetch.Client) {
	t.Helper()
	w := &world{names: names}
	if h != nil {
		server := httptest.NewServer(h)
		t.Cleanup(server.Close)
		w.server = server.Listener.Addr().String()
	}
	return w, fetch.New(fetch.Options{Resolver: w, Dial: w.dial, Proxy: noProxy, MaxBytes: 1000,
		Timeout: 5 * time.Second})
}

var idp = map[string][]string{"idp.test": {"93.184.216.34"}}

func TestGet(t *testing.T) {
	w, client := newWorld(t, idp, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/old" {
			http.Redirect(w, r, "/metadata", http.StatusFound)
			return
		}
		fmt.Fprintf(w, "from %s", r.Host)
	})
	for _, address := range []string{"http://idp.test/metadata", "http://idp.test/old#part",
		"http://93.184.216.34/metadata"} {
		body, err := client.Get(t.Context(), address, fetch.Public)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(body), "from ") {
			t.Errorf("%s: got %q", address, body)
		}
	}
	if want := "93.184.216.34:80"; slices.ContainsFunc(w.dialled(), func(a string) bool { return a != want }) {
		t.Errorf("dialled %q, want only the address that was resolved and checked", w.dialled())
	}
}

// What is refused because of its address must not cost a packet.
func TestPrivateIsRefusedBeforeAPacketIsSent(t *testing.T) {
	names := map[string][]string{
		"intranet.test": {"10.1.2.3", "fd12::1"}, "local.test": {"127.0.0.1"}, "mapped.test": {"::ffff:192.168.1.1"},
	}
	for _, host := range []string{
		"127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.31.255.255", "192.168.0.1", "169.254.169.254",
		"100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192", "198.18.0.1", "224.0.0.1", "255.255.255.255",
		"[::1]", "[::]", "[fe80::1]", "[fe80::1%25eth0]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]",
		"[::ffff:10.0.0.1]", "[64:ff9b::a00:1]", "[2002:a00:1::]", "[2001:db8::1]", "[::127.0.0.1]",
		"[::ffff:0:127.0.0.1]", "[100:0:0:1::1]", "intranet.test", "local.test", "mapped.test",
	} {
		w, client := newWorld(t, names, nil)
		_, err := client.Get(t.Context(), "http://"+host+"/metadata", fetch.Public)
		if !errors.Is(err, fetch.ErrPrivate) {
			t.Errorf("%s: %v, want ErrPrivate", host, err)
		}
		if len(w.dialled()) != 0 {
			t.Errorf("%s: dialled %q", host, w.dialled())
		}
	}
}

func TestPublicAddressIsTakenFromAMixedAnswer(t *testing.T) {
	w, client := newWorld(t, map[string][]string{"both.test": {"10.0.0.1", "93.184.216.34"}},
		func(http.ResponseWriter, *http.Request) {})
	if _, err := client.Get(t.Context(), "http://both.test/", fetch.Public); err != nil {
		t.Fatal(err)
	}
	if got := w.dialled(); !slices.Equal(got, []string{"93.184.216.34:80"}) {
		t.Errorf("dialled %q", got)
	}
}

func TestPrivateIsReachedWhenAllowed(t *testing.T) {
	w, client := newWorld(t, map[string][]string{"adfs.corp.test": {"10.1.2.3"}},
		func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ok") })
	body, err := client.Get(t.Context(), "http://adfs.corp.test:8443/metadata", fetch.Anywhere)
	if err != nil || string(body) != "ok" {
		t.Fatalf("%q, %v", body, err)
	}
	if got := w.dialled(); !slices.Equal(got, []string{"10.1.2.3:8443"}) {
		t.Errorf("dialled %q", got)
	}
}

func TestRedirectToPrivateIsRefused(t *testing.T) {
	names := map[string][]string{"idp.test": {"93.184.216.34"}, "inside.test": {"10.0.0.9"}}
	for _, target := range []string{
		"http://169.254.169.254/latest/meta-data/", "http://inside.test/", "http://localhost.localdomain@127.0.0.1/",
		"http://[::1]:6379/", "file:///etc/passwd", "gopher://idp.test/",
	} {
		w, client := newWorld(t, names, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", target)
			w.WriteHeader(http.StatusFound)
		})
		_, err := client.Get(t.Context(), "http://idp.test/metadata", fetch.Public)
		if err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", target, err)
		}
		if got := w.dialled(); !slices.Equal(got, []string{"93.184.216.34:80"}) {
			t.Errorf("%s: dialled %q", target, got)
		}
	}
}

func TestRefusals(t *testing.T) {
	serve := func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/huge":
			for range 100 {
				w.Write(make([]byte, 1000))
			}
		case "/bomb":
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			z.Write(make([]byte, 1<<20))
			z.Close()
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		default:
			http.NotFound(w, r)
		}
	}
	for _, test := range []struct{ address, want string }{
		{"http://idp.test/huge", "more than"},
		{"http://idp.test/bomb", "more than"},
		{"http://idp.test/loop", "redirects more than 5 times"},
		{"http://idp.test/gone", "404 Not Found"},
		{"http://nowhere.test/", "nowhere.test"},
		{"ftp://idp.test/metadata", `scheme "ftp"`},
		{"file:///etc/passwd", "no web address"},
		{"idp.test/metadata", "no web address"},
		{"http://me:secret@idp.test/", "carries a user name"},
		{"http://", "no web address"},
		{"", "no web address"},
		{"http://idp.test:99999999/", ""},
	} {
		_, client := newWorld(t, idp, serve)
		_, err := client.Get(t.Context(), test.address, fetch.Public)
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") ||
			strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v, want one sentence with %q", test.address, err, test.want)
		}
	}
}

func TestUntrustedCertificateIsNamed(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	w := &world{names: idp, server: server.Listener.Addr().String()}
	client := fetch.New(fetch.Options{Resolver: w, Dial: w.dial, Proxy: noProxy})
	_, err := client.Get(t.Context(), "https://idp.test/", fetch.Public)
	if err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("%v, want the untrusted certificate named", err)
	}
}

func TestTimeout(t *testing.T) {
	release := make(chan struct{})
	w, _ := newWorld(t, idp, func(w http.ResponseWriter, r *http.Request) {
		w.(http.Flusher).Flush()
		select {
		case <-release:
		case <-r.Context().Done():
		}
	})
	t.Cleanup(func() { close(release) })
	client := fetch.New(fetch.Options{Resolver: w, Dial: w.dial, Proxy: noProxy, Timeout: 50 * time.Millisecond})
	_, err := client.Get(t.Context(), "http://idp.test/", fetch.Public)
	if !errors.Is(err, context.DeadlineExceeded) ||
		!strings.Contains(err.Error(), "did not answer in full within 50ms") {
		t.Errorf("%v", err)
	}
}

func TestProxy(t *testing.T) {
	var asked []string
	w, _ := newWorld(t, map[string][]string{"inside.test": {"10.0.0.1"}, "proxy.corp.test": {"10.9.9.9"}},
		func(w http.ResponseWriter, r *http.Request) {
			asked = append(asked, r.RequestURI)
			io.WriteString(w, "by proxy")
		})
	proxy := func(*url.URL) (*url.URL, error) { return url.Parse("http://proxy.corp.test:3128") }
	client := fetch.New(fetch.Options{Resolver: w, Dial: w.dial, Proxy: proxy})

	// The proxy may be private, and knows names that we cannot resolve.
	body, err := client.Get(t.Context(), "http://idp.test/metadata", fetch.Public)
	if err != nil || string(body) != "by proxy" {
		t.Fatalf("%q, %v", body, err)
	}
	if !slices.Equal(asked, []string{"http://idp.test/metadata"}) ||
		!slices.Equal(w.dialled(), []string{"10.9.9.9:3128"}) {
		t.Errorf("asked %q, dialled %q", asked, w.dialled())
	}
	for _, address := range []string{"http://10.0.0.1/", "http://169.254.169.254/", "http://inside.test/"} {
		if _, err := client.Get(t.Context(), address, fetch.Public); !errors.Is(err, fetch.ErrPrivate) {
			t.Errorf("%s through the proxy: %v, want ErrPrivate", address, err)
		}
	}
	// It may also know addresses that we do not take for such.
	for _, host := range []string{"127.1", "2130706433", "0177.0.0.1", "0x7f000001", "0x7F.1", "127.0.0.1."} {
		if _, err := client.Get(t.Context(), "http://"+host+"/", fetch.Public); err == nil ||
			!strings.Contains(err.Error(), "old notation") {
			t.Errorf("%s through the proxy: %v", host, err)
		}
	}
	if len(w.dialled()) != 1 {
		t.Errorf("dialled %q", w.dialled())
	}
}

// The system's own dialer looks once more at what it is about to connect to.
func TestSystemDialerRefusesLoopback(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	client := fetch.New(fetch.Options{Proxy: noProxy})
	if _, err := client.Get(t.Context(), server.URL, fetch.Public); !errors.Is(err, fetch.ErrPrivate) {
		t.Errorf("%v, want ErrPrivate", err)
	}
	if _, err := client.Get(t.Context(), server.URL, fetch.Anywhere); errors.Is(err, fetch.ErrPrivate) || err == nil {
		t.Errorf("%v, want the 404 of the server", err)
	}
}

func TestCancelled(t *testing.T) {
	_, client := newWorld(t, idp, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := client.Get(ctx, "http://idp.test/", fetch.Public); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// What is sent goes where it was sent to, and nowhere inside.
func TestSend(t *testing.T) {
	names := map[string][]string{"idp.example": {"93.184.216.34"}, "inside.example": {"10.0.0.5"}}
	post := func(t *testing.T, h http.HandlerFunc, address string) (*world, *http.Response, string, error) {
		t.Helper()
		w, c := newWorld(t, names, h)
		response, err := c.HTTP(fetch.Public).Post(address, "text/plain", strings.NewReader("secret"))
		if err != nil {
			return w, nil, "", err
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		return w, response, string(body), err
	}
	t.Run("an answer", func(t *testing.T) {
		_, response, body, err := post(t, func(w http.ResponseWriter, r *http.Request) {
			sent, _ := io.ReadAll(r.Body)
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprintf(w, "got %s", sent)
		}, "http://idp.example/token")
		if err != nil || response.StatusCode != http.StatusBadRequest || body != "got secret" {
			t.Errorf("%v, %v, %q", err, response, body)
		}
	})
	t.Run("a redirect is not followed", func(t *testing.T) {
		w, response, _, err := post(t, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://idp.example/elsewhere", http.StatusTemporaryRedirect)
		}, "http://idp.example/token")
		if err != nil || response.StatusCode != http.StatusTemporaryRedirect || len(w.dialled()) != 1 {
			t.Errorf("%v, %v, %v", err, response, w.dialled())
		}
	})
	t.Run("a long answer is cut", func(t *testing.T) {
		_, _, body, err := post(t, func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, strings.Repeat("x", 5000))
		}, "http://idp.example/token")
		if err != nil || len(body) != 1000 {
			t.Errorf("%v, %d bytes", err, len(body))
		}
	})
	t.Run("a private address", func(t *testing.T) {
		w, _, _, err := post(t, nil, "http://inside.example/token")
		if !errors.Is(err, fetch.ErrPrivate) || len(w.dialled()) != 0 {
			t.Errorf("%v, %v", err, w.dialled())
		}
	})
}
