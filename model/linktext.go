package model

import (
	"fmt"
	"math"
	"time"

	"github.com/dustin/go-humanize/english"
)

// Loss says what stops working if the link is revoked or replaced: "It
// deactivates the current link, issued 3 days ago, opened twice."
func (x Onboarding) Loss(now time.Time) string {
	text := fmt.Sprintf("It deactivates the current link of %s, issued %s ago, %s.", x.Organization.Name,
		LongAge(now.Sub(x.Link.Created)), Openings(x.Progress.Opened))
	if x.Progress.Opened > 0 {
		text += fmt.Sprintf(" Whoever works with it is shut out at once; last seen %s ago",
			LongAge(now.Sub(x.Progress.Last.At)))
		if x.Progress.Reached != "" {
			text += fmt.Sprintf(" at %q", x.Progress.Reached)
		}
		text += "."
	}
	return text
}

// Openings says how often a link was opened: "opened twice", "never opened".
func Openings(n int) string {
	if n == 0 {
		return "never opened"
	}
	return "opened " + Times(n)
}

// Times counts in words: "never", "once", "twice", "3 times".
func Times(n int) string {
	switch n {
	case 0:
		return "never"
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}

// LongAge is a duration in words, in its largest unit: "3 days".
func LongAge(d time.Duration) string {
	switch {
	case d < time.Minute:
		return english.Plural(int(max(0, d)/time.Second), "second", "")
	case d < time.Hour:
		return english.Plural(int(d/time.Minute), "minute", "")
	case d < 48*time.Hour:
		return english.Plural(int(d/time.Hour), "hour", "")
	}
	return english.Plural(int(math.Round(d.Hours()/24)), "day", "")
}
