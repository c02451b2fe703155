package model

import (
	"context"
	"strings"
	"time"
)

// What a [Step] tells of.
const (
	StepOpened     = "opened"     // the link was followed
	StepPage       = "page"       // a page was looked at
	StepError      = "error"      // the IT admin was told that something is wrong
	StepTest       = "test"       // a test sign-in began or ended
	StepConfigured = "configured" // something was set up
)

// Step is one thing that happened to a link: the flight recorder of an
// onboarding.
type Step struct {
	ID        ID        `json:"id"`
	LinkID    ID        `json:"link_id"`
	At        time.Time `json:"at"`
	What      string    `json:"what"`            // one of the constants
	Place     string    `json:"place,omitempty"` // where in the portal: its address there, "guide/2"
	Page      string    `json:"page,omitempty"`  // the same in words, for an operator
	Note      string    `json:"note,omitempty"`  // the error that the IT admin saw, the result of the test
	SessionID ID        `json:"session_id,omitempty"`
	Peer      string    `json:"peer,omitempty"`
	UserAgent string    `json:"user_agent,omitempty"`

	Revision uint64 `json:"-"`
}

func (s Step) key() (Kind, ID)  { return KindOpening, s.ID }
func (s Step) parent() ID       { return s.LinkID }
func (s Step) names() []string  { return nil }
func (s Step) revision() uint64 { return s.Revision }
func (s Step) at(r uint64) noun { s.Revision = r; return s }

// maxSteps bounds what one link records, however often it is opened.
const maxSteps = 1000

// RecordStep adds to the flight recorder of a link. The same page again tells
// nothing new: it may be one that loads itself until a domain is found.
func (d *Desk) RecordStep(ctx context.Context, s Step) error {
	d, err := d.do(ctx, ActWorkOnLink, ofLink(s.LinkID))
	if err != nil {
		return err
	}
	steps, err := d.Steps(ctx, s.LinkID)
	if err != nil || len(steps) >= maxSteps {
		return err
	}
	if n := len(steps); n > 0 && s.What == StepPage && steps[n-1].What == StepPage && steps[n-1].Page == s.Page {
		return nil
	}
	s.At = d.now()
	s.ID = d.newID(PrefixStep, s.At)
	s.Note, s.UserAgent = cut(s.Note, 500), cut(s.UserAgent, 200)
	return d.applyQuietly(ctx, created(s))
}

// Steps lists what happened to a link, oldest first.
func (d *Desk) Steps(ctx context.Context, link ID) ([]Step, error) {
	d, err := d.see(ctx, ActSeeLinks, ofLink(link))
	if err != nil {
		return nil, err
	}
	return readAll[Step](ctx, d.store, KindOpening, link, "", 0)
}

// Progress is how far an onboarding came.
type Progress struct {
	Opened  int       // times
	Opening Step      // the last one
	Last    Step      // of any kind; zero if the link was never opened
	Reached string    // the last page that was looked at or worked on
	Errors  []Step    // that the IT admin saw
	Test    *Step     // the last test sign-in
	Since   time.Time // when something happened last, or the link was made; zero if it is not active
}

// stuckAfter is when a pause in an onboarding is worth a word.
const stuckAfter = 2 * 24 * time.Hour

// StuckBy is how long nothing has happened, 0 if nothing has to.
func (p Progress) StuckBy(now time.Time) time.Duration {
	if p.Since.IsZero() {
		return 0
	}
	return now.Sub(p.Since)
}

// Stuck reports whether somebody should be nudged.
func (p Progress) Stuck(now time.Time) bool { return p.StuckBy(now) >= stuckAfter }

// ProgressOf reads the flight recorder of a link.
func (d *Desk) ProgressOf(ctx context.Context, l Link) (Progress, error) {
	d, err := d.see(ctx, ActSeeLinks, ofLink(l.ID))
	if err != nil {
		return Progress{}, err
	}
	steps, err := d.Steps(ctx, l.ID)
	return ProgressFrom(l, steps, d.now()), err
}

// ProgressFrom makes the summary of a link's steps, which are in order.
func ProgressFrom(l Link, steps []Step, now time.Time) Progress {
	var p Progress
	for i, s := range steps {
		switch s.What {
		case StepOpened:
			p.Opened++
			p.Opening = s
		case StepError:
			p.Errors = append(p.Errors, s)
		case StepTest:
			p.Test = &steps[i]
		}
		if s.Page != "" {
			p.Reached = s.Page
		}
		p.Last = s
	}
	if l.StateAt(now) == LinkActive {
		p.Since = l.Created
		if len(steps) > 0 {
			p.Since = p.Last.At
		}
	}
	return p
}

// Onboarding is all that is known of a link.
type Onboarding struct {
	Link         Link
	Organization Organization // zero if it was deleted
	Steps        []Step       // oldest first
	Progress     Progress
}

// Onboarding reads all that is known of a link.
func (d *Desk) Onboarding(ctx context.Context, link ID) (Onboarding, error) {
	d, err := d.see(ctx, ActSeeLinks, ofLink(link))
	if err != nil {
		return Onboarding{}, err
	}
	l, err := d.Link(ctx, link)
	if err != nil {
		return Onboarding{}, err
	}
	x := Onboarding{Link: l}
	if x.Organization, err = found(d.Organization(ctx, l.OrganizationID)); err != nil {
		return x, err
	}
	if x.Steps, err = d.Steps(ctx, l.ID); err != nil {
		return x, err
	}
	x.Progress = ProgressFrom(l, x.Steps, d.now())
	return x, nil
}

// cut shortens text to most bytes, at the end of a character.
func cut(s string, most int) string {
	if len(s) > most {
		return strings.ToValidUTF8(s[:most], "")
	}
	return s
}
