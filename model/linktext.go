package model

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/dustin/go-humanize/english"
)

// Invitation is the message that goes with a setup link: what it does, how long
// it lives, whom to ask. It holds the link.
func (d *Desk) Invitation(ctx context.Context, link ID) (string, error) {
	d, err := d.see(ctx, ActSeeLinks, ofLink(link))
	if err != nil {
		return "", err
	}
	x, url, look, err := d.writing(ctx, link)
	if err != nil {
		return "", err
	}
	return invitation(x, url, look, d.now()), nil
}

// Nudge is what to write when an onboarding has come to a halt. It holds the
// link.
func (d *Desk) Nudge(ctx context.Context, link ID) (string, error) {
	d, err := d.see(ctx, ActSeeLinks, ofLink(link))
	if err != nil {
		return "", err
	}
	x, url, look, err := d.writing(ctx, link)
	if err != nil {
		return "", err
	}
	return nudge(x, url, look, d.now()), nil
}

// writing reads what a message about a link is made of.
func (d *Desk) writing(ctx context.Context, link ID) (x Onboarding, url string, look Branding, err error) {
	if x, err = d.Onboarding(ctx, link); err != nil {
		return x, "", look, err
	}
	if url, err = d.LinkURL(x.Link); err != nil {
		return x, "", look, err
	}
	look, err = d.Branding(ctx, x.Link.EnvironmentID)
	return x, url, look, err
}

func invitation(x Onboarding, url string, look Branding, now time.Time) string {
	var features []string
	for _, i := range x.Link.Intents {
		features = append(features, i.Label())
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Hello,\n\nthis link opens the setup of %s for %s. It guides you step by step through your identity provider:\n\n%s\n\n",
		english.WordSeries(features, "and"), x.Organization.Name, url)
	fmt.Fprintf(&b, "It works until %s (%s from now) or until the setup is done, and it is meant for your IT admin alone: whoever has it can change the sign-in of %s.\n",
		x.Link.Expires.Format("2 January 2006 15:04 MST"), LongAge(x.Link.Expires.Sub(now)), x.Organization.Name)
	sign(&b, look)
	return b.String()
}

func nudge(x Onboarding, url string, look Branding, now time.Time) string {
	p := x.Progress
	var b strings.Builder
	switch {
	case p.Opened == 0:
		fmt.Fprintf(&b, "Hello,\n\nthe link to the setup of %s for %s, made %s ago, has not been opened yet.\n", IntentLabels(x.Link.Intents), x.Organization.Name, LongAge(now.Sub(x.Link.Created)))
		fmt.Fprintf(&b, "It is meant for whoever looks after your identity provider:\n\n%s\n\n", url)
	default:
		fmt.Fprintf(&b, "Hello,\n\nthe setup of %s for %s was last touched %s ago", IntentLabels(x.Link.Intents), x.Organization.Name, LongAge(p.StuckBy(now)))
		if p.Reached != "" {
			fmt.Fprintf(&b, ", at the step %q", p.Reached)
		}
		b.WriteString(".\n")
		if n := len(p.Errors); n > 0 {
			fmt.Fprintf(&b, "The last thing that went wrong there: %s\n", p.Errors[n-1].Note)
		}
		fmt.Fprintf(&b, "You can go on where you stopped:\n\n%s\n\n", url)
	}
	fmt.Fprintf(&b, "The link works until %s. Is there anything we can help with?\n", x.Link.Expires.Format("2 January 2006 15:04 MST"))
	sign(&b, look)
	return b.String()
}

// sign says whom to ask, and who writes.
func sign(b *strings.Builder, look Branding) {
	if look.Support != "" {
		fmt.Fprintf(b, "\nIf you get stuck, ask %s.\n", look.Support)
	} else {
		b.WriteString("\nIf you get stuck, just reply to this message.\n")
	}
	if look.Name != "" {
		fmt.Fprintf(b, "\n%s\n", look.Name)
	}
}

// Loss says what stops working if the link is revoked or replaced: "It
// deactivates the current link, issued 3 days ago, opened twice."
func (x Onboarding) Loss(now time.Time) string {
	text := fmt.Sprintf("It deactivates the current link of %s, issued %s ago, %s.", x.Organization.Name, LongAge(now.Sub(x.Link.Created)), Openings(x.Progress.Opened))
	if x.Progress.Opened > 0 {
		text += fmt.Sprintf(" Whoever works with it is shut out at once; last seen %s ago", LongAge(now.Sub(x.Progress.Last.At)))
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
