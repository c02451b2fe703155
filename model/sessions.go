package model

import (
	"context"
	"errors"
)

// Session gives one by its id.
func (d *Desk) Session(ctx context.Context, id ID) (Session, error) {
	d, err := d.see(ctx, ActSeeSessions, ofSession(id))
	if err != nil {
		return Session{}, err
	}
	return d.store.Session(ctx, id)
}

// Sessions lists the principal's, newest first.
func (d *Desk) Sessions(ctx context.Context, q Query) (Page, error) {
	d, err := d.see(ctx, ActSeeSessions, within(&q.Environment, &q.Organization))
	if err != nil {
		return Page{}, err
	}
	return d.store.Sessions(ctx, q)
}

// Receipts gives what arrived for a session.
func (d *Desk) Receipts(ctx context.Context, session ID) ([]Receipt, error) {
	d, err := d.see(ctx, ActSeeSessions, ofSession(session))
	if err != nil {
		return nil, err
	}
	return d.store.Receipts(ctx, session)
}

// Now is the position behind the newest change, see [Desk.Tail].
func (d *Desk) Now(ctx context.Context) (Pos, error) {
	d, err := d.see(ctx, ActSeeSessions, nothing)
	if err != nil {
		return 0, err
	}
	return d.store.Now(ctx)
}

// Tail follows the changes as [Store.Tail] does. A principal that may not see
// everything is told of what is theirs, while it is there.
func (d *Desk) Tail(ctx context.Context, from Pos, f func(Changed) error) error {
	asker := d
	d, err := d.see(ctx, ActSeeSessions, nothing)
	if err != nil {
		return err
	}
	return d.store.Tail(ctx, from, func(c Changed) error {
		visible, err := asker.maySee(ctx, c)
		if err != nil || !visible {
			return err
		}
		return f(c)
	})
}

// maySee reports whether a change is the principal's to know of.
func (d *Desk) maySee(ctx context.Context, c Changed) (bool, error) {
	p := d.principal
	if c.Session == nil {
		row, err := c.Kind.row()
		if err != nil || d.May(row.see) != nil {
			return false, nil
		}
	}
	if d.passed || p.Environment == "" && p.Organization == "" {
		return true, nil
	}
	if s := c.Session; s != nil {
		return p.reaches(place{Environment: s.EnvironmentID, Organization: s.OrganizationID}) == nil, nil
	}
	at, err := of(c.Kind, c.ID)(ctx, d)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil && p.reaches(at) == nil, err
}
