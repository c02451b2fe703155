package badger

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"

	"gatehouse/model"
	"gatehouse/storage"
)

// A run is a number of events that were stored beforehand, to be told together: a row of the log at the position of
// the last of them stands for all, and those before have the positions before. So a step tells 20,000 of them by
// some 80 keys, and each still has an id of its own. Whoever reads the log meets the run at its end, whatever position
// they come from, and takes what they have not had. The oldest events of a run can be forgotten before the others. A
// step that changes many members, each of whom changes, tells of them by runs of its own.

// run is one of a part of a staged list.
type run struct {
	Number uint64 `cbor:"1,keyasint"`
	Count  uint64 `cbor:"2,keyasint"`
}

// Bounds of a run: it is read as a whole.
const (
	maxRun      = 256
	maxRunBytes = 256 << 10 // before compression; the last event may be beyond
)

// packedRun is a run before it has a number.
type packedRun struct {
	count  uint64
	packed []byte
}

// packRuns makes runs of events.
func (s *Store) packRuns(events []tellable) (all []packedRun) {
	raw := make([]byte, 0, min(bytesOf(events), maxRunBytes+maxRunBytes/4))
	count := uint64(0)
	for i, e := range events {
		raw = append(binary.AppendUvarint(raw, uint64(len(e.value))), e.value...)
		if count++; count == maxRun || len(raw) >= maxRunBytes || i == len(events)-1 {
			all = append(all, packedRun{count, s.dictionaries.plain.pack(raw).packed})
			raw, count = raw[:0], 0
		}
	}
	return all
}

// bytesOf is about how many bytes events have.
func bytesOf(events []tellable) (n int) {
	for _, e := range events {
		n += len(e.value) + binary.MaxVarintLen16
	}
	return n
}

// fewTold are told by a key each: they are read one by one, too.
const fewTold = 16

// packTold makes runs of what is told of members, unless that is little, or of several environments.
func (s *Store) packTold(members []memberChange) []packedRun {
	tell := make([]tellable, 0, len(members))
	for _, m := range members {
		tell = append(tell, m.tell...)
	}
	elsewhere := func(e tellable) bool { return e.environment != tell[0].environment }
	if len(tell) <= fewTold || slices.ContainsFunc(tell, elsewhere) {
		return nil
	}
	return s.packRuns(tell)
}

// tellTogether appends events, by runs if they are all that these are of.
func (b *batch) tellTogether(events []tellable, runs []packedRun) {
	count := uint64(0)
	for _, r := range runs {
		count += r.count
	}
	if count != uint64(len(events)) {
		b.tell(events)
		return
	}
	for _, r := range runs {
		b.tellRun(events[0].environment, b.putRun(r))
	}
}

// putRun stores a run. Its number is a position that nothing else has.
func (b *batch) putRun(r packedRun) run {
	b.meta.Position++
	b.add(runKey(b.meta.Position), r.packed)
	return run{b.meta.Position, r.count}
}

// toldRun is the row of a run in the log of events. Its first byte tells it from an event.
type toldRun struct {
	run
	forgotten uint64 // so many of the oldest are
}

const runMark = 1

func (r toldRun) encode() []byte {
	b := binary.AppendUvarint([]byte{runMark}, r.Number)
	return binary.AppendUvarint(binary.AppendUvarint(b, r.Count), r.forgotten)
}

// parseRun reads the row of a run; is is false for the row of an event.
func parseRun(v []byte) (r toldRun, is bool, err error) {
	if len(v) == 0 || v[0] != runMark {
		return r, false, nil
	}
	c := cutter{rest: v[1:]}
	r.Number, r.Count, r.forgotten = c.number(), c.number(), c.number()
	if c.short || len(c.rest) > 0 || r.forgotten > r.Count {
		return r, true, fmt.Errorf("%w: the row of a run of events", model.ErrDamaged)
	}
	return r, true, nil
}

