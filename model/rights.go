package model

import (
	"context"
	"fmt"
)

// rights asks for the rights of every edit, as if each was made by its own verb:
// what takes a change back, or makes what a file describes, may do no more than
// whoever asks for it. Of an environment or organization that is not the
// principal's nothing is edited.
func (d *Desk) rights(ctx context.Context, edits []edit) error {
	for _, e := range edits {
		n := e.after
		if n == nil {
			n = e.before
		}
		kind, id := n.key()
		row, err := kind.row()
		if err != nil {
			return err
		}
		a := row.right(e.before != nil, e.after != nil)
		for _, needed := range append(relaxations(e.before, e.after), a) {
			if err := d.May(needed); err != nil {
				return fmt.Errorf("%s %s: %w", kind, id, err)
			}
		}
		if d.principal.Environment == "" && d.principal.Organization == "" {
			continue
		}
		at, err := d.placeOf(ctx, n)
		if err != nil {
			return err
		}
		if err := d.principal.reaches(at); err != nil {
			return err
		}
	}
	return nil
}

// mayRelax refuses a change that lets in what its principal may not let in.
func (d *Desk) mayRelax(before, after noun) error {
	for _, a := range relaxations(before, after) {
		if err := d.May(a); err != nil {
			return err
		}
	}
	return nil
}

// relaxations are the actions that a change is beside itself: what opens a door
// for people or messages that were refused before.
func relaxations(before, after noun) (all []Action) {
	switch after := after.(type) {
	case Organization:
		was, _ := before.(Organization)
		if after.AllowOutside && !was.AllowOutside {
			all = append(all, ActAllowOutside)
		}
		for _, x := range after.Domains {
			if y, had := was.domainNamed(x.Domain); x.State == DomainVerified && (!had || y.State != DomainVerified) {
				return append(all, ActVouchDomain)
			}
		}
	case Connection:
		was, _ := before.(Connection)
		p, q := after.Policy, was.Policy
		if p.AllowSHA1 && !q.AllowSHA1 || p.IgnoreExpiry && !q.IgnoreExpiry || p.AllowRSA15 && !q.AllowRSA15 ||
			p.AllowEmptyReference && !q.AllowEmptyReference || p.AllowInclusiveC14N && !q.AllowInclusiveC14N ||
			p.AllowAdvice && !q.AllowAdvice {
			all = append(all, ActRelaxPolicy)
		}
	}
	return all
}
