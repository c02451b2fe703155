package model

import (
	"context"
	"fmt"
	"time"
)

// stepUpLife is how long a member's last proof is good enough for what asks for a
// fresh one.
const stepUpLife = 15 * time.Minute

// do asks whether the principal may change something; see asks whether they may
// look at it. Each exported verb begins with one of them. What is out of the
// principal's environment or organization is not found: that it exists is not
// theirs to know. What they may not do there is [*Forbidden]. The desk that they
// give has passed the gate: the verbs that a verb calls do not ask again.
func (d *Desk) do(ctx context.Context, a Action, of scope) (*Desk, error) {
	if row := actionRows[a]; row != nil && row.StepUp && !d.passed && d.principal.Kind == Member &&
		d.Clock().Sub(d.principal.Proved) > stepUpLife {
		return nil, &Forbidden{Action: a, Who: "a sign-in of more than 15 minutes ago", Remedy: "sign in again"}
	}
	return d.see(ctx, a, of)
}

func (d *Desk) see(ctx context.Context, a Action, of scope) (*Desk, error) {
	if d.passed {
		return d, nil
	}
	if err := d.authorize(ctx, a, of); err != nil {
		return nil, err
	}
	return &Desk{foundation: d.foundation, principal: d.principal, passed: true}, nil
}

// May says why the principal may not do something anywhere, nil if they may: what
// a screen shows beside an action that is switched off.
func (d *Desk) May(a Action) error {
	row := a.Row()
	if !row.grants(d.principal) {
		return row.forbidden(d.principal)
	}
	return nil
}

// authorize asks the table, and then whether what is touched is the principal's.
// It reads from the store only for principals that may not touch all.
func (d *Desk) authorize(ctx context.Context, a Action, of scope) error {
	if err := d.May(a); err != nil {
		return err
	}
	p := d.principal
	row := a.Row()
	if p.Environment == "" && p.Organization == "" && row.NotProduction == "" {
		return nil
	}
	at, err := of(ctx, d)
	if err != nil {
		return err
	}
	if err := p.reaches(at); err != nil {
		return err
	}
	if row.NotProduction != "" && at.Environment != "" {
		return d.notProduction(ctx, row, at.Environment)
	}
	return nil
}

func (d *Desk) notProduction(ctx context.Context, row ActionRow, environment ID) error {
	e, err := read[Environment](ctx, d.store, KindEnvironment, environment)
	if err == nil && e.Kind == Production {
		return &Forbidden{Action: row.Action, Remedy: row.NotProduction}
	}
	return err
}

// reaches refuses what is not the principal's.
func (p Principal) reaches(at place) error {
	switch {
	case at.nothing:
		return nil
	case at.everything && (p.Environment != "" || p.Organization != ""):
		return fmt.Errorf("all environments, for one that may work in %s alone: %w", p.Environment, ErrNotFound)
	case p.Environment != "" && at.Environment != p.Environment,
		p.Organization != "" && !at.wide && at.Organization != p.Organization:
		return fmt.Errorf("%s: %w", at.what, ErrNotFound)
	}
	return nil
}
