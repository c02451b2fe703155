package badger

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"gatehouse/model"
	"gatehouse/storage/internal/stored"
)

// sweepStep is how many rows one transaction removes: few, because logins wait meanwhile.
const sweepStep = 256

// SweepDirectories implements [storage.Store]. When it fails half-way, what it reports is removed.
func (s *Store) SweepDirectories(ctx context.Context, most int, now time.Time) (int, error) {
	total, err := s.giveUpStages(ctx, most, now)
	for from := []byte(nil); err == nil && total < most; {
		var left []byte
		if left, err = s.firstLeft(ctx, from); err != nil || left == nil {
			break
		}
		var n int
		n, err = s.sweepLeft(ctx, left, most-total)
		total += n
		from = left
	}
	return total, err
}

// giveUpStages removes the parts of lists that no step took in time. Their members are swept like those of
// a list that was replaced.
func (s *Store) giveUpStages(ctx context.Context, most int, now time.Time) (total int, err error) {
	prefix := key(classPart)
	for from := prefix; total < most; {
		var old [][]byte
		err := s.view(ctx, func(v snapshot) error {
			return v.scan(prefix, from, false, func(k, _ []byte) (bool, error) {
				_, _, stage, err := cutPart(k)
				if err != nil {
					return false, err
				}
				if id, _, _ := cutEntry(stage); stored.Abandoned(id, now) {
					old = append(old, bytes.Clone(k))
				}
				return len(old) < min(sweepStep/8, most-total), ctx.Err()
			})
		})
		if err != nil || len(old) == 0 {
			return total, err
		}
		n, err := write(ctx, s, func(b *batch) (n int, err error) {
			for _, k := range old {
				removed, err := b.giveUpPart(k)
				if err != nil {
					return 0, err
				}
				n += removed
			}
			return n, nil
		})
		total += n
		if err != nil {
			return total, err
		}
		from = old[len(old)-1]
	}
	return total, nil
}

// giveUpPart removes a part with what it would have told, if no step took it meanwhile.
func (b *batch) giveUpPart(k []byte) (removed int, err error) {
	part, found, err := readPart(b, k)
	if err != nil || !found {
		return 0, err
	}
	dir, group, stage, err := cutPart(k)
	if err != nil {
		return 0, err
	}
	b.drop(k)
	for _, r := range part.Runs {
		b.drop(runKey(r.Number))
	}
	return 1 + len(part.Runs), b.put(leftKey(dir, group, stage), nil)
}

// cutPart reads the key of a part.
func cutPart(k []byte) (dir, group, stage []byte, err error) {
	dir, rest, ok := cutPacked(k[1:])
	if ok {
		group, rest, ok = cutPacked(rest)
	}
	if ok {
		stage, rest, ok = cutPacked(rest)
	}
	if !ok || len(rest) != 4 {
		err = fmt.Errorf("%w: the key of a part of a staged list", model.ErrDamaged)
	}
	return dir, group, stage, err
}

// firstLeft finds the first generation that was given up, behind one.
func (s *Store) firstLeft(ctx context.Context, behind []byte) (left []byte, err error) {
	prefix := key(classLeft)
	return left, s.view(ctx, func(v snapshot) error {
		from := prefix
		if behind != nil {
			from = append(bytes.Clone(behind), 0)
		}
		return v.scan(prefix, from, false, func(k, _ []byte) (bool, error) {
			left = bytes.Clone(k)
			return false, nil
		})
	})
}

// sweepLeft removes the members of a generation that was given up: nobody writes to it any more.
func (s *Store) sweepLeft(ctx context.Context, left []byte, most int) (total int, err error) {
	dir, rest, ok := cutPacked(left[1:])
	group, gen, ok2 := cutPacked(rest)
	if !ok || !ok2 {
		return 0, fmt.Errorf("%w: the key of a list of members that was given up", model.ErrDamaged)
	}
	prefix := memberKey(dir, group, gen, nil)
	for from := prefix; total < most; {
		var keys [][]byte
		step := min(sweepStep, most-total)
		err := s.view(ctx, func(v snapshot) error {
			return v.scan(prefix, from, false, func(k, _ []byte) (bool, error) {
				from = bytes.Clone(k)
				keys = append(keys, from, groupsKey(dir, from[len(prefix):], group, gen))
				return len(keys) < 2*step, nil
			})
		})
		if err != nil {
			return total, err
		}
		last := len(keys) < 2*step
		if last {
			keys = append(keys, left)
		}
		n, err := s.removeAll(ctx, keys)
		total += n
		if err != nil || last {
			return total, err
		}
	}
	return total, nil
}

