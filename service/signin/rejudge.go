package signin

import (
	"context"
	"crypto/rsa"
	"fmt"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/diagnose"
	"gatehouse/service/connection"
	"gatehouse/service/core"
)

// rejudge judges a stored message again, as when it came, with another mapping.
func (s Service) rejudge(r model.Receipt, m saml.Mapping, keys []*rsa.PrivateKey) *saml.Verdict {
	settings := r.Settings
	settings.Mapping = m
	if r.ByOIDC() {
		return s.judgeAnswer(r.Answer(), settings, r)
	}
	return saml.New(settings, keys).Evaluate(r.Input())
}

// reasoned is the verdict of a message with the reason of its refusal, which an
// earlier version did not note: the message is judged again as when it came.
// One that is not kept whole is explained by its cause alone.
func (s Service) reasoned(ctx context.Context, r model.Receipt) saml.Verdict {
	if r.Verdict.Accepted || r.Verdict.Reasoned || !r.Whole() {
		return r.Verdict
	}
	var keys []*rsa.PrivateKey
	if r.Verdict.Seen.Encrypted {
		if c, err := s.connection().Connection(ctx, r.ConnectionID); err == nil {
			keys, _ = connection.SPKeys(s.core,
				c) // without them it comes to another cause, and the verdict stays as it is
		}
	}
	return r.Verdict.WithReasons(saml.New(r.Settings, keys).Evaluate(r.Input()))
}

func accepted(v *saml.Verdict) bool { return v.Accepted }

// loadAt is load as the requests were at a time: what answered them later does not
// count.
func (l *lookup) loadAt(ctx context.Context, ids []string, at time.Time) error {
	err := l.load(ctx, ids)
	for i := range l.seen {
		if s := &l.seen[i]; s.UpdatedAt.After(at) {
			s.State = model.Started
		}
	}
	return err
}

// answerToday judges an answer of OpenID Connect again. What the provider refused, or
// could not be asked, proves nothing: it would have to be asked once more.
func (svc Service) answerToday(ctx context.Context, c model.Connection, r model.Receipt) (*model.Today, error) {
	a := r.Answer()
	if !r.ByOIDC() || !c.ByOIDC() || !a.Whole() {
		return nil, nil
	}
	o, err := svc.core.Owner(ctx, c)
	if err != nil {
		return nil, err
	}
	t := &model.Today{Settings: connection.Settings(svc.core, c, o)}
	t.Verdict = svc.judgeAnswer(a, t.Settings, r)
	if c.State == model.Inactive {
		t.Verdict.Fail("T7", saml.ConnectionInactive, string(model.Active), string(model.Inactive),
			"the connection is paused here")
	}
	if !t.Verdict.Accepted {
		t.Explanation = diagnose.Explain(t.Verdict, t.Settings)
	}
	return t, nil
}

// JudgeAgain judges the last message of a refused session again, as at the time
// it came but with today's settings. It gives nil where that proves nothing: the
// session was not refused, its connection is gone, its message was kept in part,
// or it was refused for being sent twice, which no setting mends.
func (svc Service) JudgeAgain(ctx context.Context, s model.SessionDetail) (*model.Today, error) {
	svc, err := svc.pass(svc.core.See(ctx, model.ActSeeSessions, core.OfSession(s.Session.ID)))
	if err != nil {
		return nil, err
	}
	if s.Session.State != model.Failed || s.Connection.ID == "" || len(s.Receipts) == 0 ||
		s.Session.Cause == saml.Replay {
		return nil, nil
	}
	r := s.Receipts[len(s.Receipts)-1]
	if !r.Whole() || r.ConnectionID != s.Connection.ID {
		return nil, nil
	}
	if r.ByOIDC() || s.Connection.ByOIDC() {
		return svc.answerToday(ctx, s.Connection, r)
	}
	j, err := svc.judge(ctx, s.Connection)
	if err != nil {
		return nil, fmt.Errorf("judge session %s again: %w", s.Session.ID, err)
	}
	// Of an unverified message the receipt has no request.
	in, seen := r.Input(), &lookup{store: svc.core.Store}
	if err := seen.loadAt(ctx, j.provider.Read(in.Post).Requests(), r.At); err != nil {
		return nil, fmt.Errorf("judge session %s again: %w", s.Session.ID, err)
	}
	now := seen.requests()
	in.Requests = saml.Requests{Pending: append(in.Requests.Pending, now.Pending...), NeverOurs: now.NeverOurs}
	v := j.provider.Evaluate(in)
	if s.Connection.State == model.Inactive {
		v.Fail("T7", saml.ConnectionInactive, string(model.Active), string(model.Inactive),
			"the connection is paused here")
	}
	t := &model.Today{Verdict: v, Settings: j.settings}
	if !v.Accepted {
		t.Explanation = diagnose.Explain(v, j.settings)
	}
	return t, nil
}
