package visitor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"
)

// The bounds of a visit: no page of ours comes near them.
const (
	maxPage      = 8 << 20
	maxRedirects = 10
	stepTime     = 15 * time.Second
)

// errElsewhere ends a visit at a redirect that leaves this machine.
var errElsewhere = errors.New("the address is not on this machine")

// browser keeps cookies and follows redirects, but never leaves this machine:
// what goes to the base URL is sent to the listener itself, and otherwise only
// loopback addresses are visited.
type browser struct {
	client *http.Client
	last   string // session of the newest response that was judged
	stay   bool   // do not follow a redirect
}

func newBrowser(base *url.URL, listener string) (*browser, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	b := &browser{}
	b.client = &http.Client{
		Jar:     jar,
		Timeout: stepTime,
		Transport: &nearby{base: base, listener: listener, next: &http.Transport{
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
func (b *browser) noteSession(r *http.Response) {
	if r != nil && r.Header.Get("Gatehouse-Session") != "" {
		b.last = r.Header.Get("Gatehouse-Session")
	}
}

func (b *browser) get(ctx context.Context, address string) (page, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return page{}, err
	}
	return b.do(r)
}

// submitAndStay sends a form and gives the page that it would lead to, so that
// it can be opened at another time. It is nil if the answer is a page itself.
func (b *browser) submitAndStay(ctx context.Context, f form) (answer page, next *url.URL, err error) {
	b.stay = true
	defer func() { b.stay = false }()
	answer, err = b.submit(ctx, f)
	return answer, answer.location, err
}

func (b *browser) submit(ctx context.Context, f form) (page, error) {
	contentType, body := f.body()
	address := *f.action
	if f.method == http.MethodGet {
		address.RawQuery, body = body, ""
	}
	r, err := http.NewRequestWithContext(ctx, f.method, address.String(), strings.NewReader(body))
	if err != nil {
		return page{}, err
	}
	if f.method == http.MethodPost {
		r.Header.Set("Content-Type", contentType)
	}
	return b.do(r)
}

func (b *browser) do(r *http.Request) (page, error) {
	r.Header.Set("Accept", "text/html")
	r.Header.Set("User-Agent", "Gatehouse visitor")
	b.last = ""
	answer, err := b.client.Do(r)
	if errors.Is(err, errElsewhere) {
		var left *url.Error
		errors.As(err, &left)
		at, _ := url.Parse(left.URL)
		return page{url: at, session: b.last}, nil
	}
	if err != nil {
		return page{}, withoutQuery(err)
	}
	defer answer.Body.Close()
	b.noteSession(answer)
	p, err := readPage(answer.Request.URL, io.LimitReader(answer.Body, maxPage))
	if err != nil {
		return page{}, err
	}
	p.status, p.session = answer.StatusCode, b.last
	p.location, _ = answer.Location()
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
	listener string // host:port behind the base URL
	next     http.RoundTripper
}

func (t *nearby) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host == t.base.Host && r.URL.Scheme == t.base.Scheme {
		direct := r.Clone(r.Context())
		direct.Host = t.base.Host
		direct.URL.Scheme, direct.URL.Host = "http", t.listener
		return t.next.RoundTrip(direct)
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
