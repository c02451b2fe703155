package model

import (
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

func (s Step) RecordKey() (Kind, ID) { return KindOpening, s.ID }

func (s Step) RecordParent() ID { return s.LinkID }

func (s Step) RecordNames() []string { return nil }

func (s Step) RecordRevision() uint64 { return s.Revision }

func (s Step) AtRevision(r uint64) Noun { s.Revision = r; return s }

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
