package core

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"

	"gatehouse/auditlog"
	"gatehouse/model"
	"gatehouse/storage"
)

// appends has this process write one entry of the audit log at a time: each needs the
// head that the one before has left.
type appends struct{ mu sync.Mutex }

// maxEntry bounds an audit entry, which a store keeps as one record.
const maxEntry = 480 << 10

// Append makes edits together with their audit entry, which it puts behind the last
// one of the log, and with the way back from them, all in one step. It gives the entry as
// it stands in the log, without secrets.
func (c *Core) Append(ctx context.Context, e model.AuditEntry, edits ...Edit) (model.AuditEntry, error) {
	told, err := logged(e)
	if err != nil {
		return told, err
	}
	also := []Edit{Created(told)}
	if e.Reversible() {
		also = append(also, Created(model.WayBack{Entry: e.ID, Changes: e.Changes}))
	}
	return told, c.append(ctx, told, append(also, edits...))
}

// append puts an entry behind the last one of the log, together with edits.
func (c *Core) append(ctx context.Context, e model.AuditEntry, edits []Edit) error {
	c.appends.mu.Lock()
	defer c.appends.mu.Unlock()
	head, err := c.AuditHead(ctx)
	if err != nil {
		return err
	}
	for tries := 1; ; tries++ {
		err := c.appendTo(ctx, head, e, edits)
		if !errors.Is(err, model.ErrConflict) || tries == MaxRevisions {
			return err
		}
		now, failed := c.AuditHead(ctx)
		if failed != nil || now.Revision == head.Revision {
			return errors.Join(err, failed) // it is about one of the edits
		}
		head = now
	}
}

func (c *Core) appendTo(ctx context.Context, head model.AuditHead, e model.AuditEntry, edits []Edit) error {
	leaf, next, err := auditlog.Append(head, e)
	if err != nil {
		return err
	}
	moved := Changed(head, next)
	if head.Revision == 0 {
		moved = Created(next)
	}
	changes, err := c.Changes(ctx, append(slices.Clip(edits), Created(leaf), moved))
	if err != nil {
		return err
	}
	if slices.ContainsFunc(changes, tooLong) {
		return fmt.Errorf("%s: this changes %d records at once, more than can be taken back again: do it in smaller "+
			"steps", e.Action, len(e.Changes))
	}
	return c.Commit(ctx, changes)
}

// tooLong reports whether an entry, or its way back, is longer than a store keeps.
func tooLong(x storage.Change) bool {
	k := x.Record.Kind
	return (k == model.KindAudit || k == model.KindWayBack) && len(x.Record.Data) > maxEntry
}

// AuditHead is the head of the audit log; one without entries if there is none yet.
func (c *Core) AuditHead(ctx context.Context) (model.AuditHead, error) {
	head, err := Read[model.AuditHead](ctx, c.Store, model.KindAuditHead, model.AuditHeadID)
	none, err := Missing(err)
	if none {
		return model.AuditHead{}, nil
	}
	return head, err
}

// logged is an entry as the log has it: without secrets, with salts, and as it is read
// back from its JSON.
func logged(e model.AuditEntry) (model.AuditEntry, error) {
	e, err := e.WithoutSecrets()
	if err != nil {
		return e, err
	}
	data, err := json.Marshal(auditlog.Salted(e))
	if err != nil {
		return e, err
	}
	err = json.Unmarshal(data, &e)
	return e, err
}
