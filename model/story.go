package model

import (
	"context"
	"errors"

	"gatehouse/saml"
	"gatehouse/saml/diagnose"
)

// Story is everything that is known about one session.
type Story struct {
	Session      Session
	State        State // now
	Environment  Environment
	Organization Organization // zero if it is gone or was never known
	Connection   Connection   // zero if it is gone or was never known
	Request      *Request     // nil for an IdP-initiated session
	Claimed      *Request     // of the session that its message claims to answer, if nothing proves it
	Receipts     []Receipt
	Events       []Event
	Claimants    []ID // sessions whose message claimed to answer this one

	// Of the last receipt: how the refusal is explained, and the decrypted
	// assertion if there is one and our key still opens it.
	Explanation diagnose.Explanation
	Message     saml.Message
	Decrypted   []byte
}

// Verdict is the judgement of the last receipt, or nil if nothing arrived.
func (s *Story) Verdict() *saml.Verdict {
	if len(s.Receipts) == 0 {
		return nil
	}
	return &s.Receipts[len(s.Receipts)-1].Verdict
}

// AwaitsApproval reports whether the message was refused and shows a certificate
// that only waits for the approval of the customer's changed metadata.
func (s *Story) AwaitsApproval() bool {
	v := s.Verdict()
	return v != nil && !v.Accepted && s.Connection.AwaitsApproval(v.Seen.KeyInfo)
}

// Story gathers a session with all that belongs to it. What was deleted since is
// missing in it and no error.
func (d *Desk) Story(ctx context.Context, id ID) (Story, error) {
	d, err := d.see(ctx, ActSeeSessions, ofSession(id))
	if err != nil {
		return Story{}, err
	}
	s, err := d.store.Session(ctx, id)
	if err != nil {
		return Story{}, err
	}
	story := Story{Session: s, State: s.StateAt(d.now())}
	if request, err := d.store.Request(ctx, id); err == nil {
		story.Request = &request
	} else if !errors.Is(err, ErrNotFound) {
		return story, err
	}
	if s.Claims != "" {
		if request, err := d.store.Request(ctx, s.Claims); err == nil {
			story.Claimed = &request
		} else if !errors.Is(err, ErrNotFound) {
			return story, err
		}
	}
	if story.Receipts, err = d.store.Receipts(ctx, id); err != nil {
		return story, err
	}
	if story.Events, err = d.store.Events(ctx, id); err != nil {
		return story, err
	}
	if story.Claimants, err = d.store.Claimants(ctx, id); err != nil {
		return story, err
	}
	if story.Environment, err = found(d.Environment(ctx, s.EnvironmentID)); err != nil {
		return story, err
	}
	if story.Organization, err = found(d.Organization(ctx, s.OrganizationID)); err != nil {
		return story, err
	}
	if story.Connection, err = found(d.Connection(ctx, s.ConnectionID)); err != nil {
		return story, err
	}
	d.explain(ctx, &story)
	return story, nil
}

// explain reads the last receipt for display. What cannot be decoded stays
// empty: the verdict says why.
func (d *Desk) explain(ctx context.Context, story *Story) {
	if len(story.Receipts) == 0 {
		return
	}
	last := &story.Receipts[len(story.Receipts)-1]
	last.Verdict = d.reasoned(ctx, *last)
	r := *last
	story.Explanation = diagnose.Explain(&r.Verdict, r.Settings)
	story.Message, _ = saml.Decode(r.Post())
	story.Decrypted, _ = d.Plaintext(ctx, r)
}

// Plaintext is the decrypted assertion of a receipt, nil if it was not
// encrypted. It fails once the key that opens it is gone.
func (d *Desk) Plaintext(ctx context.Context, r Receipt) ([]byte, error) {
	d, err := d.see(ctx, ActSeeSessions, ofSession(r.SessionID))
	if err != nil {
		return nil, err
	}
	if !r.Verdict.Seen.Encrypted {
		return nil, nil
	}
	message, err := saml.Decode(r.Post())
	if err != nil {
		return nil, err
	}
	c, err := d.Connection(ctx, r.ConnectionID)
	if err != nil {
		return nil, err
	}
	keys, err := d.spKeys(c)
	if err != nil {
		return nil, err
	}
	return saml.New(r.Settings, keys).Decrypt(message.XML)
}

func found[T any](v T, err error) (T, error) {
	if errors.Is(err, ErrNotFound) {
		return v, nil
	}
	return v, err
}
