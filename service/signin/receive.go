package signin

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/protocol"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// arrival is one message on its way through [Service.Receive].
type arrival struct {
	receipt    model.Receipt
	connection model.Connection // zero if the ACS path is unknown
	visitor    model.Visitor
	pending    *lookup
}

// Receive judges a message, stores it with all that follows from it, and says
// where the browser goes. Every message leaves a session; the error is only for
// one that could not be stored.
func (s Service) Receive(ctx context.Context, m model.Delivery) (model.Received, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActSignIn, core.Nothing))
	if err != nil {
		return model.Received{}, err
	}
	in := arrival{visitor: m.Visitor, receipt: m.Receipt(), pending: &lookup{store: s.core.Store}}
	in.receipt.At = s.core.Now()
	in.receipt.ID = s.core.NewID(model.PrefixReceipt, in.receipt.At)
	verdict, err := s.evaluate(ctx, m, &in)
	if err != nil {
		return model.Received{}, err
	}
	return s.record(ctx, in, verdict)
}

// evaluate judges the message; a panic of ours is a refusal like any other, so
// that the message that caused it is kept.
func (s Service) evaluate(ctx context.Context, m model.Delivery, in *arrival) (v *saml.Verdict, err error) {
	j, err := s.judgeAt(ctx, m.Key)
	none, failed := core.Missing(err)
	switch {
	case failed != nil:
		return nil, failed
	case none && m.Address != "":
		v = &saml.Verdict{}
		v.Fail("T7", saml.WrongAddress, "", s.core.BaseURL+model.Short(m.Address), "")
		return v, nil
	case none:
		v = &saml.Verdict{}
		v.Fail("T7", saml.UnknownConnection, "the ACS path of a connection", model.ACSPath+model.Short(m.Key), "")
		return v, nil
	}
	c := j.connection
	in.connection = c
	in.receipt.Settings, in.receipt.ConnectionID = j.settings, c.ID
	defer func() {
		if p := recover(); p != nil {
			s.core.Log.ErrorContext(ctx, "evaluation panicked", "connection", c.ID, "receipt", in.receipt.ID, "panic",
				fmt.Sprint(p), "stack", string(debug.Stack()))
			v, err = &saml.Verdict{}, nil
			v.Fail("T7", saml.InternalError, "", "",
				"the evaluation of this message failed inside Gatehouse; the log has the details under "+
					string(in.receipt.ID))
		}
	}()
	if v, err = s.judged(ctx, j.provider, m.Post, in); err != nil {
		return nil, err
	}
	if j.barred != "" {
		v.Fail("T7", saml.TestIdPBarred, "", "", j.barred)
	}
	if c.State == model.Inactive {
		v.Fail("T7", saml.ConnectionInactive, string(model.Active), string(model.Inactive),
			"the connection is paused here")
	}
	if m.Address != "" {
		v.Fail("T7", saml.WrongAddress, s.connection().ACSURL(c), s.core.BaseURL+model.Short(m.Address), "")
	}
	return v, nil
}

// judged reads and judges a message, each in turn, and looks up in between what it
// claims to answer. What it says only once it is judged, since it was encrypted,
// is looked up then, and the message judged once more.
func (s Service) judged(
	ctx context.Context, sp *saml.ServiceProvider, post saml.Post, in *arrival,
) (*saml.Verdict, error) {
	for again := false; ; again = true {
		var reading saml.Reading
		var v *saml.Verdict
		var more []string
		if err := s.inTurn(ctx, func() { reading = sp.Read(post) }); err != nil {
			return nil, err
		}
		if err := in.pending.load(ctx, reading.Requests()); err != nil {
			return nil, fmt.Errorf("look up the pending request: %w", err)
		}
		if err := s.inTurn(ctx, func() { v, more = reading.Judge(in.receipt.At, in.pending.requests()) }); err != nil {
			return nil, err
		}
		if len(more) == 0 || again {
			return v, nil
		}
		if err := in.pending.load(ctx, more); err != nil {
			return nil, fmt.Errorf("look up the pending request: %w", err)
		}
	}
}

// inTurn reads or judges at most one response a core at a time: more would only
// make each of them slower. Reading and writing the store is not part of it: those
// that wait for the disk share one sync.
func (s Service) inTurn(ctx context.Context, work func()) error {
	select {
	case s.state.judging <- struct{}{}:
		defer func() { <-s.state.judging }()
		work()
		return nil
	case <-ctx.Done():
		return storage.ErrBusy
	}
}

