package storage

import (
	"context"
	"slices"
	"time"

	"gatehouse/model"
)

// AppEvents is the log of what apps are told. Events are appended by the steps that carry
// them: Begin, [Outcome], [Exchange], [Change], [Lapsed] and [DirectoryStep]. An engine must append those
// of a step together with what else it does or not at all, in their order, and those of a
// step that is repeated once. It must give each a position that is greater than that of
// each event that was visible before: who reads on behind a position misses none,
// whichever process or goroutine wrote it.
type AppEvents interface {
	// AppEvents reads events of one environment in their order. An engine must stop
	// looking at q.Scan of them.
	AppEvents(ctx context.Context, q AppEventQuery) (AppEventPage, error)

	// AwaitAppEvents returns when there are events of an environment behind a position: at
	// once, or as soon as some are visible. It ends with ctx, or [ErrClosed].
	AwaitAppEvents(ctx context.Context, environment model.ID, behind uint64) error

	// ForgetAppEvents deletes events of one environment beyond what k keeps, the oldest
	// first and about so many at most, and reports how many. Those that stay keep
	// their positions, and none is given twice. An engine must let others write meanwhile.
	ForgetAppEvents(ctx context.Context, k AppEventsKept, most int, now time.Time) (int, error)
}

// AppEventQuery selects events of one environment. Other zero fields select all.
type AppEventQuery struct {
	Environment model.ID
	Newest      bool   // the newest first
	Behind      uint64 // only those behind this position in that order: the cursor; 0 begins

	Names        []model.EventName // only of one of these
	Organization model.ID
	Since, Until time.Time // Created in [Since, Until)

	Limit int // 0 means all
	Scan  int // events to look at, at most; 0 means no bound
}

// Takes reports whether the query selects an event that is of its environment and behind
// its position.
func (q *AppEventQuery) Takes(e *model.AppEvent) bool {
	if q.Organization != "" && e.Organization != q.Organization {
		return false
	}
	if e.Created.Before(q.Since) || !q.Until.IsZero() && !e.Created.Before(q.Until) {
		return false
	}
	return len(q.Names) == 0 || slices.Contains(q.Names, e.Name)
}

// AppEventPage is one answer of AppEvents.
type AppEventPage struct {
	Events []model.AppEvent
	Next   model.ID // behind which the next page begins, in the form of an event's id; "" at the end
}

// AppEventsKept says which events of an environment are kept. A zero field sets no bound.
type AppEventsKept struct {
	Environment model.ID
	Age         time.Duration
	Number      int
}

// Lapsed is a session that ran out of time, with what is told of that.
type Lapsed struct {
	Session model.ID
	Tell    []model.AppEvent
}
