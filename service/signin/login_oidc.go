package signin

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"gatehouse/model"
	"gatehouse/oidc"
	"gatehouse/saml"
	"gatehouse/service/connection"
	"gatehouse/service/core"
)

// beginOIDC makes the authorization request, stores it and only then sends the user
// off. A provider that cannot be found out about ends the session at once, recorded
// as a refusal, and the app is told.
func (svc Service) beginOIDC(ctx context.Context, c model.Connection, s model.Session, r model.Request,
	w wishes) (model.Begun, error) {
	settings, err := connection.Provider(svc.core, c)
	if err != nil {
		return model.Begun{}, err
	}
	request := requestOf(svc.core, s)
	request.Prompt, request.LoginHint, request.DomainHint = w.bounded()
	request.Scopes, request.Extra = w.scopes, w.params
	r.Binding = model.OIDCBinding
	asker, err := connection.Asker(ctx, svc.core, c)
	if err != nil {
		return model.Begun{}, err
	}
	p, trouble := asker.Provider(ctx, settings)
	if trouble == nil {
		r.Destination = p.Authorization
		if r.URL, err = settings.URL(p, request); err != nil {
			return model.Begun{}, fmt.Errorf("authorization request for %s: %w", c.ID, err)
		}
	} else if ctx.Err() != nil {
		return model.Begun{}, ctx.Err()
	}
	if err := svc.started(ctx, s, r); err != nil {
		return model.Begun{}, err
	}
	if t, failed := errors.AsType[*oidc.Trouble](trouble); failed {
		return svc.endOIDC(ctx, c, s, r, t)
	}
	return model.Begun{Session: s, URL: r.URL}, nil
}

// bounded leaves out what is too long to be sent: a hint is no more than that.
func (w wishes) bounded() (prompt, loginHint, domainHint string) {
	const most = 1000 // bytes
	for _, x := range []*string{&w.prompt, &w.loginHint, &w.domainHint} {
		if len(*x) > most {
			*x = ""
		}
	}
	return w.prompt, w.loginHint, w.domainHint
}

// endOIDC records a sign-in that could not begin.
func (svc Service) endOIDC(ctx context.Context, c model.Connection, s model.Session, r model.Request,
	t *oidc.Trouble) (model.Begun, error) {
	in := answered{connection: c, session: s, request: r, answer: oidc.Answer{Trouble: t}}
	received, err := svc.recordOIDC(ctx, in, model.Visitor{Peer: r.Peer, UserAgent: r.UserAgent})
	if err != nil {
		return model.Begun{}, err
	}
	code, description := appError(received.Session, received.Verdict)
	return model.Begun{}, &model.AuthorizeError{Code: code, Description: description, Redirect: received.Redirect}
}

// requestOf gives the secrets of a sign-in. They follow from its session's id and the
// key file: nothing of them is stored.
func requestOf(passed *core.Core, s model.Session) oidc.Request {
	secret := func(purpose string) string {
		return base64.RawURLEncoding.EncodeToString(passed.Secrets.MAC(purpose, string(s.ID)))
	}
	return oidc.Request{
		State: string(s.ID) + "." + secret("oidc state"), Nonce: secret("oidc nonce"),
		Verifier: secret("oidc code verifier"), IssuedAt: s.CreatedAt,
	}
}

// sessionOf gives the session that a state stands for, if it is one of ours.
func sessionOf(passed *core.Core, state string) (model.ID, bool) {
	id, _, found := strings.Cut(state, ".")
	if !found || !isRequestID(id) || len(id) > 64 {
		return "", false
	}
	want := requestOf(passed, model.Session{ID: model.ID(id)}).State
	return model.ID(id), hmac.Equal([]byte(state), []byte(want))
}

// judgeAnswer judges the answer that a receipt keeps as when it came, with settings of
// then or of now.
func (svc Service) judgeAnswer(a oidc.Answer, s saml.Settings, r model.Receipt) *saml.Verdict {
	e := oidc.Expected{Nonce: requestOf(svc.core, model.Session{ID: r.SessionID}).Nonce}
	if r.Pending != nil {
		e.IssuedAt = r.Pending.IssuedAt
	}
	return oidc.Judge(a, s, e, r.At)
}

// bodyOf is an answer as a receipt keeps it.
func bodyOf(a oidc.Answer) ([]byte, error) {
	body, err := json.Marshal(a)
	if err != nil {
		return nil, fmt.Errorf("keep the answer: %w", err)
	}
	return body, nil
}
