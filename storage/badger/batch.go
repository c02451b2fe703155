package badger

import (
	"errors"
	"fmt"
)

// errFull says that a step does not fit into what is left of a transaction.
var errFull = errors.New("the step is too large for one transaction")

// batch is a transaction that grows step by step. A step that fails leaves no
// trace in it, so that writers who share it do not feel each other.
type batch struct {
	snapshot
	first   meta // as the transaction found it
	meta    meta // as it stands with all steps so far
	step    map[string][]byte
	order   []string
	size    int64 // of the step
	written int64 // by the steps before
	limit   int64
	clock   int64 // latest time that a step named
	failed  error // the transaction can no longer be committed
}

// perKey is what Badger counts for a key beside its bytes.
const perKey = 32

func (b *batch) begin() error {
	return guarded(func() error {
		m, err := readMeta(b.snapshot)
		b.first, b.meta = m, m
		return err
	})
}

// run makes one step.
func (b *batch) run(apply func(*batch) error) error {
	before, clock := b.meta, b.clock
	b.step, b.order, b.size = make(map[string][]byte), b.order[:0], 0
	err := guarded(func() error { return apply(b) })
	if err == nil && b.written+b.size > b.limit {
		err = errFull
	}
	if err == nil {
		err = b.keep()
	}
	if err != nil {
		b.meta, b.clock = before, clock
		return err
	}
	b.written += b.size
	return nil
}

// keep moves the step's changes into the transaction.
func (b *batch) keep() error {
	for _, k := range b.order {
		if err := set(b, []byte(k), b.step[k]); err != nil {
			b.failed = fmt.Errorf("write: %w", err) // a part of the step is in it
			return b.failed
		}
	}
	b.step, b.order = nil, b.order[:0]
	return nil
}

func set(b *batch, k, v []byte) error {
	if v == nil {
		return b.txn.Delete(k)
	}
	return b.txn.Set(k, v)
}

// end adds the state of the store to the transaction.
func (b *batch) end() error {
	return b.txn.Set(key(classMeta), appendMeta(nil, &b.meta))
}

func (b *batch) get(k []byte) ([]byte, bool, error) {
	if v, ok := b.step[string(k)]; ok {
		return v, v != nil, nil
	}
	return b.snapshot.get(k)
}

func (b *batch) put(k, v []byte) error {
	_, had, err := b.get(k)
	if err != nil {
		return err
	}
	if !had {
		b.meta.Counts[k[0]]++
	}
	if v == nil {
		v = []byte{}
	}
	b.change(k, v)
	return nil
}

func (b *batch) remove(k []byte) error {
	_, had, err := b.get(k)
	if err != nil || !had {
		return err
	}
	b.meta.Counts[k[0]]--
	b.change(k, nil)
	return nil
}

func (b *batch) change(k, v []byte) {
	if _, ok := b.step[string(k)]; !ok {
		b.order = append(b.order, string(k))
	}
	b.step[string(k)] = v
	b.size += int64(len(k)+len(v)) + perKey
}

// position notes that something changed: the change at the old position, if
// any, is replaced, so that the log holds each thing once.
func (b *batch) position(old uint64, what []byte) (uint64, error) {
	if old != 0 {
		if err := b.remove(changeKey(old)); err != nil {
			return 0, err
		}
	}
	b.meta.Position++
	return b.meta.Position, b.put(changeKey(b.meta.Position), what)
}