// record stores the outcome. A message that turns out to be a repetition, or
// comes second in a race, becomes a refusal of its own.
func (svc Service) record(ctx context.Context, in arrival, v *saml.Verdict) (model.Received, error) {
	for earlier := model.ID(""); ; {
		out, code := svc.outcome(in, v)
		if earlier != "" {
			out.Session.Claims = earlier
		}
		var err error
		if out.Tell, err = tellOfOutcome(out); err != nil {
			return model.Received{}, err
		}
		s, err := svc.accept(ctx, in, out)
		if err == nil {
			svc.firstSuccess(ctx, in.connection, v)
			svc.state.recent.keep(s.ID, in.receipt, v)
			r := model.Received{Session: s, Verdict: v}
			err := svc.next(ctx, &r, code, in)
			return r, err
		}
		if !errors.Is(err, storage.ErrReplayed) && !errors.Is(err, storage.ErrSettled) {
			return model.Received{}, fmt.Errorf("store the response: %w", err)
		}
		if earlier == "" {
			earlier = model.ID(v.Answers)
			if r, ok := errors.AsType[*storage.Replayed](err); ok {
				earlier = r.Earlier
			}
			v.Replayed(string(earlier))
		}
		if errors.Is(err, storage.ErrSettled) {
			if err := in.pending.again(ctx, v.Answers); err != nil {
				return model.Received{}, err
			}
		}
	}
}

// accept makes a session of the message, or counts it in that of another: of
// refused ones not everybody gets as many as they send.
func (svc Service) accept(ctx context.Context, in arrival, out storage.Outcome) (model.Session, error) {
	var c crowd
	over := false
	if out.Session.State == model.Failed && !out.Update {
		c, over = svc.state.strangers.over(in.visitor, in.connection.ID)
	}
	if over {
		if session, counted := svc.join(c, out.Session.ID, in.receipt.At); counted {
			s := out.Session
			s.ID = session
			return s, nil
		}
	}
	s, err := svc.core.Store.Accept(ctx, out)
	if err != nil {
		svc.state.strangers.forget(out.Session.ID)
		return s, err
	}
	if s.Unverified {
		svc.state.strangers.kept()
	}
	return s, nil
}

// outcome decides what a judged message leads to.
func (svc Service) outcome(in arrival, v *saml.Verdict) (storage.Outcome, string) {
	out := storage.Outcome{Receipt: in.receipt}
	now := in.receipt.At
	s := model.Session{
		ID: svc.core.NewID(model.PrefixSession, now), Origin: model.FromIdentityProvider, CreatedAt: now,
		EnvironmentID: in.connection.EnvironmentID, OrganizationID: in.connection.OrganizationID,
		ConnectionID: in.connection.ID,
	}
	answered, known := in.pending.session(v.Answers)
	known = known && v.Verified && answered.ConnectionID == in.connection.ID
	switch {
	case known && answered.State == model.Started:
		s, out.Update = answered, true
	case known:
		s.Claims, s.Origin = answered.ID, answered.Origin
	case v.Claims != "":
		s.Claims, s.Origin = model.ID(v.Claims), model.FromServiceProvider
		if claimed, ok := in.pending.session(v.Claims); ok {
			s.Origin = claimed.Origin // that of a failed test is a test
		}
	}
	s.UpdatedAt, s.Receipts = now, 1
	s.Email, s.IdPID = v.Seen.Email, v.Seen.NameID
	if p, ok := in.pending.find(model.ID(v.Answers)); ok {
		out.Receipt.Pending = &p
	}
	code := settle(&s, &out, in.connection.ID, v)
	if s.Unverified = !v.Verified; s.Unverified {
		s.Email, s.IdPID = model.CutText(s.Email, model.KeptText), model.CutText(s.IdPID, model.KeptText)
	}
	out.Receipt.SessionID, out.Receipt.Verdict = s.ID, *v
	if !v.Accepted && !out.Update {
		out.Receipt.Bound()
	}
	out.Session = s
	return out, code
}

// appError is what the app is told: never more than the five classes show, and
// nothing of what cannot be read (E7). Without the message, v is nil.
func appError(s model.Session, v *saml.Verdict) (code, description string) {
	_, _, byOAuth := model.OAuthOf(s.ConnectionID)
	switch {
	case v == nil:
		code, description = "server_error", "The response could not be used."
	case v.Opaque():
		code, description = "server_error", string(v.Outward())+"."
	case s.Class == saml.OutsideOrg:
		code, description = "profile_not_allowed_outside_organization", "The email domain is not among the verified "+
			"domains of the organization."
	case beganAtIdP(s):
		code, description = "idp_initiated_sso_disabled", "The connection accepts no sign-in that begins at the "+
			"identity provider: begin one with the connection of connection_id."
	case s.Cause == saml.IdPStatus, s.Cause == saml.OIDCDenied:
		code, description = "access_denied", "The identity provider did not sign the user in."
	case byOAuth:
		code, description = "oauth_failed", string(s.Class)+"."
	default:
		code, description = "server_error", string(s.Class)+"."
	}
	return code, description + " Trace " + s.Trace() + "."
}

