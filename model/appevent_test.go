package model_test

import (
	"strings"
	"testing"
	"time"

	"gatehouse/model"
)

// The id of an event gives its time and its position back, and nothing else is read.
func FuzzEventID(f *testing.F) {
	f.Add(int64(1772600767089), uint64(1), "event_01KJVKTCGZ0000000000000001")
	f.Add(int64(0), uint64(0), "event_00000000000000000000000000")
	f.Add(int64(1)<<48-1, ^uint64(0), "event_7ZZZZZZZZZZZZZZZZZZZZZZZZZ")
	f.Add(int64(-5), uint64(7), "event_")
	f.Fuzz(func(t *testing.T, ms int64, position uint64, text string) {
		if at, p, ok := model.ParseEventID(model.ID(text)); ok && string(model.NewEventID(at, p)) != text {
			t.Errorf("%q is read as %v and %d", text, at, p)
		}
		if ms < 0 || ms >= 1<<48 {
			_ = model.NewEventID(time.UnixMilli(ms), position) // no time makes it panic
			return
		}
		id := model.NewEventID(time.UnixMilli(ms), position)
		at, p, ok := model.ParseEventID(id)
		if !ok || at.UnixMilli() != ms || p != position || len(id) != len("event_")+26 {
			t.Errorf("%d and %d became %q: %v, %d, %v", ms, position, id, at, p, ok)
		}
	})
}

// Of the same millisecond, the id of the later position is behind; and time comes first.
func TestEventIDsAreInOrder(t *testing.T) {
	at := time.Date(2026, 3, 4, 5, 6, 7, 8e6, time.UTC)
	for _, x := range [][2]model.ID{
		{model.NewEventID(at, 1), model.NewEventID(at, 2)},
		{model.NewEventID(at, 255), model.NewEventID(at, 256)},
		{model.NewEventID(at, 1<<63), model.NewEventID(at.Add(time.Millisecond), 1)},
	} {
		if x[0] >= x[1] {
			t.Errorf("%s is not before %s", x[0], x[1])
		}
	}
}

// An id that was written otherwise is none: a cursor is given back as it was given.
func TestEventIDOfAnotherForm(t *testing.T) {
	sound := string(model.NewEventID(time.Date(2026, 3, 4, 5, 6, 7, 8e6, time.UTC), 5))
	for _, id := range []string{
		"", "event", "event_", sound[1:], sound + "0", strings.ToLower(sound), "org" + sound[len("event"):],
		string(model.NewID(model.PrefixEvent, time.Date(2026, 3, 4, 5, 6, 7, 8e6, time.UTC)))[:20],
		"event_01KJVKTCGZZZ00000000000001",
	} {
		if _, _, ok := model.ParseEventID(model.ID(id)); ok {
			t.Errorf("%q is read", id)
		}
	}
	if _, _, ok := model.ParseEventID(model.ID(sound)); !ok {
		t.Errorf("%q is not read", sound)
	}
}
