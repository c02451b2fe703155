package model

import (
	"cmp"
	"context"
	"fmt"
	"net/url"

	"gatehouse/saml"
)

// waiting is the app that waits for a session: what it asked for itself, or for
// an accepted login that began at the identity provider the environment's default.
// A refused message that answers nothing has no app to go to.
type waiting struct {
	request    Request // only RedirectURI is set for the environment's default
	connection ID      // that the request went out through
}

func (d *Desk) waiting(ctx context.Context, s Session) (w waiting, err error) {
	asked := s.answers()
	w.request, err = d.store.Request(ctx, asked)
	if none, err := missing(err); err != nil {
		return waiting{}, err
	} else if none {
		if s.State != Authorized {
			return waiting{}, nil
		}
		env, err := d.Environment(ctx, s.EnvironmentID)
		return waiting{request: Request{RedirectURI: env.DefaultRedirect}, connection: s.ConnectionID}, err
	}
	w.connection = s.ConnectionID
	if asked != s.ID {
		claimed, err := d.store.Session(ctx, asked)
		if err != nil {
			return waiting{}, err
		}
		w.connection = claimed.ConnectionID
	}
	return w, nil
}

// answers is the session whose request a session's message answers, or claims to.
func (s Session) answers() ID { return cmp.Or(s.Claims, s.ID) }

// next decides where the browser goes from here. The app's state is for the
// browser that began the login, or for a message that the identity provider of
// that login has signed: anybody can name a request in a message of their own.
func (d *Desk) next(ctx context.Context, r *Received, code string, in arrival) error {
	w, known := in.pending.waiting(r.Session.answers())
	var err error
	if !known {
		w, err = d.waiting(ctx, r.Session)
	}
	uri := w.request.RedirectURI
	if err != nil || uri == "" {
		return err
	}
	if uri == d.BaseURL+portalTest {
		r.Redirect = uri + string(r.Session.ID)
		return nil
	}
	signed := r.Verdict.Verified && w.connection == in.connection.ID
	switch {
	case r.Verdict.Accepted:
		r.Redirect = codeRedirect(uri, code, w.request.AppState)
	case signed || in.visitor.began(w.request):
		r.Redirect = d.errorReturn(r.Session, r.Verdict, w, true)
	default:
		r.Unproved = true
	}
	return nil
}

// ErrorReturn is where a browser goes that brought an unverified message, once it
// could show whether it began the login: back to the app, without the app's state
// if it did not, or nowhere if the message came through another connection.
func (d *Desk) ErrorReturn(ctx context.Context, id ID, v Visitor) (Session, string, error) {
	d, err := d.do(ctx, ActSignIn, nothing)
	if err != nil {
		return Session{}, "", err
	}
	s, err := d.Session(ctx, id)
	if err != nil {
		return s, "", err
	}
	if s.State != Failed {
		return s, "", fmt.Errorf("session %s did not fail: %w", id, ErrNotFound)
	}
	w, err := d.waiting(ctx, s)
	if err != nil || w.request.RedirectURI == "" || w.request.RedirectURI == d.BaseURL+portalTest {
		return s, "", err
	}
	began := v.began(w.request)
	if !began && w.connection != s.ConnectionID {
		return s, "", nil
	}
	receipt, err := d.lastReceipt(ctx, s.ID)
	if err != nil {
		return s, "", err
	}
	var verdict *saml.Verdict
	if receipt != nil {
		verdict = &receipt.Verdict
	}
	return s, d.errorReturn(s, verdict, w, began), nil
}

func (d *Desk) errorReturn(s Session, v *saml.Verdict, w waiting, withState bool) string {
	state := ""
	if withState {
		state = w.request.AppState
	}
	name, description := appError(s, v)
	return errorRedirect(w.request.RedirectURI, name, description, state)
}

func codeRedirect(uri, code, state string) string {
	u, err := url.Parse(uri)
	if err != nil {
		return ""
	}
	q := u.Query()
	q.Set("code", code)
	q.Set("state", state) // present but empty for an IdP-initiated login
	u.RawQuery = q.Encode()
	return u.String()
}
