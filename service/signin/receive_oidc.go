package signin

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/url"
	"runtime/debug"

	"gatehouse/model"
	"gatehouse/oidc"
	"gatehouse/saml"
	"gatehouse/service/connection"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// answered is a sign-in by OpenID Connect that has come back.
type answered struct {
	connection model.Connection
	session    model.Session
	request    model.Request
	answer     oidc.Answer
}

// ReceiveOIDC takes the redirect of an OpenID provider: its parameters, in the
// browser that brought them. What does not answer an open sign-in of that same
// browser makes no record; the error says why: [model.ErrUnknownState],
// [model.ErrOtherBrowser] or [model.ErrAnswered].
func (svc Service) ReceiveOIDC(ctx context.Context, q url.Values, v model.Visitor) (model.Received, error) {
	svc, err := svc.pass(svc.core.Do(ctx, model.ActSignIn, core.Nothing))
	if err != nil {
		return model.Received{}, err
	}
	id, ours := sessionOf(svc.core, q.Get("state"))
	if !ours || len(q["state"]) != 1 {
		return model.Received{}, model.ErrUnknownState
	}
	s, err := svc.core.Store.Session(ctx, id)
	if none, failed := core.Missing(err); failed != nil {
		return model.Received{}, failed
	} else if none {
		return model.Received{}, model.ErrUnknownState
	}
	request, err := svc.core.Store.Request(ctx, id)
	if err != nil {
		return model.Received{}, err
	}
	// A test is not begun in a browser that is known, and signs nobody in.
	if s.Origin != model.FromAdminPortal && !v.Began(request) {
		svc.note(ctx, id, "answer_refused",
			"the provider's answer came in another browser than that which began the sign-in")
		return model.Received{Session: s}, model.ErrOtherBrowser
	}
	// A redirect that a browser sends twice at once is answered once, for both.
	result, err, _ := svc.state.answering.Do(string(id), func() (any, error) {
		s, err := svc.core.Store.Session(ctx, id)
		if err != nil {
			return model.Received{}, err
		}
		if s.State != model.Started {
			return model.Received{Session: s}, model.ErrAnswered
		}
		return svc.answerOIDC(ctx, s, request, q, v)
	})
	return result.(model.Received), err
}

// answerOIDC asks the provider what its redirect stands for, and records it.
func (svc Service) answerOIDC(ctx context.Context, s model.Session, r model.Request, q url.Values,
	v model.Visitor) (model.Received, error) {
	c, err := svc.connection().Connection(ctx, s.ConnectionID)
	if none, failed := core.Missing(err); failed != nil {
		return model.Received{}, failed
	} else if none || !c.ByOIDC() {
		return model.Received{Session: s}, model.ErrUnknownState
	}
	settings, err := connection.Provider(svc.core, c)
	if err != nil {
		return model.Received{}, err
	}
	asker, err := connection.Asker(ctx, svc.core, c)
	if err != nil {
		return model.Received{}, err
	}
	in := answered{connection: c, session: s, request: r}
	in.answer = asker.Ask(ctx, settings, requestOf(svc.core, s), q, oidc.Wanted(c.Mapping)...)
	return svc.recordOIDC(ctx, in, v)
}

// recordOIDC judges an answer, stores it with all that follows from it, and says
// where the browser goes.
func (svc Service) recordOIDC(ctx context.Context, in answered, v model.Visitor) (model.Received, error) {
	body, err := bodyOf(in.answer)
	if err != nil {
		return model.Received{}, err
	}
	o, err := svc.core.Owner(ctx, in.connection)
	if err != nil {
		return model.Received{}, err
	}
	now, sum := svc.core.Now(), sha256.Sum256(body)
	receipt := model.Receipt{
		ID: svc.core.NewID(model.PrefixReceipt, now), SessionID: in.session.ID, ConnectionID: in.connection.ID, At: now,
		Peer: v.Peer, UserAgent: v.UserAgent, Method: "GET", ContentType: "application/json",
		Body: body, Size: int64(len(body)), Digest: sum[:], Settings: connection.Settings(svc.core, in.connection, o),
		Pending: &saml.Pending{ID: string(in.session.ID), ConnectionID: string(in.connection.ID),
			IssuedAt: in.session.CreatedAt},
	}
	verdict := svc.evaluateAnswer(ctx, in, receipt)
	if in.connection.State == model.Inactive {
		verdict.Fail("T7", saml.ConnectionInactive, string(model.Active), string(model.Inactive),
			"the connection is paused here")
	}
	out, code := svc.outcomeOIDC(in, receipt, verdict)
	if out.Tell, err = tellOfOutcome(out); err != nil {
		return model.Received{}, err
	}
	s, err := svc.core.Store.Accept(ctx, out)
	if errors.Is(err, storage.ErrSettled) {
		return model.Received{Session: in.session}, model.ErrAnswered
	} else if err != nil {
		return model.Received{}, fmt.Errorf("store the answer: %w", err)
	}
	if s.Unverified {
		svc.state.strangers.kept()
	}
	svc.firstSuccess(ctx, in.connection, verdict)
	return svc.onward(s, verdict, in.request, code), nil
}

// evaluateAnswer judges an answer; a panic of ours is a refusal like any other.
func (svc Service) evaluateAnswer(ctx context.Context, in answered, r model.Receipt) (v *saml.Verdict) {
	defer func() {
		if p := recover(); p != nil {
			svc.core.Log.ErrorContext(ctx, "evaluation panicked", "connection", in.connection.ID, "receipt", r.ID,
				"panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			v = &saml.Verdict{}
			v.Fail("T7", saml.InternalError, "", "",
				"the evaluation of this answer failed inside Gatehouse; the log has the details under "+string(r.ID))
		}
	}()
	return svc.judgeAnswer(in.answer, r.Settings, r)
}

// outcomeOIDC decides what a judged answer leads to. It always ends the sign-in that
// it answers: the state and the browser have proved which one that is.
func (svc Service) outcomeOIDC(in answered, r model.Receipt, v *saml.Verdict) (storage.Outcome, string) {
	s := in.session
	s.UpdatedAt, s.Receipts, s.Unverified = r.At, 1, !v.Verified
	s.Email, s.IdPID = model.CutText(v.Seen.Email, model.KeptText), model.CutText(v.Seen.NameID, model.KeptText)
	r.Verdict = *v
	out := storage.Outcome{Receipt: r, Update: true}
	code := settle(&s, &out, in.connection.ID, v)
	out.Session = s
	return out, code
}

// onward decides where the browser goes from here: it is the one that began.
func (svc Service) onward(s model.Session, v *saml.Verdict, r model.Request, code string) model.Received {
	received := model.Received{Session: s, Verdict: v}
	switch uri := r.RedirectURI; {
	case uri == "":
	case uri == svc.core.BaseURL+portalTest:
		received.Redirect = uri + string(s.ID)
	case v.Accepted:
		received.Redirect = codeRedirect(uri, code, r.AppState)
	default:
		received.Redirect = svc.errorReturn(s, v, waiting{request: r}, true)
	}
	return received
}
