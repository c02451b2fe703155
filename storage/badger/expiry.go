package badger

import (
	"bytes"
	"slices"
	"time"
)

// Leases are reclaimed a day after their end. Until then an expired one is
// refused by comparing times. The day is one that has surely passed: see
// [sweeps.surely]. So a clock that jumps ahead, by however much, and comes back
// makes no message new that was seen before.
const (
	leaseSlack = 24 * time.Hour
	sweepEvery = time.Minute // of the time that callers name
	sweepMost  = 512         // entries in one transaction
)

// expiry says which leases can be reclaimed from when on. Those of one step share
// an entry, at the time of the last of them: each entry costs as much as a lease.
type expiry struct {
	until  int64
	leases [][]byte // keys
}

func (e *expiry) add(until int64, lease []byte) {
	if len(e.leases) == 0 || until > e.until {
		e.until = until
	}
	e.leases = append(e.leases, lease)
}

// leaseKeyLen is that of a key of a lease: class and hash.
const leaseKeyLen = 1 + shortLen

func expiryKey(until int64, lease []byte) []byte {
	return key(classExpiry, appendNanos(nil, until), lease)
}

// putExpiry stores an entry: its key names the first lease, its value the others.
func (b *batch) putExpiry(e expiry) error {
	if len(e.leases) == 0 {
		return nil
	}
	k := expiryKey(e.until, e.leases[0])
	others, found, err := b.get(k)
	if err != nil {
		return err
	}
	others = slices.Concat(append([][]byte{others}, e.leases[1:]...)...)
	if found { // the lease was given out before, until the same time
		b.replace(k, others)
	} else {
		b.add(k, others)
	}
	return nil
}

// sweeps belongs to the goroutine that commits.
type sweeps struct {
	named int64  // the time that the last step named
	last  int64  // that of the last sweep; 0 to sweep at once
	begun *int64 // how far time had surely come when the store was opened
}

// surely is how far time has come at least: no further than the last caller says,
// nor than a clock that nobody sets has run on from where the store was. While
// the store is closed it stands still, which only keeps leases longer.
func (w *sweeps) surely(b *batch, elapsed time.Duration) (int64, error) {
	if w.begun == nil {
		v, found, err := b.get(key(classClock))
		if err != nil {
			return 0, err
		}
		begun := w.named
		if found {
			begun, _, _ = cutNanos(v)
		}
		begun -= int64(elapsed)
		w.begun = &begun
	}
	return min(w.named, *w.begun+int64(elapsed)), nil
}

// sweep reclaims leases at the start of a transaction, from time to time.
func (s *Store) sweep(b *batch) error {
	w := &s.sweeps
	if since := w.named - w.last; since < int64(sweepEvery) && -since < int64(sweepEvery) {
		return nil
	}
	w.last = w.named
	var done int
	err := b.run(func(b *batch) error {
		now, err := w.surely(b, s.opts.Elapsed())
		if err != nil {
			return err
		}
		if done, err = b.reclaim(now - int64(leaseSlack)); err != nil {
			return err
		}
		return b.put(key(classClock), appendNanos(nil, now))
	})
	if done == sweepMost {
		w.last = 0 // there is more: go on with the next transaction
	}
	return err
}

// reclaim removes leases that ended before a time, at most sweepMost, and
// reports how many entries it worked off.
func (b *batch) reclaim(before int64) (n int, err error) {
	var due, leases [][]byte
	prefix := []byte{byte(classExpiry)}
	end := expiryKey(before, nil)
	err = b.scan(prefix, nil, true, func(k, others []byte) (bool, error) {
		if bytes.Compare(k, end) >= 0 {
			return false, nil
		}
		k = bytes.Clone(k)
		due, leases = append(due, k), append(leases, k[1+8:])
		leases = slices.AppendSeq(leases, slices.Chunk(bytes.Clone(others), leaseKeyLen))
		return len(due) < sweepMost, nil
	})
	if err != nil {
		return 0, err
	}
	for _, held := range leases {
		l, found, err := getLease(b, held)
		if err != nil {
			return 0, err
		}
		if found && l.until < before { // else it was taken anew
			if err := b.remove(held); err != nil {
				return 0, err
			}
		}
	}
	for _, k := range due {
		b.drop(k)
	}
	return len(due), nil
}
