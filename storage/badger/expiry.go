package badger

import (
	"bytes"
	"time"
)

// Leases are reclaimed a day after their end. Until then an expired one is
// refused by comparing times, so a clock that jumps for a moment costs nothing.
const (
	leaseSlack = 24 * time.Hour
	sweepEvery = time.Minute // of the time that callers name
	sweepMost  = 512         // leases in one transaction
)

func expiryKey(until int64, lease []byte) []byte {
	return key(classExpiry, appendNanos(nil, until), lease)
}

// sweep reclaims leases at the start of a transaction, from time to time.
func (s *Store) sweep(b *batch) error {
	if s.clock-s.swept < int64(sweepEvery) {
		return nil
	}
	s.swept = s.clock
	var done int
	err := b.run(func(b *batch) (err error) {
		done, err = b.reclaim(s.clock - int64(leaseSlack))
		return err
	})
	if done == sweepMost {
		s.swept = 0 // there is more: go on with the next transaction
	}
	return err
}

// reclaim removes leases that ended before a time, at most sweepMost, and
// reports how many entries it worked off.
func (b *batch) reclaim(before int64) (n int, err error) {
	var due [][]byte
	prefix := []byte{byte(classExpiry)}
	end := expiryKey(before, nil)
	err = b.scan(prefix, nil, false, func(k, _ []byte) (bool, error) {
		if bytes.Compare(k, end) >= 0 {
			return false, nil
		}
		due = append(due, append([]byte(nil), k...))
		return len(due) < sweepMost, nil
	})
	if err != nil {
		return 0, err
	}
	for _, k := range due {
		held := k[1+8:]
		l, found, err := getLease(b, held)
		if err != nil {
			return 0, err
		}
		if found && l.until < before { // else it was taken anew
			if err := b.remove(held); err != nil {
				return 0, err
			}
		}
		if err := b.remove(k); err != nil {
			return 0, err
		}
	}
	return len(due), nil
}
