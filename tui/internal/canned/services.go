// Package canned has services with invented data, for the tests of the console and
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
	"gatehouse/service"
	"gatehouse/storage"
	"gatehouse/storage/memory"
)

// Now is when the canned data is looked at.
var Now = time.Date(2026, 11, 22, 18, 30, 0, 0, time.UTC)

// Clock stands still at [Now].
func Clock() time.Time { return Now }

// Services are the real ones over a store in memory, but for what is told of invented
// sessions and links. It is safe for concurrent use.
type Services struct {
	*service.Services
	*cast
}

// cast is what services for several people have in common.
type cast struct {
	store *memory.Store

	mu            sync.Mutex
	environments  []model.Environment
	organizations []model.Organization // as they were in the beginning
	connections   []model.Connection
	links         []*model.Link // as they were in the beginning
	steps         map[model.ID][]model.Step
	stepped       int                              // steps so far
	details       map[model.ID]model.SessionDetail // that were put or asked for

	Today map[model.ID]*model.Today // what JudgeAgain gives, by session

	Rows atomic.Int64 // looked at by Sessions
	Err  error        // of every read of a list, if set
}

// As are the services for somebody else, over the same data.
func (d *Services) As(p model.Principal) *Services { return &Services{d.Services.For(p), d.cast} }

// Facts are those of the store.
func (d *Services) Facts(ctx context.Context) (storage.Facts, error) {
	f, err := d.store.Facts(ctx)
	f.Engine = "canned"
	return f, errors.Join(err, d.Err)
}

// Sessions reads a page, and counts the rows that were looked at.
func (d *Services) Sessions(ctx context.Context, q model.Query) (model.Page, error) {
	page, err := d.Services.Sessions(ctx, q)
	d.Rows.Add(int64(page.Scanned))
	return page, errors.Join(err, d.Err)
}

// Session is that of its detail.
func (d *Services) Session(ctx context.Context, id model.ID) (model.Session, error) {
	detail, err := d.SessionDetail(ctx, id)
	return detail.Session, err
}

// SessionDetail tells what is canned of a session.
func (d *Services) SessionDetail(_ context.Context, id model.ID) (model.SessionDetail, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.Err != nil {
		return model.SessionDetail{}, d.Err
	}
	if _, ok := d.details[id]; !ok {
		i := played(id)
		if i < 0 {
			return model.SessionDetail{}, fmt.Errorf("session %s: %w", id, model.ErrNotFound)
		}
		d.details[id] = d.detail(i, scenes[i])
	}
	return d.details[id], nil
}

// CountSessions counts those of an environment.
func (d *Services) CountSessions(ctx context.Context, environment model.ID, before time.Time) (int, error) {
	n, err := d.Services.CountSessions(ctx, environment, before)
	return n, errors.Join(err, d.Err)
}

// JudgeAgain gives what was put there: the messages are not real ones.
func (d *Services) JudgeAgain(_ context.Context, s model.SessionDetail) (*model.Today, error) {
	return d.Today[s.Session.ID], nil
}

// Now is the position behind the newest change.
func (d *Services) Now(ctx context.Context) (storage.Pos, error) {
	pos, err := d.store.Now(ctx)
	return pos, errors.Join(err, d.Err)
}

// Put records a session, new or changed, with its detail.
func (d *Services) Put(detail model.SessionDetail) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.details[detail.Session.ID] = detail
	d.store.Put(detail.Session)
}

// Fill adds n plain sessions that are older than all others.
func (d *Services) Fill(n int) {
	for i := range n {
		d.store.Put(filler(d.connections[0], i))
	}
}

func filler(c model.Connection, i int) model.Session {
	at := Now.Add(-48*time.Hour - time.Duration(i)*time.Second)
	s := model.Session{
		ID: id("sess", at, i), EnvironmentID: c.EnvironmentID, OrganizationID: c.OrganizationID, ConnectionID: c.ID,
		State: model.Successful, Origin: model.FromServiceProvider, Email: fmt.Sprintf("user%d@acme.example", i),
		CreatedAt: at, UpdatedAt: at,
	}
	return s
}
