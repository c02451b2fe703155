package model

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"

	"gatehouse/saml"
	"gatehouse/saml/protocol"
)

// Received is what became of one POST to the assertion consumer service.
type Received struct {
	Session  Session
	Verdict  *saml.Verdict
	Redirect string // where to send the browser, or "" to show a page
	Unproved bool   // the browser has to show first that it began the login: see [Desk.ErrorReturn]
}

// arrival is one message on its way through [Desk.Receive].
type arrival struct {
	receipt    Receipt
	connection Connection // zero if the ACS path is unknown
	visitor    Visitor
	pending    *lookup
}

// Receive judges a message, stores it with all that follows from it, and says
// where the browser goes. Every message leaves a session; the error is only for
// one that could not be stored.
func (d *Desk) Receive(ctx context.Context, m Delivery) (Received, error) {
	d, err := d.do(ctx, ActSignIn, nothing)
	if err != nil {
		return Received{}, err
	}
	in := arrival{visitor: m.Visitor, receipt: m.receipt(), pending: &lookup{store: d.store}}
	in.receipt.At = d.now()
	in.receipt.ID = d.newID(PrefixReceipt, in.receipt.At)
	verdict, err := d.evaluate(ctx, m, &in)
	if err != nil {
		return Received{}, err
	}
	return d.record(ctx, in, verdict)
}

