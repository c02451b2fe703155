package fetch_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"

	"gatehouse/fetch"
)

// What is no plain web address is refused in the same words by every way to send, before a packet.
func TestAddressesThatAreNotAsked(t *testing.T) {
	w, client := newWorld(t, idp, func(http.ResponseWriter, *http.Request) {})
	for address, want := range map[string]string{
		"http://:80/":     `"http://:80/" is no web address: write it in full, like https://idp.example.com/metadata`,
		"ftp://idp.test/": `"ftp://idp.test/" has the scheme "ftp": only https and http are fetched`,
		"http://127.1/": `"http://127.1/" has an address in an old notation: ` +
			"write it as four decimal numbers, like 192.0.2.1",
		"http://0X7F000001/":     `"http://0X7F000001/" has an address in an old notation`,
		"http://me:pw@idp.test/": `"http://me:xxxxx@idp.test/" carries a user name or password: remove it`,
	} {
		_, got := client.Get(t.Context(), address, fetch.Public)
		_, posted := client.Post(t.Context(), address, nil, nil, fetch.Public)
		_, sent := client.HTTP(fetch.Public).Get(address)
		for _, err := range []error{got, posted, sent} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v, want %s", err, want)
			}
		}
	}
	if len(w.dialled()) != 0 {
		t.Errorf("dialled %q", w.dialled())
	}
	names := map[string][]string{"idp.test.": {"93.184.216.34"}, "idp.0xfg": {"93.184.216.34"}}
	_, client = newWorld(t, names, func(http.ResponseWriter, *http.Request) {})
	for _, address := range []string{"http://idp.test./", "http://idp.0xfg/"} {
		if _, err := client.Get(t.Context(), address, fetch.Public); err != nil {
			t.Errorf("a name, not a number: %v", err)
		}
	}
}

// An IPv4 address inside an IPv6 one is reached where it is public by itself.
func TestPublicAddressesInsideOthers(t *testing.T) {
	for host, dialled := range map[string]string{
		"[::ffff:93.184.216.34]": "93.184.216.34:80", "[64:ff9b::5db8:d822]": "[64:ff9b::5db8:d822]:80",
		"[2002:5db8:d822::1]": "[2002:5db8:d822::1]:80", "[2606:2800:220:1::1]": "[2606:2800:220:1::1]:80",
		"[::ffff:93.184.216.34%25eth0]": "", "[2606:2800:220:1::1%25eth0]": "", "[4000::1]": "",
		"[2002:a05:505::1]": "", "[64:ff9b::a05:505]": "",
	} {
		w, client := newWorld(t, nil, func(http.ResponseWriter, *http.Request) {})
		_, err := client.Get(t.Context(), "http://"+host+"/", fetch.Public)
		if dialled == "" && !errors.Is(err, fetch.ErrPrivate) || dialled != "" && err != nil {
			t.Errorf("%s: %v", host, err)
		}
		if got := strings.Join(w.dialled(), " "); got != dialled {
			t.Errorf("%s: dialled %s", host, got)
		}
	}
}

// Of the addresses of a name the first that answers is taken, and four are tried at most.
func TestAddressesAreTriedInOrder(t *testing.T) {
	all := []string{"93.184.216.1", "93.184.216.2", "93.184.216.3", "93.184.216.4", "93.184.216.5"}
	for answers, want := range []int{1, 2, 3, 4, 4} {
		w, _ := newWorld(t, map[string][]string{"idp.test": all}, func(http.ResponseWriter, *http.Request) {})
		client := fetch.New(fetch.Options{Resolver: w, Proxy: noProxy,
			Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
				conn, err := w.dial(ctx, network, address)
				if err == nil && address != all[answers]+":80" {
					conn.Close()
					return nil, errors.New("no route")
				}
				return conn, err
			}})
		_, err := client.Get(t.Context(), "http://idp.test/", fetch.Public)
		if (err == nil) != (answers < 4) || len(w.dialled()) != want {
			t.Errorf("the one at %d answers: %v, dialled %q", answers, err, w.dialled())
		}
	}
}

// A name with private addresses alone is refused by its first.
func TestPrivateAddressIsNamed(t *testing.T) {
	_, client := newWorld(t, map[string][]string{"inside.test": {"10.0.0.1", "10.0.0.2"}}, nil)
	_, err := client.Get(t.Context(), "http://inside.test/", fetch.Public)
	if err == nil || !strings.Contains(err.Error(), "inside.test (10.0.0.1) is inside a private network") {
		t.Errorf("%v", err)
	}
}

// askedNames notes which names are looked up.
type askedNames struct {
	*world
	names []string
}

func (a *askedNames) LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error) {
	a.names = append(a.names, host)
	return a.world.LookupNetIP(ctx, network, host)
}

// Where every address is in reach, the names of a proxy are for the proxy alone.
func TestNamesBehindAProxyAreNotLookedUp(t *testing.T) {
	w, _ := newWorld(t, map[string][]string{"proxy.test": {"10.9.9.9"}}, func(http.ResponseWriter, *http.Request) {})
	asked := askedNames{world: w}
	proxy := func(*url.URL) (*url.URL, error) { return url.Parse("http://proxy.test:3128") }
	client := fetch.New(fetch.Options{Resolver: &asked, Dial: w.dial, Proxy: proxy})
	if _, err := client.Get(t.Context(), "http://adfs.corp.test/", fetch.Anywhere); err != nil {
		t.Error(err)
	}
	if !slices.Equal(asked.names, []string{"proxy.test"}) {
		t.Errorf("looked up %q", asked.names)
	}
}

// A request leaves no connection open, names to nobody what stands behind a #, and offers HTTP/2.
func TestRequestsLeaveNothingBehind(t *testing.T) {
	var referer string
	kept := false
	_, client := newWorld(t, idp, func(w http.ResponseWriter, r *http.Request) {
		kept, referer = kept || !r.Close, r.Referer()
		if r.URL.Path == "/old" {
			http.Redirect(w, r, "/new", http.StatusFound)
		}
	})
	if _, err := client.Get(t.Context(), "http://idp.test/old#secret", fetch.Public); err != nil {
		t.Fatal(err)
	}
	if kept || referer != "http://idp.test/old" {
		t.Errorf("kept open: %v, Referer %q", kept, referer)
	}

	var offered []string
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.TLS = &tls.Config{GetConfigForClient: func(h *tls.ClientHelloInfo) (*tls.Config, error) {
		offered = h.SupportedProtos
		return nil, errors.New("enough")
	}}
	server.StartTLS()
	t.Cleanup(server.Close)
	w := &world{names: idp, server: server.Listener.Addr().String()}
	client = fetch.New(fetch.Options{Resolver: w, Dial: w.dial, Proxy: noProxy})
	client.Get(t.Context(), "https://idp.test/", fetch.Public)
	if !slices.Contains(offered, "h2") {
		t.Errorf("offered %q", offered)
	}
}

// The headers of an answer are bounded, too.
func TestLongHeadersAreRefused(t *testing.T) {
	_, client := newWorld(t, idp, func(w http.ResponseWriter, r *http.Request) {
		bytes := 0
		fmt.Sscanf(r.URL.Path, "/%d", &bytes)
		w.Header().Set("X-Long", strings.Repeat("x", bytes))
	})
	for bytes, ok := range map[int]bool{60 << 10: true, 80 << 10: false} {
		_, err := client.Get(t.Context(), fmt.Sprintf("http://idp.test/%d", bytes), fetch.Public)
		if (err == nil) != ok {
			t.Errorf("%d bytes: %v", bytes, err)
		}
	}
}
