// Package testclient plays the person at a browser: it signs in through the
// listener and the built-in test identity provider, over HTTP, with cookies,
// redirects and forms. The console uses it for test sign-ins, and tests do.
package testclient

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"gatehouse/model"
)

// ErrNotTestIdP is returned if a sign-in leads to a page that is not the test
// identity provider's: nobody but its owner can sign in there.
var ErrNotTestIdP = errors.New(
	"the connection leads to another identity provider than the built-in one: sign in with a browser")

// Client signs people in at one listener.
type Client struct {
	base     *url.URL
	listener string
}

// New makes a client of the Gatehouse at baseURL, whose listener is at the
// address host:port of this machine. It never connects to another machine.
func New(baseURL, listener string) (*Client, error) {
	base, err := url.Parse(baseURL)
	if err != nil || base.Host == "" {
		return nil, fmt.Errorf("base URL %q: write it like http://127.0.0.1:4100", baseURL)
	}
	return &Client{base: base, listener: listener}, nil
}

// SignIn is one sign-in to be played.
type SignIn struct {
	Connection model.ID // "" takes the demonstration connection that holds what the fault needs
	Fault      string   // a name of idp.Faults, by OpenID Connect of its own list; "" is none
	OpenID     bool     // without a connection: through the sample by OpenID Connect
	User       User     // fields left empty stay as the sign-in page offers them
}

// User is who signs in.
type User struct{ Email, ID, FirstName, LastName string }

// Result is how it ended.
type Result struct {
	Sessions []model.ID // one for each response that was posted, in order
	Status   int        // of the last page; 0 if it is on another machine
	Title    string     // of the last page
	URL      string     // of the last page, without its query
}

// Session is the one of the last response that was posted, which is the one
// that shows the fault.
func (r Result) Session() model.ID {
	if len(r.Sessions) == 0 {
		return ""
	}
	return r.Sessions[len(r.Sessions)-1]
}

// SignIn plays one sign-in from the first click to the last page. A login that
// fails is a result, not an error.
func (c *Client) SignIn(ctx context.Context, s SignIn) (Result, error) {
	result, err := c.signIn(ctx, s)
	if err != nil {
		return result, fmt.Errorf("test sign-in: %w", err)
	}
	return result, nil
}

func (c *Client) signIn(ctx context.Context, s SignIn) (Result, error) {
	b, err := NewBrowser(c.base, c.listener)
	if err != nil {
		return Result{}, err
	}
	asked := []Field{{"fault", s.Fault}, {"connection", string(s.Connection)}}
	if s.OpenID {
		asked = append(asked, Field{"protocol", "openid"})
	}
	at, err := b.Submit(ctx, Form{Action: c.base.JoinPath("test-idp", "try"), Method: http.MethodPost, Fields: asked})
	if err != nil {
		return Result{}, err
	}
	// A request in the POST binding comes on a page of its own.
	if f, ok := at.FormWith("SAMLRequest"); ok {
		if at, err = b.Submit(ctx, f); err != nil {
			return Result{}, err
		}
	}
	fill, ok := at.FormWith("fault")
	if !ok {
		return resultAt(at), c.refused(at)
	}
	if err := fillIn(&fill, s); err != nil {
		return resultAt(at), err
	}
	answer, err := b.Submit(ctx, fill)
	if err != nil {
		return Result{}, err
	}
	if answer.Session != "" { // by OpenID Connect the redirects led on
		result := resultAt(answer)
		result.Sessions = []model.ID{answer.Session}
		return result, nil
	}
	if _, ok := answer.FormWith("SAMLResponse"); !ok {
		return resultAt(answer), c.refused(answer)
	}
	return post(ctx, b, answer)
}

// fillIn fills the sign-in page.
func fillIn(f *Form, s SignIn) error {
	if s.Fault != "" && f.Value("fault") != s.Fault {
		return fmt.Errorf("the sign-in page does not offer the fault %q for this connection", s.Fault)
	}
	for name, value := range map[string]string{
		"email": s.User.Email, "id": s.User.ID, "first_name": s.User.FirstName, "last_name": s.User.LastName,
	} {
		if value == "" {
			continue
		}
		if err := f.Set(name, value); err != nil {
			return err
		}
	}
	return nil
}

// post sends each form of the page that carries the response: one, or for a
// repetition two.
func post(ctx context.Context, b *Browser, answer Page) (Result, error) {
	var result Result
	var later *url.URL
	for _, f := range answer.Forms {
		var at Page
		var err error
		if f.AtOnce {
			at, err = b.SubmitAndStay(ctx, f)
			later = at.Location
		} else {
			at, err = b.Submit(ctx, f)
		}
		if err != nil {
			return result, err
		}
		sessions := result.Sessions
		if at.Session != "" {
			sessions = append(sessions, at.Session)
		}
		result = resultAt(at)
		result.Sessions = sessions
	}
	if later != nil {
		if _, err := b.Get(ctx, later.String()); err != nil {
			return result, err
		}
	}
	return result, nil
}

func resultAt(p Page) Result {
	shown := *p.URL
	shown.RawQuery = ""
	return Result{Status: p.Status, Title: p.Title, URL: shown.String()}
}

// refused says why a page is not the one that was expected.
func (c *Client) refused(p Page) error {
	if p.URL.Host != c.base.Host {
		return ErrNotTestIdP
	}
	return fmt.Errorf("%s answered: %s", p.URL.Path, p.Title)
}
