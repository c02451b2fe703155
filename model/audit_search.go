package model

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// ParseAuditSearch reads what people type to search the audit log:
//
//	acme renamed         text in what was done, or in who did it; each of them
//	who:ada              who did it: name, id, key or address
//	only:views           changes, views or sign-ins
//	since:2h before:10m  likewise at:, as filters of sessions have it
//	"two words"          quoted
//
// Times are read in the zone of now. The error is a *FilterError.
func ParseAuditSearch(text string, now time.Time) (q HistoryQuery, err error) {
	var times Search
	for w, err := range filterWords(text) {
		if err != nil {
			return HistoryQuery{}, err
		}
		field, value, named := strings.Cut(w.text, ":")
		if !named || w.quoted {
			q.Words = append(q.Words, w.text)
			continue
		}
		if value == "" {
			return HistoryQuery{}, &FilterError{w.at, fmt.Sprintf("%s: needs a value behind the colon", field)}
		}
		if err := q.narrow(&times, strings.ToLower(field), value, now, w.at); err != nil {
			return HistoryQuery{}, err
		}
	}
	q.Since, q.Until = times.Since, times.Until
	return q, nil
}

// narrow takes a field of a search into the query, or into its times.
func (q *HistoryQuery) narrow(times *Search, field, value string, now time.Time, at int) error {
	switch field {
	case "since", "before", "at":
		return times.window(field, value, false, now, at)
	case "until":
		return times.window("before", value, false, now, at)
	case "who":
		q.Who = value
		return nil
	case "only":
		q.Content = AuditContent(strings.ToLower(value))
		if !slices.Contains(AuditContents(), q.Content) {
			return &FilterError{at, "only is one of changes, views, sign-ins"}
		}
		return nil
	}
	return &FilterError{at, fmt.Sprintf("there is no field %q: use who, only, since, before, at", field)}
}
