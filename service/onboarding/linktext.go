package onboarding

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/dustin/go-humanize/english"

	"gatehouse/model"
	"gatehouse/service/core"
)

// Invitation is the message that goes with a setup link: what it does, how long
// it lives, whom to ask. It holds the link.
func (s Service) Invitation(ctx context.Context, link model.ID) (string, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeLinks, core.OfLink(link)))
	if err != nil {
		return "", err
	}
	x, url, look, err := s.writing(ctx, link)
	if err != nil {
		return "", err
	}
	return invitation(x, url, look, s.core.Now()), nil
}

// Nudge is what to write when an onboarding has come to a halt. It holds the
// link.
func (s Service) Nudge(ctx context.Context, link model.ID) (string, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeLinks, core.OfLink(link)))
	if err != nil {
		return "", err
	}
	x, url, look, err := s.writing(ctx, link)
	if err != nil {
		return "", err
	}
	return nudge(x, url, look, s.core.Now()), nil
}

// writing reads what a message about a link is made of.
func (s Service) writing(ctx context.Context,
	link model.ID) (x model.Onboarding, url string, look model.Branding, err error) {
	if x, err = s.Onboarding(ctx, link); err != nil {
		return x, "", look, err
	}
	if url, err = s.LinkURL(ctx, x.Link); err != nil {
		return x, "", look, err
	}
	look, err = s.tenant().Branding(ctx, x.Link.EnvironmentID)
	return x, url, look, err
}

func invitation(x model.Onboarding, url string, look model.Branding, now time.Time) string {
	var features []string
	for _, i := range x.Link.Intents {
		features = append(features, i.Label())
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Hello,\n\nthis link opens the setup of %s for %s. It guides you step by step through your "+
		"identity provider:\n\n%s\n\n",
		english.WordSeries(features, "and"), x.Organization.Name, url)
	fmt.Fprintf(&b, "It works until %s (%s from now) or until the setup is done, and it is meant for your IT admin "+
		"alone: whoever has it can change the sign-in of %s.\n",
		x.Link.Expires.Format("2 January 2006 15:04 MST"), model.LongAge(x.Link.Expires.Sub(now)), x.Organization.Name)
	sign(&b, look)
	return b.String()
}

func nudge(x model.Onboarding, url string, look model.Branding, now time.Time) string {
	p := x.Progress
	var b strings.Builder
	switch {
	case p.Opened == 0:
		fmt.Fprintf(&b, "Hello,\n\nthe link to the setup of %s for %s, made %s ago, has not been opened yet.\n",
			model.IntentLabels(x.Link.Intents), x.Organization.Name, model.LongAge(now.Sub(x.Link.Created)))
		fmt.Fprintf(&b, "It is meant for whoever looks after your identity provider:\n\n%s\n\n", url)
	default:
		fmt.Fprintf(&b, "Hello,\n\nthe setup of %s for %s was last touched %s ago", model.IntentLabels(x.Link.Intents),
			x.Organization.Name, model.LongAge(p.StuckBy(now)))
		if p.Reached != "" {
			fmt.Fprintf(&b, ", at the step %q", p.Reached)
		}
		b.WriteString(".\n")
		if n := len(p.Errors); n > 0 {
			fmt.Fprintf(&b, "The last thing that went wrong there: %s\n", p.Errors[n-1].Note)
		}
		fmt.Fprintf(&b, "You can go on where you stopped:\n\n%s\n\n", url)
	}
	fmt.Fprintf(&b, "The link works until %s. Is there anything we can help with?\n",
		x.Link.Expires.Format("2 January 2006 15:04 MST"))
	sign(&b, look)
	return b.String()
}

// sign says whom to ask, and who writes.
func sign(b *strings.Builder, look model.Branding) {
	if look.Support != "" {
		fmt.Fprintf(b, "\nIf you get stuck, ask %s.\n", look.Support)
	} else {
		b.WriteString("\nIf you get stuck, just reply to this message.\n")
	}
	if look.Name != "" {
		fmt.Fprintf(b, "\n%s\n", look.Name)
	}
}
