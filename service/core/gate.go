package core

import (
	"context"
	"time"

	"gatehouse/model"
)

// stepUpLife is how long a member's last proof is good enough for what asks for a
// fresh one.
const stepUpLife = 15 * time.Minute

// Do asks whether the principal may change something, and See whether they may
// look at it. Each exported verb begins with one of them. What is out of the
// principal's environment or organization is not found: that it exists is not
// theirs to know. What they may not do there is [*model.Forbidden]. The core that they
// give has passed the gate: the verbs that a verb calls do not ask again.
func (c *Core) Do(ctx context.Context, a model.Action, of Scope) (*Core, error) {
	passed, err := c.See(ctx, a, of)
	if err != nil || c.Passed || passed.Principal.Kind != model.Member {
		return passed, err
	}
	row := a.Row()
	if row.StepUp && c.Clock().Sub(passed.Principal.Proved) > stepUpLife {
		return nil, &model.Forbidden{Action: a, Who: "a sign-in of more than 15 minutes ago", Remedy: "sign in again"}
	}
	return passed, passed.withinLimit(ctx, row, of)
}

// See is Do for verbs that change nothing.
func (c *Core) See(ctx context.Context, a model.Action, of Scope) (*Core, error) {
	if c.Passed {
		return c, nil
	}
	p, err := c.asTheyAreNow(ctx, a)
	if err != nil {
		return nil, err
	}
	now := c.For(p)
	if err := now.authorize(ctx, a, of); err != nil {
		return nil, err
	}
	if err := c.Rates.act(p, a); err != nil {
		return nil, err
	}
	now.Passed = true
	return now, nil
}

// asTheyAreNow gives the principal with the role that a member has at this moment. One whose
// access or key was revoked since they came may do nothing any more.
func (c *Core) asTheyAreNow(ctx context.Context, a model.Action) (model.Principal, error) {
	p := c.Principal
	if p.Kind != model.Member {
		return p, nil
	}
	m, err := Read[model.TeamMember](ctx, c.Store, model.KindMember, p.ID)
	if gone, err := Missing(err); err != nil {
		return p, err
	} else if gone || !m.Proves(p) {
		return p, &model.Forbidden{Action: a, Who: p.Name + ", whose access was revoked,",
			Remedy: "ask an Admin of your team"}
	}
	p.Role, p.Limit = m.Role, m.Limit
	return p, nil
}

// withinLimit holds a member to what they are limited to. What concerns all environments concerns
// Production.
func (c *Core) withinLimit(ctx context.Context, row model.ActionRow, of Scope) error {
	in := model.Production
	if c.Principal.Limit == model.StagingOnly && !row.Own {
		at, err := of(ctx, c)
		if err != nil || at.Nothing {
			return err
		}
		if at.Environment != "" {
			e, err := Read[model.Environment](ctx, c.Store, model.KindEnvironment, at.Environment)
			if err != nil {
				return err
			}
			in = e.Kind
		}
	}
	return c.Principal.MayChange(row.Action, in)
}

// May says why the principal may not do something anywhere, nil if they may: what
// a screen shows beside an action that is switched off.
func (c *Core) May(a model.Action) error { return c.Principal.May(a) }

// authorize asks the table, and then whether what is touched is the principal's.
// It reads from the store only for principals that may not touch all.
func (c *Core) authorize(ctx context.Context, a model.Action, of Scope) error {
	if err := c.May(a); err != nil {
		return err
	}
	p := c.Principal
	row := a.Row()
	if p.Environment == "" && p.Organization == "" && row.NotProduction == "" {
		return nil
	}
	at, err := of(ctx, c)
	if err != nil {
		return err
	}
	if err := p.Reaches(at); err != nil {
		return err
	}
	if row.NotProduction != "" && at.Environment != "" {
		return c.notProduction(ctx, row, at.Environment)
	}
	return nil
}

func (c *Core) notProduction(ctx context.Context, row model.ActionRow, environment model.ID) error {
	e, err := Read[model.Environment](ctx, c.Store, model.KindEnvironment, environment)
	if err == nil && e.Kind == model.Production {
		return &model.Forbidden{Action: row.Action, Remedy: row.NotProduction}
	}
	return err
}
