package signin

import (
	"context"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/service/connection"
	"gatehouse/service/core"
)

// TryMapping judges the last n verified messages of a connection (at most 100)
// again, as at the time they came, with its own mapping and with another.
func (s Service) TryMapping(ctx context.Context, id model.ID, m saml.Mapping, n int) (model.MappingTrial, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeConnections, core.OfConnection(id)))
	if err != nil {
		return model.MappingTrial{}, err
	}
	c, err := s.connection().Connection(ctx, id)
	if err != nil {
		return model.MappingTrial{}, err
	}
	keys, err := connection.SPKeys(s.core, c)
	if err != nil {
		return model.MappingTrial{}, err
	}
	receipts, err := connection.VerifiedReceipts(ctx, s.core, id, n)
	if err != nil {
		return model.MappingTrial{}, err
	}
	trial := model.MappingTrial{Receipts: len(receipts)}
	lost := map[string]bool{}
	for _, r := range receipts {
		before, after := s.rejudge(r, c.Mapping, keys), s.rejudge(r, m, keys)
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
