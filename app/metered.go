package app

import (
	"context"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/web/ops"
)

// metered is a store whose sign-ins are counted and timed.
type metered struct {
	storage.Store
	metrics *ops.Metrics
}

// Begin implements [storage.Store].
func (m metered) Begin(ctx context.Context, s model.Session, r model.Request, tell ...model.AppEvent) error {
	begun := time.Now()
	err := m.Store.Begin(ctx, s, r, tell...)
	m.done(begun, s, err)
	return err
}

// Accept implements [storage.Store].
func (m metered) Accept(ctx context.Context, o storage.Outcome) (model.Session, error) {
	begun := time.Now()
	s, err := m.Store.Accept(ctx, o)
	m.done(begun, s, err)
	return s, err
}

// Exchange implements [storage.Store].
func (m metered) Exchange(ctx context.Context, e storage.Exchange) (model.Session, error) {
	begun := time.Now()
	s, err := m.Store.Exchange(ctx, e)
	m.done(begun, s, err)
	return s, err
}

// Count implements [storage.Store].
func (m metered) Count(ctx context.Context, session model.ID, more int, at time.Time) error {
	err := m.Store.Count(ctx, session, more, at)
	if err == nil {
		m.metrics.Counted(more)
	}
	return err
}

func (m metered) done(begun time.Time, s model.Session, err error) {
	m.metrics.Stored(time.Since(begun))
	if err == nil {
		m.metrics.SignIn(s)
	}
}
