package model

import (
	"fmt"
	"strings"
	"time"

	"github.com/dustin/go-humanize/english"
)

// LinkMessage is the message that goes with a setup link: what it does, how long
// it lives, whom to ask.
func LinkMessage(o Organization, l Link, url, vendor, support string, now time.Time) string {
	var features []string
	for _, i := range l.Intents {
		features = append(features, i.Label())
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Hello,\n\nthis link opens the setup of %s for %s. It guides you step by step through your identity provider:\n\n%s\n\n",
		english.WordSeries(features, "and"), o.Name, url)
	fmt.Fprintf(&b, "It works until %s (%s from now) or until the setup is done, and it is meant for your IT admin alone: whoever has it can change the sign-in of %s.\n",
		l.Expires.Format("2 January 2006 15:04 MST"), english.Plural(int(l.Expires.Sub(now).Hours()/24), "day", ""), o.Name)
	if support != "" {
		fmt.Fprintf(&b, "\nIf you get stuck, write to %s.\n", support)
	} else {
		b.WriteString("\nIf you get stuck, just reply to this message.\n")
	}
	if vendor != "" {
		fmt.Fprintf(&b, "\n%s\n", vendor)
	}
	return b.String()
}

// NudgeMessage is what to write when an onboarding has come to a halt.
func NudgeMessage(o Organization, l Link, p Progress, url string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Hello,\n\nthe sign-in setup for %s was last touched %s ago", o.Name, english.Plural(int(p.StuckBy.Hours()/24), "day", ""))
	if p.Last.Page != "" {
		fmt.Fprintf(&b, ", at the step %q", p.Last.Page)
	}
	b.WriteString(".\n")
	if n := len(p.Errors); n > 0 {
		fmt.Fprintf(&b, "The last thing it said was: %s\n", p.Errors[n-1].Note)
	}
	fmt.Fprintf(&b, "You can go on where you stopped:\n\n%s\n\nThe link works until %s. Is there anything we can help with?\n", url, l.Expires.Format("2 January 2006"))
	return b.String()
}
