package testclient

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"

	"gatehouse/model"
)

// The bounds of a visit: no page of ours comes near them.
const (
	maxPage      = 8 << 20
	maxRedirects = 10
	stepTime     = 15 * time.Second
)

// errElsewhere ends a visit at a redirect that leaves this machine.
var errElsewhere = errors.New("the address is not on this machine")

// Browser keeps cookies and follows redirects, but never leaves this machine:
// what goes to the base URL is sent to the listener itself, and otherwise only
// loopback addresses are visited. It is for one person, one step at a time.
type Browser struct {
	client *http.Client
	last   model.ID // session of the newest response that was judged
	stay   bool     // do not follow a redirect
}

// NewBrowser makes one for the Gatehouse at base, whose listener is at the
// address host:port of this machine, or https://host:port if it speaks TLS itself.
func NewBrowser(base *url.URL, listener string) (*Browser, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	b := &Browser{}
	address, secure := strings.CutPrefix(listener, "https://")
	direct := &http.Transport{DisableKeepAlives: true, ResponseHeaderTimeout: stepTime}
	scheme := "http"
	if secure {
		scheme = "https"
		// The address is that of a listener of this process: it proves nothing more with a name.
		direct.TLSClientConfig = &tls.Config{InsecureSkipVerify: true, ServerName: base.Hostname()}
	}
	b.client = &http.Client{
		Jar:     jar,
		Timeout: stepTime,
		Transport: &nearby{base: base, scheme: scheme, listener: address, direct: direct, next: &http.Transport{
			DisableKeepAlives:     true,
			ResponseHeaderTimeout: stepTime,
		}},
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			if len(via) >= maxRedirects {
				return fmt.Errorf("more than %d redirects", maxRedirects)
			}
			b.noteSession(r.Response)
			if b.stay {
				return http.ErrUseLastResponse
			}
			return nil
		},
	}
	return b, nil
}

// noteSession remembers the session that an answer of the ACS names.
func (b *Browser) noteSession(r *http.Response) {
	if r == nil {
		return
	}
	if id := r.Header.Get("Gatehouse-Session"); id != "" {
		b.last = model.ID(id)
	}
}

// Get opens an address.
func (b *Browser) Get(ctx context.Context, address string) (Page, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return Page{}, err
	}
	return b.do(r)
}

// SubmitAndStay sends a form without following a redirect: the page's Location
// says where it leads.
func (b *Browser) SubmitAndStay(ctx context.Context, f Form) (Page, error) {
	b.stay = true
	defer func() { b.stay = false }()
	return b.Submit(ctx, f)
}

// Submit sends a form as a press of its button does.
func (b *Browser) Submit(ctx context.Context, f Form) (Page, error) {
	body, contentType, err := f.body()
	if err != nil {
		return Page{}, err
	}
	address := *f.Action
	if f.Method == http.MethodGet {
		address.RawQuery, body = body, ""
	}
	r, err := http.NewRequestWithContext(ctx, f.Method, address.String(), strings.NewReader(body))
	if err != nil {
		return Page{}, err
	}
	if f.Method == http.MethodPost {
		r.Header.Set("Content-Type", contentType)
	}
	return b.do(r)
}

func (b *Browser) do(r *http.Request) (Page, error) {
	r.Header.Set("Accept", "text/html")
	r.Header.Set("User-Agent", "Gatehouse test client")
	b.last = ""
	answer, err := b.client.Do(r)
	if errors.Is(err, errElsewhere) {
		var left *url.Error
		errors.As(err, &left)
		at, _ := url.Parse(left.URL)
		return Page{URL: at, Session: b.last}, nil
	}
	if err != nil {
		return Page{}, withoutQuery(err)
	}
	defer answer.Body.Close()
	b.noteSession(answer)
	p, err := readPage(answer.Request.URL, io.LimitReader(answer.Body, maxPage))
	if err != nil {
		return Page{}, err
	}
	p.Status, p.Session = answer.StatusCode, b.last
	p.Location, _ = answer.Location()
	return p, nil
}

// withoutQuery keeps codes and messages out of an error's text.
func withoutQuery(err error) error {
	var failed *url.Error
	if errors.As(err, &failed) {
		address, _, _ := strings.Cut(failed.URL, "?")
		return fmt.Errorf("%s %s: %w", failed.Op, address, failed.Err)
	}
	return err
}

// nearby is a transport that stays on this machine.
type nearby struct {
	base     *url.URL
	scheme   string            // that the listener speaks
	listener string            // host:port behind the base URL
	direct   http.RoundTripper // to the listener
	next     http.RoundTripper
}

func (t *nearby) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host == t.base.Host && r.URL.Scheme == t.base.Scheme {
		direct := r.Clone(r.Context())
		direct.Host = t.base.Host
		direct.URL.Scheme, direct.URL.Host = t.scheme, t.listener
		return t.direct.RoundTrip(direct)
	}
	if !loopback(r.URL.Hostname()) {
		return nil, errElsewhere
	}
	return t.next.RoundTrip(r)
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
