package model

import (
	"context"
	"crypto/rsa"
	"slices"

	"gatehouse/saml"
)

// Recommendation is a mapping that suits what a connection receives better than
// its present one. Without changes there is nothing to recommend.
type Recommendation struct {
	Connection ID
	Mapping    saml.Mapping
	Changes    []MappingChange

	Receipts int // verified messages that were looked at, the last ones
	Before   int // of them that sign their user in with the present mapping
	Works    int // of them that would with the recommended one

	// Of those that sign their user in, how many have all that was received in
	// the field where it belongs.
	SuitsBefore, Suits int
}

// gains reports whether the recommended mapping helps anybody: a change without
// a gain is a risk for nothing.
func (r Recommendation) gains() bool {
	return r.Works > r.Before || r.Works == r.Before && r.Suits > r.SuitsBefore
}

// MappingChange is one field of a [Recommendation].
type MappingChange struct {
	Field  string // "email", "first_name", "last_name"
	From   string // the attribute that fills it now, "" for none
	To     string // the one that should
	Reason string // "it holds an email address"
	Sample string // a value of To
	Fits   int    // receipts in which To holds what belongs there
}

// Recommend looks at the last n verified messages of a connection (at most 100)
// and recommends a mapping if required attributes are missing or stand where
// others belong. Each message is judged again, as at the time it came, with both
// mappings; one that gains nothing by that count is not recommended.
func (d *Desk) Recommend(ctx context.Context, id ID, n int) (Recommendation, error) {
	d, err := d.see(ctx, ActSeeConnections, ofConnection(id))
	if err != nil {
		return Recommendation{}, err
	}
	c, err := d.Connection(ctx, id)
	if err != nil {
		return Recommendation{}, err
	}
	keys, err := d.spKeys(c)
	if err != nil {
		return Recommendation{}, err
	}
	receipts, err := d.verifiedReceipts(ctx, id, n)
	if err != nil {
		return Recommendation{}, err
	}
	r := Recommendation{Connection: c.ID, Mapping: c.Mapping, Receipts: len(receipts)}
	for _, field := range placedFields {
		if change, ok := better(field, c.Mapping, receipts); ok {
			r.Changes = append(r.Changes, change)
			names := field.names(&r.Mapping)
			*names = slices.DeleteFunc(slices.Clone(*names), func(name string) bool { return name == change.To || name == change.From })
			*names = append([]string{change.To}, *names...)
		}
	}
	for _, receipt := range receipts {
		r.Before, r.SuitsBefore = tried(receipt, c.Mapping, keys, r.Before, r.SuitsBefore)
		r.Works, r.Suits = tried(receipt, r.Mapping, keys, r.Works, r.Suits)
	}
	if !r.gains() {
		r.Mapping, r.Changes, r.Works, r.Suits = c.Mapping, nil, r.Before, r.SuitsBefore
	}
	return r, nil
}

// tried counts a message on, if a mapping signs its user in, and if all that it
// holds then stands where it belongs.
func tried(r Receipt, m saml.Mapping, keys []*rsa.PrivateKey, works, suits int) (int, int) {
	if !accepted(rejudge(r, m, keys)) {
		return works, suits
	}
	for _, field := range placedFields {
		if _, reason := field.misplacedIn(m, r.Verdict.Seen); reason != "" {
			return works + 1, suits
		}
	}
	return works + 1, suits + 1
}

// ApplyMapping gives a connection a mapping, from its next sign-in on.
func (d *Desk) ApplyMapping(ctx context.Context, id ID, m saml.Mapping) (Connection, error) {
	d, err := d.do(ctx, ActChangeConnection, ofConnection(id))
	if err != nil {
		return Connection{}, err
	}
	c, _, err := d.reviseConnection(ctx, id, "changed the attribute mapping of %s", func(c *Connection, _ Organization) error {
		c.Mapping = m
		return nil
	})
	return c, err
}
