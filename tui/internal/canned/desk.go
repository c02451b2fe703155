// Package canned is a desk with invented data, for the tests of the console and
// for its storybook. Time stands still unless the clock is given.
package canned

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"gatehouse/model"
)

// Now is when the canned data is looked at.
var Now = time.Date(2026, 11, 22, 18, 30, 0, 0, time.UTC)

// Clock stands still at [Now].
func Clock() time.Time { return Now }

// Desk serves canned sessions from memory; the verbs over records are the real
// ones, over records in memory. It is safe for concurrent use.
type Desk struct {
	*model.Desk
	store *memory

	mu            sync.Mutex
	environments  []model.Environment
	organizations []model.Organization // as they were in the beginning
	connections   []model.Connection
	sessions      []model.Session // newest first
	links         []*model.Link   // as they were in the beginning
	steps         map[model.ID][]model.Step
	stories       map[model.ID]model.Story

	Today map[model.ID]*model.Today // what JudgeAgain gives, by session

	Rows atomic.Int64 // looked at by Sessions
	Err  error        // of every read of a list, if set
}

// Facts counts the sessions.
func (d *Desk) Facts(context.Context) (model.Facts, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return model.Facts{Engine: "canned", Sessions: int64(len(d.sessions)), Free: -1}, d.Err
}

// Sessions reads a page as a store does.
func (d *Desk) Sessions(ctx context.Context, q model.Query) (model.Page, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return model.Page{}, err
	}
	if q.Limit == 0 {
		q.Limit = 50
	}
	page := model.Page{Done: true}
	for _, s := range d.sessions {
		if q.Before != "" && s.ID >= q.Before {
			continue
		}
		if len(page.Sessions) == q.Limit {
			page.Next = page.Sessions[q.Limit-1].ID
			return page, d.Err
		}
		if q.Scan > 0 && page.Scanned == q.Scan {
			page.Done = false
			return page, d.Err
		}
		page.Scanned++
		d.Rows.Add(1)
		page.Next = s.ID
		if matches(q, s) {
			page.Sessions = append(page.Sessions, s)
		}
	}
	page.Next = ""
	return page, d.Err
}

func matches(q model.Query, s model.Session) bool {
	return (q.Environment == "" || q.Environment == s.EnvironmentID) &&
		(q.Organization == "" || q.Organization == s.OrganizationID) &&
		(q.Connection == "" || q.Connection == s.ConnectionID) &&
		(q.Since.IsZero() || !s.CreatedAt.Before(q.Since)) && (q.Until.IsZero() || s.CreatedAt.Before(q.Until)) &&
		(q.Match == nil || q.Match(s))
}

// Story tells what is canned of a session.
func (d *Desk) Story(_ context.Context, id model.ID) (model.Story, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.Err != nil {
		return model.Story{}, d.Err
	}
	story, ok := d.stories[id]
	if !ok {
		return model.Story{}, fmt.Errorf("session %s: %w", id, model.ErrNotFound)
	}
	return story, nil
}

// CountSessions counts those of an environment.
func (d *Desk) CountSessions(_ context.Context, environment model.ID, _ time.Time) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := 0
	for _, s := range d.sessions {
		if environment == "" || s.EnvironmentID == environment {
			n++
		}
	}
	return n, d.Err
}

// JudgeAgain gives what was put there: the messages are not real ones.
func (d *Desk) JudgeAgain(_ context.Context, s model.Story) (*model.Today, error) {
	return d.Today[s.Session.ID], nil
}

// Now is the position behind the newest change.
func (d *Desk) Now(ctx context.Context) (model.Pos, error) {
	pos, err := d.store.Now(ctx)
	return pos, errors.Join(err, d.Err)
}

// Tail follows the changes until ctx ends.
func (d *Desk) Tail(ctx context.Context, from model.Pos, f func(model.Changed) error) error {
	return d.store.Tail(ctx, from, f)
}

// Put records a session, new or changed, with its story.
func (d *Desk) Put(story model.Story) {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := story.Session
	if _, known := d.stories[s.ID]; known {
		for i := range d.sessions {
			if d.sessions[i].ID == s.ID {
				d.sessions[i] = s
			}
		}
	} else {
		d.sessions = append([]model.Session{s}, d.sessions...)
	}
	d.stories[s.ID] = story
	d.store.tell(model.Changed{Session: &s})
}

// Fill adds n plain sessions that are older than all others.
func (d *Desk) Fill(n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i := range n {
		d.sessions = append(d.sessions, filler(d.connections[0], i))
	}
}

func filler(c model.Connection, i int) model.Session {
	at := Now.Add(-48*time.Hour - time.Duration(i)*time.Second)
	s := model.Session{
		ID: id("sess", at, i), EnvironmentID: c.EnvironmentID, OrganizationID: c.OrganizationID, ConnectionID: c.ID,
		State: model.Successful, Origin: model.FromServiceProvider, Email: fmt.Sprintf("user%d@acme.example", i), CreatedAt: at, UpdatedAt: at,
	}
	return s
}