// tellRun appends the events of a run.
func (b *batch) tellRun(env model.ID, r run) {
	b.meta.Position += r.Count
	b.told = true
	b.add(appEventKey(env, b.meta.Position), toldRun{run: r}.encode())
}

// eventsAt are those that a row of the log stands for, in their order.
func (s *Store) eventsAt(v snapshot, env model.ID, prefix, k, value []byte) ([]model.AppEvent, error) {
	r, is, err := parseRun(value)
	if err != nil {
		return nil, err
	}
	if !is {
		e, err := decodeEvent(env, prefix, k, value)
		return []model.AppEvent{e}, err
	}
	packed, found, err := v.get(runKey(r.Number))
	if err != nil {
		return nil, err
	}
	if !found || len(k) != len(prefix)+8 {
		return nil, fmt.Errorf("%w: a run of events of %s is missing", model.ErrDamaged, env)
	}
	raw, err := s.dictionaries.unpack(v, packed)
	if err != nil {
		return nil, err
	}
	position := binary.BigEndian.Uint64(k[len(prefix):]) - r.Count
	var all []model.AppEvent
	c := cutter{rest: raw}
	for n := range r.Count {
		one := c.bytes()
		if n < r.forgotten {
			continue
		}
		e, err := decodeEvent(env, nil, binary.BigEndian.AppendUint64(nil, position+n+1), one)
		if c.short || err != nil {
			return nil, fmt.Errorf("%w: a run of events of %s", model.ErrDamaged, env)
		}
		all = append(all, e)
	}
	return all, nil
}

// eachEvent calls look with the events of an environment that are behind a position in the order of a query, until it
// wants no more.
func (s *Store) eachEvent(v snapshot, q storage.AppEventQuery, look func(model.AppEvent) bool) error {
	prefix := key(classAppEvent, packID(q.Environment))
	expand := func(k, value []byte) (bool, error) {
		all, err := s.eventsAt(v, q.Environment, prefix, k, value)
		if q.Newest {
			slices.Reverse(all)
		}
		for _, e := range all {
			_, at, _ := model.ParseEventID(e.ID)
			if q.Behind != 0 && (at == q.Behind || at > q.Behind == q.Newest) {
				continue
			}
			if !look(e) {
				return false, err
			}
		}
		return true, err
	}
	behind := appEventKey(q.Environment, q.Behind)
	switch {
	case !q.Newest:
		return v.scan(prefix, append(behind, 0), true, expand)
	case q.Behind == 0:
		return v.scanBack(prefix, nil, true, expand)
	}
	// The row at or behind the position may be a run that began before it.
	var k, value []byte
	err := v.scan(prefix, behind, true, func(at, row []byte) (bool, error) {
		k, value = bytes.Clone(at), bytes.Clone(row)
		return false, nil
	})
	if _, is, _ := parseRun(value); err == nil && is {
		more, err := expand(k, value)
		if err != nil || !more {
			return err
		}
	}
	if err != nil {
		return err
	}
	return v.scanBack(prefix, behind, true, expand)
}

// oldEvents are those of a row of the log that are to be forgotten: up to the one at a position.
type oldEvents struct {
	key  []byte
	upTo uint64
}

// forgetEvents forgets them, and reports how many there were still.
func (b *batch) forgetEvents(o oldEvents) (int, error) {
	v, found, err := b.get(o.key)
	if err != nil || !found {
		return 0, err
	}
	r, is, err := parseRun(v)
	if err != nil {
		return 0, err
	}
	if !is {
		b.drop(o.key)
		return 1, nil
	}
	stay := binary.BigEndian.Uint64(o.key[len(o.key)-8:]) - o.upTo
	if r.Count-stay <= r.forgotten {
		return 0, nil
	}
	n := int(r.Count - stay - r.forgotten)
	if r.forgotten = r.Count - stay; stay > 0 {
		b.replace(o.key, r.encode())
		return n, nil
	}
	b.drop(o.key)
	b.drop(runKey(r.Number))
	return n, nil
}
