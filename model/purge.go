package model

import (
	"context"
	"fmt"
	"time"
)

// purgeStep is how many records are looked at and deleted at once.
const purgeStep = 200

// PurgeDeleted deletes what belonged to connections and links whose deletion can
// no longer be taken back: profiles and the steps of onboardings. It reports how
// many.
func (d *Desk) PurgeDeleted(ctx context.Context) (purged int, err error) {
	for _, k := range []struct {
		kind   Kind
		parent func(ID) error // looks it up
	}{
		{KindProfile, func(id ID) error { _, err := d.Connection(ctx, id); return err }},
		{KindOpening, func(id ID) error { _, err := d.Link(ctx, id); return err }},
	} {
		n, err := d.purge(ctx, k.kind, d.orphaned(ctx, k.parent))
		purged += n
		if err != nil {
			return purged, fmt.Errorf("purge %ss: %w", k.kind, err)
		}
	}
	return purged, nil
}

// purge deletes the records that a test picks out of each page.
func (d *Desk) purge(ctx context.Context, k Kind, lost func([]Record) ([]Record, error)) (purged int, err error) {
	for after := ID(""); ; {
		records, err := d.Store.Records(ctx, k, "", after, purgeStep)
		if err != nil || len(records) == 0 {
			return purged, err
		}
		after = records[len(records)-1].ID
		if records, err = lost(records); err != nil {
			return purged, err
		}
		if len(records) == 0 {
			continue
		}
		var changes []Change
		for _, r := range records {
			changes = append(changes, Change{Record: r, Based: r.Revision, Delete: true})
		}
		if err := d.Store.Apply(ctx, changes...); err != nil {
			return purged, err
		}
		purged += len(changes)
	}
}

// orphaned picks records whose parent is gone for good.
func (d *Desk) orphaned(ctx context.Context, parent func(ID) error) func([]Record) ([]Record, error) {
	gone := map[ID]bool{}
	return func(records []Record) (lost []Record, err error) {
		var unseen []ID
		for _, r := range records {
			if _, known := gone[r.Parent]; known {
				continue
			}
			if gone[r.Parent], err = missing(parent(r.Parent)); err != nil {
				return nil, err
			}
			if gone[r.Parent] {
				unseen = append(unseen, r.Parent)
			}
		}
		if len(unseen) > 0 {
			// After they were missed: one that is deleted right now is among them.
			kept, err := d.deletedSince(ctx, d.now().Add(-UndoLife))
			if err != nil {
				return nil, err
			}
			for _, id := range unseen {
				gone[id] = !kept[id]
			}
		}
		for _, r := range records {
			if gone[r.Parent] {
				lost = append(lost, r)
			}
		}
		return lost, nil
	}
}

// deletedSince lists what was deleted after a time and may come back.
func (d *Desk) deletedSince(ctx context.Context, since time.Time) (map[ID]bool, error) {
	history, err := d.DoneSince(ctx, since)
	if err != nil {
		return nil, err
	}
	kept := map[ID]bool{}
	for _, entry := range history {
		for _, c := range entry.Changes {
			if c.After == nil {
				kept[c.Target] = true
			}
		}
	}
	return kept, nil
}
