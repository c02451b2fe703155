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
	kept, err := d.deletedSince(ctx, d.now().Add(-UndoLife))
	if err != nil {
		return 0, err
	}
	connection := func(id ID) (bool, error) {
		_, err := d.Store.Record(ctx, KindConnection, id)
		return missing(err)
	}
	link := func(id ID) (bool, error) {
		_, err := d.Link(ctx, id)
		return missing(err)
	}
	for _, k := range []struct {
		kind Kind
		gone func(ID) (bool, error)
	}{{KindProfile, connection}, {KindOpening, link}} {
		n, err := d.purge(ctx, k.kind, kept, k.gone)
		purged += n
		if err != nil {
			return purged, fmt.Errorf("purge %ss: %w", k.kind, err)
		}
	}
	return purged, nil
}

// deletedSince lists what was deleted after a time and may come back.
func (d *Desk) deletedSince(ctx context.Context, since time.Time) (map[ID]bool, error) {
	history, err := d.History(ctx, "")
	if err != nil {
		return nil, err
	}
	kept := map[ID]bool{}
	for _, entry := range history {
		if entry.At.Before(since) {
			break
		}
		for _, c := range entry.Changes {
			if c.After == nil {
				kept[c.Target] = true
			}
		}
	}
	return kept, nil
}

func (d *Desk) purge(ctx context.Context, k Kind, kept map[ID]bool, gone func(ID) (bool, error)) (purged int, err error) {
	parents := map[ID]bool{} // whether they are gone for good
	for after := ID(""); ; {
		records, err := d.Store.Records(ctx, k, "", after, purgeStep)
		if err != nil || len(records) == 0 {
			return purged, err
		}
		var changes []Change
		for _, r := range records {
			after = r.ID
			lost, known := parents[r.Parent]
			if !known {
				if lost, err = gone(r.Parent); err != nil {
					return purged, err
				}
				lost = lost && !kept[r.Parent]
				parents[r.Parent] = lost
			}
			if lost {
				changes = append(changes, Change{Record: r, Based: r.Revision, Delete: true})
			}
		}
		if len(changes) == 0 {
			continue
		}
		if err := d.Store.Apply(ctx, changes...); err != nil {
			return purged, err
		}
		purged += len(changes)
	}
}
