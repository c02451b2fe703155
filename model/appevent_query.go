package model

import "time"

// EventQuery asks for a page of the events of an environment.
type EventQuery struct {
	Environment  ID
	Organization ID          // "" for all
	Names        []EventName // only of one of these; nil for all
	Since, Until time.Time   // Created in [Since, Until)
	After        ID          // the page that stands behind an event, which need not be kept any more
	Newest       bool        // the newest first
	Limit        int         // 1 to MaxPaging
}

// Check refuses what is no page, and gives the position behind which it begins; 0 for the
// first page.
func (q EventQuery) Check() (behind uint64, err error) {
	if err := (Paging{Limit: q.Limit}).Check(); err != nil {
		return 0, err
	}
	for _, n := range q.Names {
		if !n.Known() {
			return 0, Refuse("events", "see the reference of the API for their names", "there are no events %.80q", n)
		}
	}
	if !q.Since.IsZero() && !q.Until.IsZero() && q.Until.Before(q.Since) {
		return 0, Refuse("range_end", "end the range behind its beginning", "is before range_start")
	}
	if q.After == "" {
		return 0, nil
	}
	_, behind, ok := ParseEventID(q.After)
	if !ok {
		return 0, Refuse("after", "give the id of an event, or the after of the last page", "%.80q is no event",
			string(q.After))
	}
	return behind, nil
}
