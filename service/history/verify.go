package history

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"gatehouse/auditlog"
	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// VerifyAudit computes the audit log anew from its entries and says what is wrong
// with which. With a file of checkpoints it also says whether the log is still what
// these show: without one, whoever holds the key file can have written all anew.
func (s Service) VerifyAudit(ctx context.Context, checkpoints string) (model.AuditReport, error) {
	s, err := pass(s.core.See(ctx, model.ActVerifyAudit, core.Everything))
	if err != nil {
		return model.AuditReport{}, err
	}
	v := verification{store: s.core.Store, entries: readEntries(ctx, s.core.Store)}
	defer v.entries.stop()
	if v.checkpoints, err = s.checkpointsIn(ctx, checkpoints); err != nil {
		return v.report, err
	}
	head, err := s.core.AuditHead(ctx)
	if err != nil {
		return v.report, err
	}
	if err := v.leaves(ctx, head.Size); err != nil {
		return v.report, err
	}
	v.end(head)
	since, err := v.since(ctx)
	if err != nil {
		return v.report, err
	}
	if head, err = s.core.AuditHead(ctx); err != nil { // after what came since
		return v.report, err
	}
	if v.report.Size+int64(len(since)) > head.Size {
		v.fault(head.Size, "", model.AuditMissing, "the log has entries behind its head, which was put back")
	}
	v.others(since)
	v.tellMoved()
	return v.report, nil
}

func (s Service) checkpointsIn(ctx context.Context, file string) ([]auditlog.Checkpoint, error) {
	if file == "" {
		return nil, nil
	}
	key, err := core.Read[auditKey](ctx, s.core.Store, model.KindSetting, auditKeyID)
	if none, err := core.Missing(err); err != nil {
		return nil, err
	} else if none {
		return nil, fmt.Errorf("the checkpoints are not of this log: nothing has signed any here")
	}
	return auditlog.Open(file, key.Verifier)
}

// verification is one look over the log, place by place.
type verification struct {
	store       storage.Store
	entries     entries
	checkpoints []auditlog.Checkpoint // that are still to come, by size
	report      model.AuditReport

	tree   auditlog.Tree // as the leaves make it
	place  int64         // of the next leaf
	torn   bool          // a place is missing: from there on the tree cannot be computed
	first  model.ID      // entry of the log
	differ []difference
}

// difference is an entry that is not what was logged at its place.
type difference struct {
	fault  int // in the report
	logged tlog.Hash
	is     tlog.Hash
}

// leaves goes through the log up to a size.
func (v *verification) leaves(ctx context.Context, size int64) error {
	all := storage.Selection{Kind: model.KindAuditLeaf}
	for leaf, err := range core.Stream(ctx, v.store, all, model.Decode[model.AuditLeaf]) {
		if err != nil || v.place >= size {
			return err
		}
		if err := v.leaf(leaf); err != nil {
			return err
		}
	}
	return nil
}

// leaf looks at one place.
func (v *verification) leaf(leaf model.AuditLeaf) error {
	if leaf.Place != v.place {
		v.fault(v.place, "", model.AuditMissing, "the log has no place %d: the next one is %d", v.place, leaf.Place)
		v.torn, v.place = true, leaf.Place
	}
	v.place++
	if v.first == "" {
		v.first = leaf.Entry
	}
	if len(leaf.Hashes) == 0 {
		v.fault(leaf.Place, leaf.Entry, model.AuditEdited, "its hash was removed from the log")
		v.torn = true
		return nil
	}
	if err := v.entry(leaf); err != nil || v.torn {
		return err
	}
	for i, h := range v.tree.Add(leaf.Hashes[0]) {
		if i >= len(leaf.Hashes) || leaf.Hashes[i] != h {
			from := leaf.Place + 1 - 1<<i
			v.fault(leaf.Place, leaf.Entry, model.AuditReordered,
				"the entries of the places %d to %d are not those that were logged, in their order", from, leaf.Place)
			break
		}
	}
	v.checkpoint()
	return nil
}

