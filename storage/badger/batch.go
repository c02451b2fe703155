package badger

import (
	"encoding/binary"
	"fmt"

	"gatehouse/model"
	"gatehouse/storage"
)

// errFull says that a step does not fit into what is left of a transaction.
var errFull = fmt.Errorf("%w: it is too large for one transaction", storage.ErrStep)

// batch is a transaction that grows step by step. A step that fails leaves no
// trace in it, so that writers who share it do not feel each other.
type batch struct {
	snapshot
	first   meta           // as the transaction found it
	meta    meta           // as it stands with all steps so far
	changes []change       // of the step
	index   map[string]int // where a key is in changes
	size    int64          // of the step
	written int64          // by the steps before
	limit   int64
	clock   int64 // latest time that a step named
	failed  error // the transaction can no longer be committed
	changed bool  // sessions or records change
	records bool  // records do
	told    bool  // apps are told something

	number  uint64 // of the group of writes that the transaction is
	bases   bases  // as the transaction found them, and then as it leaves them
	removed []byte // keys that it removed, for the snapshots that follow

	journaled []byte // what the transaction makes of its keys, for the journal

	recent  *recent
	touched map[model.ID]bool // sessions that the transaction may change
	begun   []*begun          // by the transaction
}

// change is what a step makes of a key; a nil value removes it.
type change struct{ key, value []byte }

// perKey is what Badger counts for a key beside its bytes, and leastKey what one counts at least:
// Badger bounds how many keys a transaction has, too, by its bytes over that.
const (
	perKey   = 32
	leastKey = 100
)

// begin starts with the state that the transaction before has left, if it is
// known.
func (b *batch) begin(known *meta) error {
	err := guarded(func() (err error) {
		if known == nil {
			b.first, err = readMeta(b.snapshot)
		} else {
			b.first = *known
		}
		return err
	})
	b.meta = b.first
	b.meta.Schema = schema
	return err
}

// run makes one step.
func (b *batch) run(apply func(*batch) error) error {
	before, clock, begun, bases := b.meta, b.clock, len(b.begun), b.bases
	b.clear()
	err := guarded(func() error { return apply(b) })
	if err == nil && b.written+b.size > b.limit {
		err = errFull
	}
	if err == nil {
		err = b.keep()
	}
	if err != nil {
		b.meta, b.clock, b.begun, b.bases = before, clock, b.begun[:begun], bases
		return err
	}
	b.written += b.size
	b.clear() // the next look is at the transaction
	return nil
}

func (b *batch) clear() {
	clear(b.index)
	b.changes, b.size = b.changes[:0], 0
}

// keep moves the step's changes into the transaction.
func (b *batch) keep() error {
	for _, c := range b.changes {
		if err := b.set(c.key, c.value); err != nil {
			b.failed = fmt.Errorf("write: %w", err) // a part of the step is in it
			return b.failed
		}
	}
	return nil
}

// set puts a key into the transaction; a nil value removes it.
func (b *batch) set(k, v []byte) error {
	b.journaled = appendJournaled(b.journaled, k, v)
	if v == nil {
		b.noteRemoved(k)
		return b.txn.Delete(k)
	}
	return b.txn.Set(k, v)
}

// end adds the state of the store to the transaction, its number, and which keys it
// removed.
func (b *batch) end() error {
	if err := b.storeRemoved(); err != nil {
		return err
	}
	if err := b.set(key(classMeta), appendMeta(nil, &b.meta)); err != nil {
		return err
	}
	return b.set(key(classJournal), binary.BigEndian.AppendUint64(nil, b.number))
}

func (b *batch) get(k []byte) ([]byte, bool, error) {
	if i, ok := b.index[string(k)]; ok {
		v := b.changes[i].value
		return v, v != nil, nil
	}
	return b.snapshot.get(k)
}

// has reports whether there is a key.
func (b *batch) has(k []byte) (bool, error) {
	if i, ok := b.index[string(k)]; ok {
		return b.changes[i].value != nil, nil
	}
	return b.snapshot.has(k)
}

func (b *batch) put(k, v []byte) error {
	had, err := b.has(k)
	if err != nil {
		return err
	}
	if !had {
		b.add(k, v)
		return nil
	}
	b.replace(k, v)
	return nil
}

// add puts a key that is known not to be there, and replace one that is: both
// spare a look at the tree.
func (b *batch) add(k, v []byte) {
	b.meta.Counts[k[0]]++
	b.replace(k, v)
}

func (b *batch) replace(k, v []byte) {
	if v == nil {
		v = []byte{}
	}
	b.change(k, v)
}

func (b *batch) remove(k []byte) error {
	had, err := b.has(k)
	if err != nil || !had {
		return err
	}
	b.meta.Counts[k[0]]--
	b.change(k, nil)
	return nil
}

func (b *batch) change(k, v []byte) {
	b.size += max(int64(len(k)+len(v))+perKey, leastKey)
	if v == nil && b.bases.any() {
		b.size += int64(len(k)) + perKey // it is noted, too
	}
	if i, ok := b.index[string(k)]; ok {
		b.changes[i].value = v
		return
	}
	b.index[string(k)] = len(b.changes)
	b.changes = append(b.changes, change{k, v})
}

// drop removes a key that is known to be there.
func (b *batch) drop(k []byte) {
	b.meta.Counts[k[0]]--
	b.change(k, nil)
}

// position notes that something changed: the change at the old position, if
// any, is replaced, so that the log holds each thing once.
func (b *batch) position(old uint64, what []byte) uint64 {
	if old != 0 {
		b.drop(changeKey(old))
	}
	b.meta.Position++
	b.changed = true
	b.add(changeKey(b.meta.Position), what)
	return b.meta.Position
}
