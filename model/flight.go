package model

import (
	"context"
	"time"
)

// Step is one thing that happened to a link: the flight recorder of an
// onboarding.
type Step struct {
	ID        ID        `json:"id"`
	LinkID    ID        `json:"link_id"`
	At        time.Time `json:"at"`
	What      string    `json:"what"`           // "opened", "page", "error", "test", "configured"
	Page      string    `json:"page,omitempty"` // which step of the portal
	Note      string    `json:"note,omitempty"` // the error that the IT admin saw, the result of the test
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

// RecordStep adds to the flight recorder of a link.
func (d *Desk) RecordStep(ctx context.Context, s Step) error {
	steps, err := d.Steps(ctx, s.LinkID)
	if err != nil || len(steps) >= maxSteps {
		return err
	}
	s.ID, s.At = NewID("step", d.now()), d.now()
	s.Note, s.UserAgent = cut(s.Note, 500), cut(s.UserAgent, 200)
	return d.applyQuietly(ctx, created(s))
}

// Steps lists what happened to a link, oldest first.
func (d *Desk) Steps(ctx context.Context, link ID) ([]Step, error) {
	return readAll[Step](ctx, d.Store, KindOpening, link, "", 0)
}

// Progress is how far an onboarding came.
type Progress struct {
	Opened  int           // times
	Last    Step          // zero if it was never opened
	Errors  []Step        // that the IT admin saw
	Test    *Step         // the last test sign-in
	StuckBy time.Duration // since the last step, if the link is active and was opened; else 0
}

// stuckAfter is when a pause in an onboarding is worth a word.
const stuckAfter = 2 * 24 * time.Hour

// Stuck reports whether somebody should be nudged.
func (p Progress) Stuck() bool { return p.StuckBy >= stuckAfter }

// ProgressOf reads the flight recorder of a link.
func (d *Desk) ProgressOf(ctx context.Context, l Link) (Progress, error) {
	steps, err := d.Steps(ctx, l.ID)
	if err != nil {
		return Progress{}, err
	}
	var p Progress
	for i, s := range steps {
		switch s.What {
		case "opened":
			p.Opened++
		case "error":
			p.Errors = append(p.Errors, s)
		case "test":
			p.Test = &steps[i]
		}
		p.Last = s
	}
	if now := d.now(); p.Opened > 0 && l.StateAt(now) == LinkActive {
		p.StuckBy = now.Sub(p.Last.At)
	}
	return p, nil
}

func cut(s string, most int) string {
	if len(s) > most {
		return s[:most]
	}
	return s
}