// entry compares an entry with what was logged of it.
func (v *verification) entry(leaf model.AuditLeaf) error {
	e, there, err := v.entries.take(leaf.Entry)
	if err != nil {
		return err
	}
	if !there {
		v.fault(leaf.Place, leaf.Entry, model.AuditMissing, "the entry was deleted")
		return nil
	}
	if e.erased != nil {
		e.hash, _, _, e.wrong = auditlog.Hash(*e.erased, leaf.Parts)
	}
	switch {
	case e.wrong != nil:
		v.fault(leaf.Place, leaf.Entry, model.AuditEdited, "it is not what was logged: %v", e.wrong)
	case e.hash != leaf.Hashes[0]:
		v.fault(leaf.Place, leaf.Entry, model.AuditEdited, "it is not what was logged")
		v.differ = append(v.differ, difference{len(v.report.Faults) - 1, leaf.Hashes[0], e.hash})
	case e.erased != nil:
		v.report.Erased++
	}
	return nil
}

// checkpoint compares the tree with the checkpoints of its size.
func (v *verification) checkpoint() {
	for len(v.checkpoints) > 0 && v.checkpoints[0].Size <= v.place {
		c := v.checkpoints[0]
		v.checkpoints = v.checkpoints[1:]
		if c.Size == v.place && c.Root != v.tree.Root() {
			v.fault(c.Size-1, "", model.AuditForked,
				"the first %d entries are not those that a checkpoint was signed for", c.Size)
			continue
		}
		v.report.Checkpoints++
	}
}

// end compares the tree with the head, and with checkpoints of more than there is.
func (v *verification) end(head model.AuditHead) {
	v.report.Size = head.Size
	switch {
	case v.place != head.Size:
		v.fault(v.place, "", model.AuditMissing, "the log ends before place %d, and had %d entries", v.place, head.Size)
	case !v.torn && head.Size > 0 && v.tree.Root() != head.Root:
		v.fault(head.Size-1, "", model.AuditReordered,
			"the last entries are not those that were logged, in their order")
	}
	for _, c := range v.checkpoints {
		if c.Size > head.Size {
			v.fault(head.Size, "", model.AuditMissing,
				"the log had %d entries when a checkpoint was signed, and has %d", c.Size, head.Size)
		}
	}
}

// since reads the entries that nobody has asked for, and then which of them were
// appended meanwhile.
func (v *verification) since(ctx context.Context) (map[model.ID]bool, error) {
	if err := v.entries.rest(); err != nil {
		return nil, err
	}
	later, err := core.Select[model.AuditLeaf](ctx, v.store, storage.Selection{
		Kind: model.KindAuditLeaf, Behind: model.LeafID(v.report.Size - 1),
	})
	since := map[model.ID]bool{}
	for _, leaf := range later {
		since[leaf.Entry] = true
	}
	return since, err
}

// others looks at the entries that have no place. Those from before the log began need
// none; what was appended meanwhile has got one.
func (v *verification) others(since map[model.ID]bool) {
	for id, e := range v.entries.read {
		switch {
		case since[id]:
		case !e.salted && (v.first == "" || id < v.first):
			v.report.Before++
		default:
			v.fault(-1, id, model.AuditAdded, "it has no place in the log")
		}
	}
}

// tellMoved says of entries that stand at each other's places that they were reordered.
func (v *verification) tellMoved() {
	logged := map[tlog.Hash]bool{}
	for _, d := range v.differ {
		logged[d.logged] = true
	}
	for _, d := range v.differ {
		if logged[d.is] && d.fault < len(v.report.Faults) {
			f := &v.report.Faults[d.fault]
			f.What, f.Why = model.AuditReordered, "it was logged at another place"
		}
	}
}

func (v *verification) fault(place int64, entry model.ID, what model.AuditWrong, why string, args ...any) {
	v.report.Fault(model.AuditFault{Place: place, Entry: entry, What: what, Why: fmt.Sprintf(why, args...)})
}
