package signin

import (
	"context"
	"fmt"
	"net/url"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/service/core"
)

// waiting is the app that waits for a session: what it asked for itself, or for
// a login that began at the identity provider the environment's default, if it was
// accepted or only began at the wrong end. Any other message that answers nothing has no
// app to go to.
type waiting struct {
	request    model.Request // only RedirectURI is set for the environment's default
	connection model.ID      // that the request went out through
}

func (svc Service) waiting(ctx context.Context, s model.Session) (w waiting, err error) {
	asked := s.Answers()
	w.request, err = svc.core.Store.Request(ctx, asked)
	if none, err := core.Missing(err); err != nil {
		return waiting{}, err
	} else if none {
		if s.State != model.Authorized && !beganAtIdP(s) {
			return waiting{}, nil
		}
		env, err := svc.tenant().Environment(ctx, s.EnvironmentID)
		return waiting{request: model.Request{RedirectURI: env.DefaultRedirect}, connection: s.ConnectionID}, err
	}
	w.connection = s.ConnectionID
	if asked != s.ID {
		claimed, err := svc.core.Store.Session(ctx, asked)
		if err != nil {
			return waiting{}, err
		}
		w.connection = claimed.ConnectionID
	}
	return w, nil
}

// next decides where the browser goes from here. The app's state is for the
// browser that began the login, or for a message that the identity provider of
// that login has signed: anybody can name a request in a message of their own.
func (s Service) next(ctx context.Context, r *model.Received, code string, in arrival) error {
	w, known := in.pending.waiting(r.Session.Answers())
	var err error
	if !known {
		w, err = s.waiting(ctx, r.Session)
	}
	uri := w.request.RedirectURI
	if err != nil || uri == "" {
		return err
	}
	if uri == s.core.BaseURL+portalTest {
		r.Redirect = uri + string(r.Session.ID)
		return nil
	}
	signed := r.Verdict.Verified && w.connection == in.connection.ID
	switch {
	case r.Verdict.Accepted:
		r.Redirect = codeRedirect(uri, code, w.request.AppState)
	case signed || in.visitor.Began(w.request):
		r.Redirect = s.errorReturn(r.Session, r.Verdict, w, true)
	default:
		r.Unproved = true
	}
	return nil
}

// ErrorReturn is where a browser goes that brought an unverified message, once it
// could show whether it began the login: back to the app, without the app's state
// if it did not, or nowhere if the message came through another connection.
func (svc Service) ErrorReturn(ctx context.Context, id model.ID, v model.Visitor) (model.Session, string, error) {
	svc, err := svc.pass(svc.core.Do(ctx, model.ActSignIn, core.Nothing))
	if err != nil {
		return model.Session{}, "", err
	}
	s, err := svc.Session(ctx, id)
	if err != nil {
		return s, "", err
	}
	if s.State != model.Failed {
		return s, "", fmt.Errorf("session %s did not fail: %w", id, model.ErrNotFound)
	}
	w, err := svc.waiting(ctx, s)
	if err != nil || w.request.RedirectURI == "" || w.request.RedirectURI == svc.core.BaseURL+portalTest {
		return s, "", err
	}
	began := v.Began(w.request)
	if !began && w.connection != s.ConnectionID {
		return s, "", nil
	}
	receipt, err := svc.lastReceipt(ctx, s.ID)
	if err != nil {
		return s, "", err
	}
	var verdict *saml.Verdict
	if receipt != nil {
		verdict = &receipt.Verdict
	}
	return s, svc.errorReturn(s, verdict, w, began), nil
}

func (svc Service) errorReturn(s model.Session, v *saml.Verdict, w waiting, withState bool) string {
	state := ""
	if withState {
		state = w.request.AppState
	}
	name, description := appError(s, v)
	back := errorRedirect(w.request.RedirectURI, name, description, state)
	if beganAtIdP(s) {
		back += "&" + url.Values{
			"connection_id": {string(s.ConnectionID)}, "organization_id": {string(s.OrganizationID)},
		}.Encode()
	}
	return back
}

// beganAtIdP tells whether a sign-in was refused because it began at the identity
// provider, which the connection does not allow. The app is told through which one it
// came, so that it can begin a sign-in of its own there.
func beganAtIdP(s model.Session) bool {
	return s.State == model.Failed && s.Cause == saml.Unsolicited && !s.Unverified
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