// Classes of which each key begins with a directory, in the order in which one is forgotten: what finds an entry goes
// before it.
var ofDirectory = [...]class{
	classPart, classLeft, classEntryName, classExternal, classEmail, classListed, classMember, classGroups, classLog,
	classEntry, classHead, classEntryCounts,
}

// DirectoriesKept implements [storage.Store].
func (s *Store) DirectoriesKept(ctx context.Context, behind model.ID, limit int) (all []model.ID, err error) {
	return all, s.view(ctx, func(v snapshot) error {
		var packed []byte
		if behind != "" {
			packed = packID(behind)
		}
		for len(all) < limit {
			if packed, err = v.directoryAfter(packed); err != nil || packed == nil {
				return err
			}
			id, _, ok := cutID(packed)
			if !ok {
				return fmt.Errorf("%w: the key of a row of a directory", model.ErrDamaged)
			}
			all = append(all, id)
		}
		return ctx.Err()
	})
}

// directoryAfter finds the packed id of the first directory behind another, or of all with nil, that has a row of any
// class; nil if none has.
func (s snapshot) directoryAfter(packed []byte) (first []byte, err error) {
	for _, c := range ofDirectory {
		from := key(c, packed)
		if packed != nil {
			from = append(from, bytes.Repeat([]byte{0xff}, packedLen)...) // behind its rows
		}
		err := s.scan(key(c), from, false, func(k, _ []byte) (bool, error) {
			next, _, ok := cutPacked(k[1:])
			switch {
			case !ok:
				return false, fmt.Errorf("%w: the key of a row of a directory", model.ErrDamaged)
			case bytes.Equal(next, packed):
				return true, nil
			case first == nil || bytes.Compare(next, first) < 0:
				first = bytes.Clone(next)
			}
			return false, nil
		})
		if err != nil {
			return nil, err
		}
	}
	return first, nil
}

// ForgetDirectory implements [storage.Store]. When it fails half-way, what it reports is forgotten.
func (s *Store) ForgetDirectory(ctx context.Context, directory model.ID, most int) (total int, err error) {
	if stored.CheckID(directory) != nil {
		return 0, nil
	}
	for _, c := range ofDirectory {
		n, err := s.forgetClass(ctx, key(c, packID(directory)), most-total)
		total += n
		if err != nil {
			return total, err
		}
	}
	return total, nil
}

// forgetClass removes the keys under a prefix, with what they alone lead to.
func (s *Store) forgetClass(ctx context.Context, prefix []byte, most int) (total int, err error) {
	for from := prefix; total < most; {
		var keys [][]byte
		err := s.view(ctx, func(v snapshot) error {
			return v.scan(prefix, from, true, func(k, value []byte) (bool, error) {
				from = bytes.Clone(k)
				keys = append(keys, from)
				more, err := ledTo(class(k[0]), value)
				keys = append(keys, more...)
				return len(keys) < min(sweepStep, most-total), err
			})
		})
		if err != nil || len(keys) == 0 {
			return total, err
		}
		n, err := s.removeAll(ctx, keys)
		total += n
		if err != nil {
			return total, err
		}
	}
	return total, nil
}

// ledTo are the keys of other classes that a row alone leads to.
func ledTo(c class, value []byte) (keys [][]byte, err error) {
	switch c {
	case classPart:
		var p storedPart
		err = stored.Decode(value, &p)
		for _, r := range p.Runs {
			keys = append(keys, runKey(r.Number))
		}
	case classEntry:
		var e storedEntry
		if err = stored.Decode(value, &e); err == nil && e.Published != "" {
			keys = append(keys, key(classPublished, packID(e.Published)))
		}
	}
	if err != nil {
		err = fmt.Errorf("%w: a row of a directory: %w", model.ErrDamaged, err)
	}
	return keys, err
}
