package webhook

import (
	"cmp"
	"container/heap"
	"time"

	"gatehouse/model"
)

// queue are the deliveries that wait, by when they are due and then in the order of their
// events.
type queue struct {
	due map[model.ID]time.Time
	all waits // an entry that is not as in due is one of before
}

type wait struct {
	at       time.Time
	position uint64 // of the event
	id       model.ID
}

// push has a delivery wait for its next attempt, whatever it waited for before.
func (q *queue) push(d model.WebhookDelivery) {
	_, position, _ := model.ParseEventID(d.EventID)
	q.due[d.ID] = d.Next
	heap.Push(&q.all, wait{d.Next, position, d.ID})
}

// pop takes the first that is due at a time.
func (q *queue) pop(now time.Time) (id model.ID, ok bool) {
	for len(q.all) > 0 {
		first := q.all[0]
		at, waits := q.due[first.id]
		stale := !waits || !at.Equal(first.at)
		if !stale && first.at.After(now) {
			return "", false
		}
		heap.Pop(&q.all)
		if !stale {
			delete(q.due, first.id)
			return first.id, true
		}
	}
	return "", false
}

func (q *queue) has(id model.ID) bool { _, waits := q.due[id]; return waits }

func (q *queue) len() int { return len(q.due) }

// waits is a heap.
type waits []wait

func (w waits) Len() int { return len(w) }

func (w waits) Less(i, j int) bool {
	return cmp.Or(w[i].at.Compare(w[j].at), cmp.Compare(w[i].position, w[j].position)) < 0
}

func (w waits) Swap(i, j int) { w[i], w[j] = w[j], w[i] }

func (w *waits) Push(x any) { *w = append(*w, x.(wait)) }

func (w *waits) Pop() any {
	last := (*w)[len(*w)-1]
	*w = (*w)[:len(*w)-1]
	return last
}
