package model

import (
	"context"

	"gatehouse/saml"
)

// MappingTrial says what a mapping would have made of the last messages of a
// connection.
type MappingTrial struct {
	Receipts int      // verified messages that were judged again
	Before   int      // of them that sign their user in with the present mapping
	After    int      // of them that would with the new one
	Lost     []string // users who could no longer sign in, each once
}

// LocksOut reports whether people who can sign in now no longer could.
func (t MappingTrial) LocksOut() bool { return len(t.Lost) > 0 }

// TryMapping judges the last n verified messages of a connection (at most 100)
// again, as at the time they came, with its own mapping and with another.
func (d *Desk) TryMapping(ctx context.Context, id ID, m saml.Mapping, n int) (MappingTrial, error) {
	d, err := d.see(ctx, ActSeeConnections, ofConnection(id))
	if err != nil {
		return MappingTrial{}, err
	}
	c, err := d.Connection(ctx, id)
	if err != nil {
		return MappingTrial{}, err
	}
	keys, err := d.spKeys(c)
	if err != nil {
		return MappingTrial{}, err
	}
	receipts, err := d.verifiedReceipts(ctx, id, n)
	if err != nil {
		return MappingTrial{}, err
	}
	trial := MappingTrial{Receipts: len(receipts)}
	lost := map[string]bool{}
	for _, r := range receipts {
		before, after := rejudge(r, c.Mapping, keys), rejudge(r, m, keys)
		if accepted(after) {
			trial.After++
		}
		if !accepted(before) {
			continue
		}
		trial.Before++
		if user := before.Profile.Email; !accepted(after) && !lost[user] {
			lost[user] = true
			trial.Lost = append(trial.Lost, user)
		}
	}
	return trial, nil
}
