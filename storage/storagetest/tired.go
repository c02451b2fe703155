package storagetest

import (
	"context"
	"errors"

	"gatehouse/model"
	"gatehouse/storage"
)

// ErrLost is why a [Tired] store does something not.
var ErrLost = errors.New("the disk is gone")

// Tired is a store that does one of the things that are read of it or written to its records not: the one
// at a position, counted from 1. It is for one reader at a time.
type Tired struct {
	storage.Store
	At   int // 0 is never
	Done int // how many were asked for
}

func (s *Tired) tire() error {
	if s.Done++; s.Done == s.At {
		return ErrLost
	}
	return nil
}

// unless does what is asked of the store if it is not too tired.
func unless[T any](s *Tired, do func() (T, error)) (T, error) {
	if err := s.tire(); err != nil {
		var none T
		return none, err
	}
	return do()
}

func (s *Tired) Record(ctx context.Context, k model.Kind, id model.ID) (model.Record, error) {
	return unless(s, func() (model.Record, error) { return s.Store.Record(ctx, k, id) })
}

func (s *Tired) Named(ctx context.Context, name string) (model.Record, error) {
	return unless(s, func() (model.Record, error) { return s.Store.Named(ctx, name) })
}

func (s *Tired) Records(ctx context.Context, q storage.Selection) ([]model.Record, error) {
	return unless(s, func() ([]model.Record, error) { return s.Store.Records(ctx, q) })
}

func (s *Tired) Apply(ctx context.Context, changes ...storage.Change) error {
	_, err := unless(s, func() (int, error) { return 0, s.Store.Apply(ctx, changes...) })
	return err
}

func (s *Tired) Session(ctx context.Context, id model.ID) (model.Session, error) {
	return unless(s, func() (model.Session, error) { return s.Store.Session(ctx, id) })
}

func (s *Tired) Request(ctx context.Context, id model.ID) (model.Request, error) {
	return unless(s, func() (model.Request, error) { return s.Store.Request(ctx, id) })
}

func (s *Tired) Receipts(ctx context.Context, id model.ID) ([]model.Receipt, error) {
	return unless(s, func() ([]model.Receipt, error) { return s.Store.Receipts(ctx, id) })
}

func (s *Tired) Events(ctx context.Context, id model.ID) ([]model.Event, error) {
	return unless(s, func() ([]model.Event, error) { return s.Store.Events(ctx, id) })
}

func (s *Tired) Claimants(ctx context.Context, id model.ID) ([]model.ID, error) {
	return unless(s, func() ([]model.ID, error) { return s.Store.Claimants(ctx, id) })
}

func (s *Tired) Sessions(ctx context.Context, q model.Query) (model.Page, error) {
	return unless(s, func() (model.Page, error) { return s.Store.Sessions(ctx, q) })
}

func (s *Tired) DirectoryEntries(ctx context.Context, q storage.EntryQuery) ([]model.DirectoryEntry, error) {
	return unless(s, func() ([]model.DirectoryEntry, error) { return s.Store.DirectoryEntries(ctx, q) })
}

func (s *Tired) DirectoryEntry(ctx context.Context, d model.ID, k model.EntryKind, id model.ID,
) (model.DirectoryEntry, error) {
	return unless(s, func() (model.DirectoryEntry, error) { return s.Store.DirectoryEntry(ctx, d, k, id) })
}

func (s *Tired) Memberships(ctx context.Context, q storage.MembershipQuery) ([]model.Membership, error) {
	return unless(s, func() ([]model.Membership, error) { return s.Store.Memberships(ctx, q) })
}

func (s *Tired) DirectoryCounts(ctx context.Context, id model.ID) (model.DirectoryCounts, error) {
	return unless(s, func() (model.DirectoryCounts, error) { return s.Store.DirectoryCounts(ctx, id) })
}

func (s *Tired) DirectoryRequest(ctx context.Context, d, id model.ID) (model.DirectoryRequest, error) {
	return unless(s, func() (model.DirectoryRequest, error) { return s.Store.DirectoryRequest(ctx, d, id) })
}

func (s *Tired) DirectoryLog(ctx context.Context, q storage.DirectoryLogQuery) ([]model.DirectoryRequest, error) {
	return unless(s, func() ([]model.DirectoryRequest, error) { return s.Store.DirectoryLog(ctx, q) })
}
