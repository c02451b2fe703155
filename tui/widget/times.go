package widget

import (
	"fmt"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
)

// Age is a duration in at most four cells.
func Age(d time.Duration) string {
	switch {
	case d < time.Second:
		return "now"
	case d < time.Minute:
		return fmt.Sprintf("%ds", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%dm", d/time.Minute)
	case d < 48*time.Hour:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d < 1000*24*time.Hour:
		return fmt.Sprintf("%dd", d/(24*time.Hour))
	}
	return fmt.Sprintf("%dy", d/(365*24*time.Hour))
}

// Ago is how long something is past, in a few letters.
func Ago(d time.Duration) string {
	if d < time.Second {
		return "just now"
	}
	return Age(d) + " ago"
}

// Moment is a time as details show it: absolute, in UTC, and how long ago.
func Moment(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(now.Location()).Format("2006-01-02 15:04:05.000 ") + ZoneName(t.In(now.Location())) + " (" +
		humanize.RelTime(t, now, "ago", "from now") + ")"
}

// ZoneName is the zone of a time: UTC, CET, or +05:30 where it has no letters.
func ZoneName(t time.Time) string {
	name := t.Format("MST")
	if strings.ContainsAny(name, "+-") {
		return t.Format("-07:00")
	}
	return name
}

// ClockCell is when something was, by the clock: today its time, else its date
// too.
func ClockCell(t, now time.Time) Cell {
	t = t.In(now.Location())
	if y, m, d := t.Date(); now.Year() == y && now.Month() == m && now.Day() == d {
		return Cell{Text: t.Format("15:04:05")}
	}
	return Cell{Text: t.Format("02 Jan 15:04"), Short: t.Format("02 15:04")}
}

// Day is a date without its time.
func Day(t time.Time) string { return t.UTC().Format(time.DateOnly) }
