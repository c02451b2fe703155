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
	if row := model.ActionRows[a]; row != nil && row.StepUp && !c.Passed && c.Principal.Kind == model.Member &&
		c.Clock().Sub(c.Principal.Proved) > stepUpLife {
		return nil, &model.Forbidden{Action: a, Who: "a sign-in of more than 15 minutes ago", Remedy: "sign in again"}
	}
	return c.See(ctx, a, of)
}

// See is Do for verbs that change nothing.
func (c *Core) See(ctx context.Context, a model.Action, of Scope) (*Core, error) {
	if c.Passed {
		return c, nil
	}
	if err := c.authorize(ctx, a, of); err != nil {
		return nil, err
	}
	return &Core{shared: c.shared, Principal: c.Principal, Passed: true}, nil
}

// May says why the principal may not do something anywhere, nil if they may: what
// a screen shows beside an action that is switched off.
func (c *Core) May(a model.Action) error {
	row := a.Row()
	if !row.Grants(c.Principal) {
		return row.Forbidden(c.Principal)
	}
	return nil
}

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