// firstSuccess turns a validating connection active.
func (s Service) firstSuccess(ctx context.Context, c model.Connection, v *saml.Verdict) {
	if !v.Accepted || c.State != model.Validating {
		return
	}
	active := c
	active.State, active.Updated = model.Active, s.core.Now()
	// Losing the race against another first login is as good.
	if err := s.core.ApplyQuietly(ctx, core.Changed(c, active)); err != nil && !errors.Is(err, model.ErrConflict) {
		s.core.Log.ErrorContext(ctx, "connection could not be set active", "connection", c.ID, "error", err)
	}
}

// lookup reads the sessions whose requests a message claims to answer.
type lookup struct {
	store storage.Sessions
	seen  []model.Asked
	never []string // IDs that no request of ours can have
}

// isRequestID tells whether an id has the form of those that sessions, and so
// their AuthnRequests, have.
func isRequestID(id string) bool {
	plain, ours := strings.CutPrefix(id, model.PrefixSession+"_")
	return ours && len(plain) >= 26 && strings.IndexFunc(plain, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}) < 0
}

// load looks the requests up that were not before. Their IDs are the sender's:
// one of another form than ours never reaches the store.
func (l *lookup) load(ctx context.Context, ids []string) error {
	for _, id := range ids {
		if !isRequestID(id) {
			l.never = append(l.never, id)
			continue
		}
		if _, known := l.session(id); known || len(id) > 64 {
			continue
		}
		s, err := l.store.Session(ctx, model.ID(id))
		if errors.Is(err, model.ErrNotFound) || err == nil && s.Origin == model.FromIdentityProvider {
			continue // no request of ours, or none that is remembered
		} else if err != nil {
			return err
		}
		found := model.Asked{Session: s}
		if found.Request, found.Asked, err = askedBy(ctx, l.store, s.ID); err != nil {
			return err
		}
		l.seen = append(l.seen, found)
	}
	return nil
}

// requests are all that were looked up.
func (l *lookup) requests() saml.Requests {
	known := saml.Requests{NeverOurs: l.never}
	for _, s := range l.seen {
		known.Pending = append(known.Pending, s.Pending())
	}
	return known
}

// askedBy reads what the request of a session asked for out of the request as
// it was sent: whatever the connection's settings are now, the answer is held
// to that. The request is nil if it is gone.
func askedBy(ctx context.Context, store storage.Sessions, session model.ID) (*model.Request, protocol.Asked, error) {
	r, err := store.Request(ctx, session)
	if errors.Is(err, model.ErrNotFound) {
		return nil, protocol.Asked{}, nil
	} else if err != nil {
		return nil, protocol.Asked{}, err
	}
	if r.Binding == model.OIDCBinding { // no message of SAML answers it
		return &r, protocol.Asked{}, nil
	}
	authn, err := protocol.ParseAuthnRequest(r.XML)
	if err != nil {
		return nil, protocol.Asked{}, fmt.Errorf("%w: the AuthnRequest of session %s: %v", model.ErrDamaged, session,
			err)
	}
	return &r, authn.Asked, nil
}

// again reads a session anew that has ended since it was looked up.
func (l *lookup) again(ctx context.Context, id string) error {
	l.seen = nil
	if err := l.load(ctx, []string{id}); err != nil {
		return fmt.Errorf("look up the pending request: %w", err)
	}
	return nil
}

func (l *lookup) session(id string) (model.Session, bool) {
	for _, s := range l.seen {
		if s.ID == model.ID(id) {
			return s.Session, true
		}
	}
	return model.Session{}, false
}

// waiting is the app that waits for a session whose request was read already.
func (l *lookup) waiting(id model.ID) (waiting, bool) {
	for _, s := range l.seen {
		if s.ID == id && s.Request != nil {
			return waiting{request: *s.Request, connection: s.ConnectionID}, true
		}
	}
	return waiting{}, false
}

func (l *lookup) find(id model.ID) (saml.Pending, bool) {
	for _, s := range l.seen {
		if s.ID == id {
			return s.Pending(), true
		}
	}
	return saml.Pending{}, false
}
