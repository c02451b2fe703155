package core

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"gatehouse/model"
	"gatehouse/saml"
)

// Rights asks for the rights of every edit, as if each was made by its own verb:
// what takes a change back, or makes what a file describes, may do no more than
// whoever asks for it. Of an environment or organization that is not the
// principal's nothing is edited.
func (c *Core) Rights(ctx context.Context, edits []Edit) error {
	for _, e := range edits {
		n := e.After
		if n == nil {
			n = e.Before
		}
		kind, id := n.RecordKey()
		row, err := kind.Row()
		if err != nil {
			return err
		}
		a := row.Right(e.Before != nil, e.After != nil)
		for _, needed := range append(c.beyond(e.Before, e.After), a) {
			if err := c.May(needed); err != nil {
				return fmt.Errorf("%s %s: %w", kind, id, err)
			}
		}
		if c.Principal.Environment == "" && c.Principal.Organization == "" {
			continue
		}
		at, err := c.placeOf(ctx, n)
		if err != nil {
			return err
		}
		if err := c.Principal.Reaches(at); err != nil {
			return err
		}
	}
	return nil
}

// beyond are the actions that an edit is beside that of its kind: what it relaxes,
// which roles it gives, and that the note which it removes is somebody else's.
func (c *Core) beyond(before, after model.Noun) []model.Action {
	if n, ok := before.(model.Note); ok && after == nil && !n.WrittenBy(c.Principal) {
		return []model.Action{model.ActRemoveNote}
	}
	all := relaxations(before, after)
	if givesRoles(before, after) {
		all = append(all, model.ActGiveRoles)
	}
	return all
}

// givesRoles reports whether other groups of something have roles than before. What was deleted comes back with the
// roles that it had.
func givesRoles(before, after model.Noun) bool {
	switch after := after.(type) {
	case model.Connection:
		was, there := before.(model.Connection)
		return there && !maps.Equal(was.Roles, after.Roles)
	case model.Directory:
		was, there := before.(model.Directory)
		return there && !maps.Equal(was.Roles, after.Roles)
	}
	return false
}

// MayRelax refuses a change that lets in what its principal may not let in.
func (c *Core) MayRelax(before, after model.Noun) error {
	for _, a := range relaxations(before, after) {
		if err := c.May(a); err != nil {
			return err
		}
	}
	return nil
}

// relaxations are the actions that a change is beside itself: what opens a door
// for people or messages that were refused before.
func relaxations(before, after model.Noun) (all []model.Action) {
	switch after := after.(type) {
	case model.Environment:
		if was, _ := before.(model.Environment); after.KeepsLess(was) {
			return []model.Action{model.ActForgetSessions}
		}
	case model.Organization:
		was, _ := before.(model.Organization)
		if after.AllowOutside && !was.AllowOutside {
			all = append(all, model.ActAllowOutside)
		}
		for _, x := range after.Domains {
			if y, had := was.DomainNamed(x.Domain); x.State == model.DomainVerified &&
				(!had || y.State != model.DomainVerified) {
				return append(all, model.ActVouchDomain)
			}
		}
	case model.Connection:
		was, _ := before.(model.Connection)
		if slices.ContainsFunc(after.Policy.Weakened(), func(s saml.Switch) bool { return !s.In(was.Policy) }) {
			all = append(all, model.ActRelaxPolicy)
		}
	}
	return all
}
