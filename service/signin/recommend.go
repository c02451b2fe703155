package signin

import (
	"context"
	"crypto/rsa"
	"slices"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/service/connection"
	"gatehouse/service/core"
)

// Recommend looks at the last n verified messages of a connection (at most 100)
// and recommends a mapping if required attributes are missing or stand where
// others belong. Each message is judged again, as at the time it came, with both
// mappings; one that gains nothing by that count is not recommended.
func (s Service) Recommend(ctx context.Context, id model.ID, n int) (model.Recommendation, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeConnections, core.OfConnection(id)))
	if err != nil {
		return model.Recommendation{}, err
	}
	c, err := s.connection().Connection(ctx, id)
	if err != nil {
		return model.Recommendation{}, err
	}
	keys, err := connection.SPKeys(s.core, c)
	if err != nil {
		return model.Recommendation{}, err
	}
	receipts, err := connection.VerifiedReceipts(ctx, s.core, id, n)
	if err != nil {
		return model.Recommendation{}, err
	}
	r := model.Recommendation{Connection: c.ID, Mapping: c.Mapping, Receipts: len(receipts)}
	for _, field := range placedFields {
		if change, ok := better(field, c.Mapping, receipts); ok {
			r.Changes = append(r.Changes, change)
			rest := slices.DeleteFunc(slices.Clone(field.Sources(r.Mapping)),
				func(name string) bool { return name == change.To || name == change.From })
			field.SetNames(&r.Mapping, append([]string{change.To}, rest...))
		}
	}
	for _, receipt := range receipts {
		r.Before, r.SuitsBefore = s.tried(receipt, c.Mapping, keys, r.Before, r.SuitsBefore)
		r.Works, r.Suits = s.tried(receipt, r.Mapping, keys, r.Works, r.Suits)
	}
	if !r.Gains() {
		r.Mapping, r.Changes, r.Works, r.Suits = c.Mapping, nil, r.Before, r.SuitsBefore
	}
	return r, nil
}

// tried counts a message on, if a mapping signs its user in, and if all that it
// holds then stands where it belongs.
func (s Service) tried(r model.Receipt, m saml.Mapping, keys []*rsa.PrivateKey, works, suits int) (int, int) {
	if !accepted(s.rejudge(r, m, keys)) {
		return works, suits
	}
	for _, field := range placedFields {
		if _, reason := field.MisplacedIn(m, r.Verdict.Seen); reason != "" {
			return works + 1, suits
		}
	}
	return works + 1, suits + 1
}

// ApplyMapping gives a connection a mapping, from its next sign-in on.
func (s Service) ApplyMapping(ctx context.Context, id model.ID, m saml.Mapping) (model.Connection, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActChangeConnection, core.OfConnection(id)))
	if err != nil {
		return model.Connection{}, err
	}
	c, _, err := connection.ReviseConnection(ctx, s.core, id, "changed the attribute mapping of %s",
		func(c *model.Connection, _ model.Organization) error {
			c.Mapping = m
			return nil
		})
	return c, err
}
