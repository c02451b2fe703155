package auditlog

import (
	"fmt"
	"maps"

	"golang.org/x/mod/sumdb/tlog"

	"gatehouse/model"
)

// Append puts an entry behind the last one of the log. It gives the leaf to store with
// it, and the head that follows.
func Append(head model.AuditHead, e model.AuditEntry) (model.AuditLeaf, model.AuditHead, error) {
	h, parts, _, err := Hash(e, model.AuditParts{})
	if err != nil {
		return model.AuditLeaf{}, head, err
	}
	hashes, next, err := grow(head, h)
	return model.AuditLeaf{Place: head.Size, Entry: e.ID, Parts: parts, Hashes: hashes}, next, err
}

// grow appends the hash of an entry. It gives the hashes of what that completes, its
// own first.
func grow(head model.AuditHead, h tlog.Hash) ([]tlog.Hash, model.AuditHead, error) {
	known := maps.Clone(head.Edge)
	if known == nil {
		known = map[int64]tlog.Hash{}
	}
	hashes, err := tlog.StoredHashesForRecordHash(head.Size, h, reader(known, nil))
	if err != nil {
		return nil, head, err
	}
	first := tlog.StoredHashIndex(0, head.Size)
	for i, x := range hashes {
		known[first+int64(i)] = x
	}
	next := model.AuditHead{Size: head.Size + 1, Edge: map[int64]tlog.Hash{}, Revision: head.Revision}
	// The next entry needs no more than what the root is made of.
	next.Root, err = tlog.TreeHash(next.Size, reader(known, next.Edge))
	return hashes, next, err
}

// reader gives hashes that are known, and notes those that were read.
func reader(known, read map[int64]tlog.Hash) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var all []tlog.Hash
		for _, i := range indexes {
			h, ok := known[i]
			if !ok {
				return nil, fmt.Errorf("%w: the head of the audit log lacks its hash %d", model.ErrDamaged, i)
			}
			if read != nil {
				read[i] = h
			}
			all = append(all, h)
		}
		return all, nil
	})
}

// Tree is a log that is computed from the hashes of its entries: what [Append] wrote is
// held against it.
type Tree struct {
	size  int64
	peaks []tlog.Hash // by height: of the complete subtrees that the bits of size stand for
}

// Add appends the hash of an entry. It gives the hashes of what that completes, its own
// first.
func (t *Tree) Add(h tlog.Hash) []tlog.Hash {
	completed := []tlog.Hash{h}
	level := 0
	for ; t.size>>level&1 == 1; level++ {
		h = tlog.NodeHash(t.peaks[level], h)
		completed = append(completed, h)
	}
	if level == len(t.peaks) {
		t.peaks = append(t.peaks, h)
	}
	t.peaks[level] = h
	t.size++
	return completed
}

// Root is the hash of the whole log; zero for an empty one.
func (t *Tree) Root() (root tlog.Hash) {
	first := true
	for level, h := range t.peaks {
		switch {
		case t.size>>level&1 == 0:
		case first:
			root, first = h, false
		default:
			root = tlog.NodeHash(h, root)
		}
	}
	return root
}
