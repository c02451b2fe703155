package model

import (
	"context"
	"fmt"
	"time"
)

// purgeStep is how many records are looked at and deleted at once.
const purgeStep = 200

// PurgeDeleted deletes what belonged to connections, links and organizations
// whose deletion can no longer be taken back: profiles, the steps of onboardings
// and requests; and portal links that have been over for as long. It reports how
// many.
func (d *Desk) PurgeDeleted(ctx context.Context) (purged int, err error) {
	d, err = d.do(ctx, ActMaintain, everything)
	if err != nil {
		return 0, err
	}
	for _, row := range kinds {
		var lost func([]Record) ([]Record, error)
		switch row.keep {
		case keepUntilOver:
			lost = d.longOver
		case keepWithParent:
			lost = d.orphaned(ctx, row.parent)
		default:
			continue
		}
		n, err := d.purge(ctx, row.kind, lost)
		purged += n
		if err != nil {
			return purged, fmt.Errorf("purge %ss: %w", row.kind, err)
		}
	}
	return purged, nil
}

// purge deletes the records that a test picks out of each page.
func (d *Desk) purge(ctx context.Context, k Kind, lost func([]Record) ([]Record, error)) (purged int, err error) {
	for after := ID(""); ; {
		records, err := d.store.Records(ctx, k, "", after, purgeStep)
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
		if err := d.store.Apply(ctx, changes...); err != nil {
			return purged, err
		}
		purged += len(changes)
	}
}

// longOver picks portal links that open nothing any more: there is one for each
// click in an app, and every one would be kept for ever.
func (d *Desk) longOver(records []Record) (over []Record, err error) {
	for _, r := range records {
		l, err := decode[Link](r)
		if err != nil {
			return nil, err
		}
		if d.now().Sub(l.Expires) >= UndoLife {
			over = append(over, r)
		}
	}
	return over, nil
}

// orphaned picks records whose parent is gone for good.
func (d *Desk) orphaned(ctx context.Context, parent Kind) func([]Record) ([]Record, error) {
	gone := map[ID]bool{}
	return func(records []Record) (lost []Record, err error) {
		var unseen []ID
		for _, r := range records {
			if _, known := gone[r.Parent]; known {
				continue
			}
			if gone[r.Parent], err = missing(d.exists(ctx, parent, r.Parent)); err != nil {
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

// exists is nil if there is a record of a kind; a link can be of either kind.
func (d *Desk) exists(ctx context.Context, k Kind, id ID) error {
	if k == KindSetupLink {
		_, err := d.link(ctx, id)
		return err
	}
	_, err := d.store.Record(ctx, k, id)
	return err
}
