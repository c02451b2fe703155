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
		var ended error
		err := s.eachEvent(v, q, func(e model.AppEvent) bool {
			ended = ctx.Err()
			return ended == nil && page.Look(e)
		})
		if err == nil {
			err = ended
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
			for _, o := range old {
				forgotten, err := b.forgetEvents(o)
				if err != nil {
					return 0, err
				}
				n += forgotten
			}
			return n, nil
		})
		total += n
		if err != nil {
			return total, err
		}
		from = old[len(old)-1].key // what was removed is not passed again
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
			return v.scan(prefix, at, true, func(key, value []byte) (bool, error) {
				if looked++; looked > expireScan {
					next = bytes.Clone(key)
					return false, nil
				}
				r, is, err := parseRun(value)
				if there++; is {
					there += int(r.Count-r.forgotten) - 1
				}
				return true, err
			})
		})
		if err != nil {
			return 0, err
		}
	}
	return there - k.Number, nil
}

// oldestEvents finds the oldest events, from a key on, that are over what is kept.
func (s *Store) oldestEvents(
	ctx context.Context, k storage.AppEventsKept, from []byte, over int, now time.Time,
) ([]oldEvents, error) {
	return read(ctx, s, func(v snapshot) (old []oldEvents, err error) {
		prefix := key(classAppEvent, packID(k.Environment))
		err = v.scan(prefix, from, true, func(key, value []byte) (bool, error) {
			all, err := s.eventsAt(v, k.Environment, prefix, key, value)
			if err != nil {
				return false, err
			}
			n := 0
			for n < len(all) && (n < over || k.Age > 0 && now.Sub(all[n].Created) > k.Age) {
				n++
			}
			over -= n
			if n == 0 {
				return false, nil
			}
			_, upTo, _ := model.ParseEventID(all[n-1].ID)
			old = append(old, oldEvents{bytes.Clone(key), upTo})
			return n == len(all) && len(old) < forgetEvents, nil
		})
		return old, err
	})
}
