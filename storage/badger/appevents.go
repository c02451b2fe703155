package badger

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/storage/internal/stored"
)

// Events for apps have positions among those of the changes, so one number counts on
// for both. A step tells before it changes: the newest position is that of a change.

// storedEvent is an event without what stands in its key.
type storedEvent struct {
	Created      time.Time       `cbor:"1,keyasint"`
	Name         model.EventName `cbor:"2,keyasint"`
	Organization model.ID        `cbor:"3,keyasint,omitempty"`
	Data         json.RawMessage `cbor:"4,keyasint,omitempty"`
}

// tellable is an event encoded beforehand, so that the one goroutine that commits does
// not have to.
type tellable struct {
	environment model.ID
	value       []byte
}

func encodeEvents(events []model.AppEvent) (all []tellable, err error) {
	if err := stored.CheckEvents(events); err != nil {
		return nil, err
	}
	for _, e := range events {
		v, err := stored.Encode(storedEvent{e.Created, e.Name, e.Organization, e.Data})
		if err != nil {
			return nil, err
		}
		all = append(all, tellable{e.Environment, v})
	}
	return all, nil
}

// tell appends events.
func (b *batch) tell(events []tellable) {
	for _, e := range events {
		b.meta.Position++
		b.told = true
		b.add(appEventKey(e.environment, b.meta.Position), e.value)
	}
}

func appEventKey(env model.ID, position uint64) []byte {
	return binary.BigEndian.AppendUint64(key(classAppEvent, packID(env)), position)
}

func decodeEvent(env model.ID, prefix, k, v []byte) (e model.AppEvent, err error) {
	var s storedEvent
	if len(k) != len(prefix)+8 {
		return e, fmt.Errorf("%w: the key of an event cannot be read", model.ErrDamaged)
	}
	if err := stored.Decode(v, &s); err != nil {
		return e, fmt.Errorf("%w: an event of %s: %w", model.ErrDamaged, env, err)
	}
	id := model.NewEventID(s.Created, binary.BigEndian.Uint64(k[len(prefix):]))
	return model.AppEvent{ID: id, Environment: env, Organization: s.Organization, Name: s.Name, Created: s.Created,
		Data: s.Data}, nil
}

// AppEvents implements [storage.Store].
func (s *Store) AppEvents(ctx context.Context, q storage.AppEventQuery) (storage.AppEventPage, error) {
	if stored.CheckID(q.Environment) != nil {
		return storage.AppEventPage{}, nil
	}
	return read(ctx, s, func(v snapshot) (storage.AppEventPage, error) {
		page := stored.NewAppEventPage(q)
		prefix := key(classAppEvent, packID(q.Environment))
		look := func(k, value []byte) (bool, error) {
			e, err := decodeEvent(q.Environment, prefix, k, value)
			if err != nil {
				return false, err
			}
			return page.Look(e), ctx.Err()
		}
		behind := appEventKey(q.Environment, q.Behind)
		var err error
		switch {
		case !q.Newest:
			err = v.scan(prefix, append(behind, 0), true, look)
		case q.Behind == 0:
			err = v.scanBack(prefix, nil, true, look)
		default:
			err = v.scanBack(prefix, behind, true, look)
		}
		if err == nil {
			err = s.damage.get()
		}
		return page.AppEventPage, err
	})
}

// AwaitAppEvents implements [storage.Store].
func (s *Store) AwaitAppEvents(ctx context.Context, env model.ID, behind uint64) error {
	bell := s.bells.add(appEvents)
	defer s.bells.remove(bell)
	for {
		page, err := s.AppEvents(ctx, storage.AppEventQuery{Environment: env, Behind: behind, Scan: 1})
		if err != nil || len(page.Events) > 0 {
			return err
		}
		select {
		case <-bell:
		case <-s.stopping:
			return storage.ErrClosed
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// forgetEvents is how many events one transaction forgets.
const forgetEvents = 256

// ForgetAppEvents implements [storage.Store]. When it fails half-way, what it reports is
// forgotten; the same call goes on with the rest.
func (s *Store) ForgetAppEvents(ctx context.Context, k storage.AppEventsKept, most int, now time.Time) (int, error) {
	over, err := s.eventsOver(ctx, k)
	if err != nil {
		return 0, err
	}
	total := 0
	for from := []byte(nil); total < most; {
		old, err := s.oldestEvents(ctx, k, from, over-total, now)
		if err != nil || len(old) == 0 {
			return total, err
		}
		n, err := write(ctx, s, func(b *batch) (n int, err error) {
			for _, k := range old {
				if _, found, err := b.get(k); err != nil {
					return 0, err
				} else if found {
					b.drop(k)
					n++
				}
			}
			return n, nil
		})
		total += n
		if err != nil {
			return total, err
		}
		from = old[len(old)-1] // what was removed is not passed again
	}
	return total, nil
}

// eventsOver counts by how many the events of an environment are more than are kept.
func (s *Store) eventsOver(ctx context.Context, k storage.AppEventsKept) (int, error) {
	if k.Number <= 0 {
		return 0, nil
	}
	prefix := key(classAppEvent, packID(k.Environment))
	there := 0
	for next := prefix; next != nil; {
		at := next
		next = nil
		err := s.view(ctx, func(v snapshot) error {
			looked := 0
			return v.scan(prefix, at, false, func(key, _ []byte) (bool, error) {
				if looked++; looked > expireScan {
					next = bytes.Clone(key)
					return false, nil
				}
				there++
				return true, nil
			})
		})
		if err != nil {
			return 0, err
		}
	}
	return there - k.Number, nil
}

// oldestEvents finds the keys of the oldest events, from one on, that are over what is
// kept.
func (s *Store) oldestEvents(
	ctx context.Context, k storage.AppEventsKept, from []byte, over int, now time.Time,
) ([][]byte, error) {
	return read(ctx, s, func(v snapshot) (old [][]byte, err error) {
		prefix := key(classAppEvent, packID(k.Environment))
		err = v.scan(prefix, from, true, func(key, value []byte) (bool, error) {
			e, err := decodeEvent(k.Environment, prefix, key, value)
			if err != nil {
				return false, err
			}
			if len(old) >= over && (k.Age <= 0 || now.Sub(e.Created) <= k.Age) {
				return false, nil
			}
			old = append(old, bytes.Clone(key))
			return len(old) < forgetEvents, nil
		})
		return old, err
	})
}