// evaluate judges the message; a panic of ours is a refusal like any other, so
// that the message that caused it is kept.
func (d *Desk) evaluate(ctx context.Context, m Delivery, in *arrival) (v *saml.Verdict, err error) {
	j, err := d.judgeAt(ctx, m.Key)
	none, failed := missing(err)
	switch {
	case failed != nil:
		return nil, failed
	case none && m.Address != "":
		v = &saml.Verdict{}
		v.Fail("T7", saml.WrongAddress, "", d.BaseURL+short(m.Address), "")
		return v, nil
	case none:
		v = &saml.Verdict{}
		v.Fail("T7", saml.UnknownConnection, "the ACS path of a connection", acsPath+short(m.Key), "")
		return v, nil
	}
	c := j.connection
	in.connection = c
	in.receipt.Settings, in.receipt.ConnectionID = j.settings, c.ID
	defer func() {
		if p := recover(); p != nil {
			d.Log.ErrorContext(ctx, "evaluation panicked", "connection", c.ID, "receipt", in.receipt.ID, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			v, err = &saml.Verdict{}, nil
			v.Fail("T7", saml.InternalError, "", "", "the evaluation of this message failed inside Gatehouse; the log has the details under "+string(in.receipt.ID))
		}
	}()
	if v, err = d.judged(ctx, j.provider, m.Post, in); err != nil {
		return nil, err
	}
	if j.barred != "" {
		v.Fail("T7", saml.TestIdPBarred, "", "", j.barred)
	}
	if c.State == Inactive {
		v.Fail("T7", saml.ConnectionInactive, string(Active), string(Inactive), "the connection is paused here")
	}
	if m.Address != "" {
		v.Fail("T7", saml.WrongAddress, d.ACSURL(c), d.BaseURL+short(m.Address), "")
	}
	return v, nil
}

// judged reads and judges a message, each in turn, and looks up in between what it
// claims to answer. What it says only once it is judged, since it was encrypted,
// is looked up then, and the message judged once more.
func (d *Desk) judged(
	ctx context.Context, sp *saml.ServiceProvider, post saml.Post, in *arrival,
) (*saml.Verdict, error) {
	for again := false; ; again = true {
		var reading saml.Reading
		var v *saml.Verdict
		var more []string
		if err := d.inTurn(ctx, func() { reading = sp.Read(post) }); err != nil {
			return nil, err
		}
		if err := in.pending.load(ctx, reading.Requests()); err != nil {
			return nil, fmt.Errorf("look up the pending request: %w", err)
		}
		if err := d.inTurn(ctx, func() { v, more = reading.Judge(in.receipt.At, in.pending.requests()) }); err != nil {
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
func (d *Desk) inTurn(ctx context.Context, work func()) error {
	select {
	case d.judging <- struct{}{}:
		defer func() { <-d.judging }()
		work()
		return nil
	case <-ctx.Done():
		return ErrBusy
	}
}

// record stores the outcome. A message that turns out to be a repetition, or
// comes second in a race, becomes a refusal of its own.
func (d *Desk) record(ctx context.Context, in arrival, v *saml.Verdict) (Received, error) {
	for earlier := ID(""); ; {
		out, code := d.outcome(in, v)
		if earlier != "" {
			out.Session.Claims = earlier
		}
		s, err := d.accept(ctx, in, out)
		if err == nil {
			d.firstSuccess(ctx, in.connection, v)
			r := Received{Session: s, Verdict: v}
			err := d.next(ctx, &r, code, in)
			return r, err
		}
		if !errors.Is(err, ErrReplayed) && !errors.Is(err, ErrSettled) {
			return Received{}, fmt.Errorf("store the response: %w", err)
		}
		if earlier == "" {
			earlier = ID(v.Answers)
			if r, ok := errors.AsType[*Replayed](err); ok {
				earlier = r.Earlier
			}
			v.Replayed(string(earlier))
		}
		if errors.Is(err, ErrSettled) {
			if err := in.pending.again(ctx, v.Answers); err != nil {
				return Received{}, err
			}
		}
	}
}

// accept makes a session of the message, or counts it in that of another: of
// refused ones not everybody gets as many as they send.
func (d *Desk) accept(ctx context.Context, in arrival, out Outcome) (Session, error) {
	var c crowd
	over := false
	if out.Session.State == Failed && !out.Update {
		c, over = d.strangers.over(in.visitor, in.connection.ID)
	}
	if over {
		if session, counted := d.join(c, out.Session.ID, in.receipt.At); counted {
			s := out.Session
			s.ID = session
			return s, nil
		}
	}
	s, err := d.store.Accept(ctx, out)
	if err != nil {
		d.strangers.forget(out.Session.ID)
		return s, err
	}
	if s.Unverified {
		d.strangers.kept()
	}
	return s, nil
}

// outcome decides what a judged message leads to.
func (d *Desk) outcome(in arrival, v *saml.Verdict) (Outcome, string) {
	out := Outcome{Receipt: in.receipt}
	now := in.receipt.At
	s := Session{
		ID: d.newID(PrefixSession, now), Origin: FromIdentityProvider, CreatedAt: now,
		EnvironmentID: in.connection.EnvironmentID, OrganizationID: in.connection.OrganizationID, ConnectionID: in.connection.ID,
	}
	answered, known := in.pending.session(v.Answers)
	known = known && v.Verified && answered.ConnectionID == in.connection.ID
	switch {
	case known && answered.State == Started:
		s, out.Update = answered, true
	case known:
		s.Claims, s.Origin = answered.ID, answered.Origin
	case v.Claims != "":
		s.Claims, s.Origin = ID(v.Claims), FromServiceProvider
		if claimed, ok := in.pending.session(v.Claims); ok {
			s.Origin = claimed.Origin // that of a failed test is a test
		}
	}
	s.UpdatedAt, s.Receipts = now, 1
	s.Email, s.IdPID = v.Seen.Email, v.Seen.NameID
	if p, ok := in.pending.find(ID(v.Answers)); ok {
		out.Receipt.Pending = &p
	}
	var code string
	switch {
	case !v.Accepted:
		root := v.Root()
		s.State, s.Class, s.Cause, s.Deadline = Failed, root.Class, root.Cause, zeroTime
	case s.Origin == FromAdminPortal:
		s.State, s.Deadline = Successful, zeroTime
	default:
		code = newSecret("")
		s.State, s.Deadline = Authorized, now.Add(CodeLife)
		out.Code = &Code{Hash: hashOf(code), Expires: s.Deadline}
	}
	if v.Accepted {
		out.Replay = v.Replay
		s.Email, s.IdPID = v.Profile.Email, v.Profile.IdPID
		s.Profile = ProfileID(in.connection.ID, v.Profile.IdPIDSpace, v.Profile.IdPID)
	}
	if s.Unverified = !v.Verified; s.Unverified {
		s.Email, s.IdPID = cutText(s.Email, keptText), cutText(s.IdPID, keptText)
	}
	out.Receipt.SessionID, out.Receipt.Verdict = s.ID, *v
	if !v.Accepted && !out.Update {
		out.Receipt.bound()
	}
	out.Session = s
	return out, code
}

// appError is what the app is told: never more than the five classes show, and
// nothing of what cannot be read (E7). Without the message, v is nil.
func appError(s Session, v *saml.Verdict) (code, description string) {
	switch {
	case v == nil:
		code, description = "server_error", "The response could not be used."
	case v.Opaque():
		code, description = "server_error", string(v.Outward())+"."
	case s.Class == saml.OutsideOrg:
		code, description = "profile_not_allowed_outside_organization", "The email domain is not among the verified domains of the organization."
	case s.Cause == saml.IdPStatus:
		code, description = "access_denied", "The identity provider did not sign the user in."
	default:
		code, description = "server_error", string(s.Class)+"."
	}
	return code, description + " Trace " + s.Trace() + "."
}

// firstSuccess turns a validating connection active.
func (d *Desk) firstSuccess(ctx context.Context, c Connection, v *saml.Verdict) {
	if !v.Accepted || c.State != Validating {
		return
	}
	active := c
	active.State, active.Updated = Active, d.now()
	// Losing the race against another first login is as good.
	if err := d.applyQuietly(ctx, changed(c, active)); err != nil && !errors.Is(err, ErrConflict) {
		d.Log.ErrorContext(ctx, "connection could not be set active", "connection", c.ID, "error", err)
	}
}

// lookup reads the sessions whose requests a message claims to answer.
type lookup struct {
	store Store
	seen  []asked
	never []string // IDs that no request of ours can have
}

// asked is a session that we began, with its request and what that asked for.
type asked struct {
	Session
	protocol.Asked
	request *Request // nil if it is gone
}

// isRequestID tells whether an id has the form of those that sessions, and so
// their AuthnRequests, have.
func isRequestID(id string) bool {
	plain, ours := strings.CutPrefix(id, PrefixSession+"_")
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
		s, err := l.store.Session(ctx, ID(id))
		if errors.Is(err, ErrNotFound) || err == nil && s.Origin == FromIdentityProvider {
			continue // no request of ours, or none that is remembered
		} else if err != nil {
			return err
		}
		found := asked{Session: s}
		if found.request, found.Asked, err = askedBy(ctx, l.store, s.ID); err != nil {
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
		known.Pending = append(known.Pending, s.pending())
	}
	return known
}

// askedBy reads what the request of a session asked for out of the request as
// it was sent: whatever the connection's settings are now, the answer is held
// to that. The request is nil if it is gone.
func askedBy(ctx context.Context, store Store, session ID) (*Request, protocol.Asked, error) {
	r, err := store.Request(ctx, session)
	if errors.Is(err, ErrNotFound) {
		return nil, protocol.Asked{}, nil
	} else if err != nil {
		return nil, protocol.Asked{}, err
	}
	authn, err := protocol.ParseAuthnRequest(r.XML)
	if err != nil {
		return nil, protocol.Asked{}, fmt.Errorf("%w: the AuthnRequest of session %s: %v", ErrDamaged, session, err)
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

func (l *lookup) session(id string) (Session, bool) {
	for _, s := range l.seen {
		if s.ID == ID(id) {
			return s.Session, true
		}
	}
	return Session{}, false
}

// waiting is the app that waits for a session whose request was read already.
func (l *lookup) waiting(id ID) (waiting, bool) {
	for _, s := range l.seen {
		if s.ID == id && s.request != nil {
			return waiting{request: *s.request, connection: s.ConnectionID}, true
		}
	}
	return waiting{}, false
}

func (l *lookup) find(id ID) (saml.Pending, bool) {
	for _, s := range l.seen {
		if s.ID == id {
			return s.pending(), true
		}
	}
	return saml.Pending{}, false
}

func (s asked) pending() saml.Pending {
	return saml.Pending{
		ID: string(s.ID), ConnectionID: string(s.ConnectionID), IssuedAt: s.CreatedAt, Answered: s.State != Started,
		Asked: s.Asked,
	}
}
