package model

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// timeHelp is what people are told of times that cannot be read.
const timeHelp = "use 15m, 2h, 3d, 14:05, yesterday, 2026-01-31 or 2026-01-31T14:05"

// span is a stretch of time: what a word like "yesterday" or "14:05" names.
type span struct{ from, until time.Time }

// window narrows a search by since, before or at. Times are read in the zone of
// now, which is that of whoever asks.
func (f *Search) window(field, value string, not bool, now time.Time, offset int) error {
	word, around, err := cutMargin(value)
	if err != nil || around > 0 && field != "at" {
		return &FilterError{offset, fmt.Sprintf("%q is not a time: %s", value, timeHelp)}
	}
	s, ok := readSpan(word, now)
	switch {
	case !ok:
		return &FilterError{offset, fmt.Sprintf("%q is not a time: %s", value, timeHelp)}
	case field == "at" && not:
		return &FilterError{offset, "at: cannot be turned round: use since: and before:"}
	case field == "at" && around > 0:
		f.narrow(s.from.Add(-around), s.from.Add(around))
	case field == "at" && s.until.Equal(s.from):
		f.narrow(s.from, now)
	case field == "at":
		f.narrow(s.from, s.until)
	case (field == "since") != not:
		f.narrow(s.from, time.Time{})
	default:
		f.narrow(time.Time{}, s.from)
	}
	return nil
}

// narrow keeps what lies in both the window of before and this one.
func (f *Search) narrow(since, until time.Time) {
	if since.After(f.Since) {
		f.Since = since
	}
	if !until.IsZero() && (f.Until.IsZero() || until.Before(f.Until)) {
		f.Until = until
	}
}

// cutMargin takes ±10m or +-10m off the end of a time.
func cutMargin(value string) (word string, around time.Duration, err error) {
	for _, sign := range []string{"±", "+-", "+/-"} {
		if before, margin, ok := strings.Cut(value, sign); ok {
			around, ok := readAgo(margin)
			if !ok || around <= 0 {
				return "", 0, fmt.Errorf("%q is no duration", margin)
			}
			return before, around, nil
		}
	}
	return value, 0, nil
}

// readSpan reads an age, a time of day, a day or an instant. An age is an instant:
// it spans nothing.
func readSpan(word string, now time.Time) (span, bool) {
	if ago, ok := readAgo(word); ok {
		at := now.Add(-ago)
		return span{at, at}, true
	}
	if at, err := time.Parse(time.RFC3339Nano, strings.ToUpper(word)); err == nil {
		return span{at, at.Add(time.Second)}, true
	}
	day, clock := cutClock(word)
	if clock == "" {
		if s, ok := onDay(now, day); ok {
			if s.from.After(now) { // the last time that the clock showed it
				s, _ = onDay(dayOf(now, -1), day)
			}
			return s, true
		}
	}
	start, ok := readDay(day, now)
	switch {
	case !ok:
		return span{}, false
	case clock == "":
		return span{start, dayOf(start, 1)}, true
	}
	return onDay(start, clock)
}

// cutClock parts a day from the time of day behind it: 2026-01-31T14:05, or
// yesterday and 14:05 with a blank, a comma or an @ between.
func cutClock(word string) (day, clock string) {
	if i := strings.LastIndexAny(word, " ,@"); i > 0 {
		return word[:i], word[i+1:]
	}
	if len(word) > len(time.DateOnly) && strings.EqualFold(word[len(time.DateOnly):len(time.DateOnly)+1], "t") {
		return word[:len(time.DateOnly)], word[len(time.DateOnly)+1:]
	}
	return word, ""
}

// readDay reads a day in the zone of now.
func readDay(word string, now time.Time) (time.Time, bool) {
	switch strings.ToLower(word) {
	case "today":
		return dayOf(now, 0), true
	case "yesterday":
		return dayOf(now, -1), true
	}
	day, err := time.ParseInLocation(time.DateOnly, word, now.Location())
	return day, err == nil
}

// dayOf is the beginning of a day, by the calendar: one on which clocks change
// has 23 or 25 hours.
func dayOf(t time.Time, days int) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d+days, 0, 0, 0, 0, t.Location())
}

// onDay reads a time of day on the day of another time, and how exact it is.
func onDay(day time.Time, clock string) (span, bool) {
	y, m, d := day.Date()
	for _, l := range []struct {
		layout string
		exact  time.Duration
	}{{"15:04", time.Minute}, {"15:04:05", time.Second}} {
		if t, err := time.Parse(l.layout, clock); err == nil {
			at := time.Date(y, m, d, t.Hour(), t.Minute(), t.Second(), 0, day.Location())
			return span{at, at.Add(l.exact)}, true
		}
	}
	return span{}, false
}

// readAgo reads a duration with days: 90s, 1h30m, 3d.
func readAgo(word string) (time.Duration, bool) {
	text, days := strings.CutSuffix(word, "d")
	if days {
		text += "h"
	}
	ago, err := time.ParseDuration(text)
	if err != nil || ago < 0 || days && ago > math.MaxInt64/24 {
		return 0, false
	}
	if days {
		ago *= 24
	}
	return ago, true
}
