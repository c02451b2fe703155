package webhook

import (
	"testing"
	"time"

	"gatehouse/model"
)

// What is due comes out by when it is due, then in the order of the events, and once, though it
// was put in for several times.
func TestQueue(t *testing.T) {
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	q := queue{due: map[model.ID]time.Time{}}
	push := func(id model.ID, position uint64, in time.Duration) {
		q.push(model.WebhookDelivery{ID: id, EventID: model.NewEventID(begin, position), Next: begin.Add(in)})
	}
	push("z", 1, 0)
	push("a", 2, 0)
	push("late", 0, time.Minute)
	push("again", 4, time.Hour)
	push("again", 4, 0)
	push("b", 3, 0)
	push("put off", 0, 0)
	push("put off", 0, time.Hour)
	for _, want := range []model.ID{"z", "a", "b", "again"} {
		if id, ok := q.pop(begin); !ok || id != want {
			t.Fatalf("%q, want %q", id, want)
		}
	}
	if id, ok := q.pop(begin.Add(time.Minute - 1)); ok || q.len() != 2 {
		t.Errorf("%q is not due", id)
	}
	if id, _ := q.pop(begin.Add(time.Minute)); id != "late" || q.has("late") || !q.has("put off") {
		t.Errorf("%q", id)
	}
	if id, _ := q.pop(begin.Add(time.Hour)); id != "put off" {
		t.Errorf("%q", id)
	}
	if id, ok := q.pop(begin.Add(2 * time.Hour)); ok {
		t.Errorf("%q comes twice", id)
	}
}
