package storagetest

import (
	"context"
	"errors"

	"gatehouse/model"
	"gatehouse/storage"
)

// ErrLost is why a [Failing] store fails.
var ErrLost = errors.New("the disk is gone")

// Failing is a store that fails once: at one of the reads of it and the changes of its records, by its number from 1.
// It is for one reader at a time.
type Failing struct {
	storage.Store
	At   int // 0 is never
	Done int // how many were asked for
}

func (s *Failing) fail() error {
	if s.Done++; s.Done == s.At {
		return ErrLost
	}
	return nil
}

// unless does what is asked of the store, unless it fails.
func unless[T any](s *Failing, do func() (T, error)) (T, error) {
	if err := s.fail(); err != nil {
		var none T
		return none, err
	}
	return do()
}

func (s *Failing) Record(ctx context.Context, k model.Kind, id model.ID) (model.Record, error) {
	return unless(s, func() (model.Record, error) { return s.Store.Record(ctx, k, id) })
}

func (s *Failing) Named(ctx context.Context, name string) (model.Record, error) {
	return unless(s, func() (model.Record, error) { return s.Store.Named(ctx, name) })
}

func (s *Failing) Records(ctx context.Context, q storage.Selection) ([]model.Record, error) {
	return unless(s, func() ([]model.Record, error) { return s.Store.Records(ctx, q) })
}

func (s *Failing) Apply(ctx context.Context, changes ...storage.Change) error {
	_, err := unless(s, func() (int, error) { return 0, s.Store.Apply(ctx, changes...) })
	return err
}

func (s *Failing) Session(ctx context.Context, id model.ID) (model.Session, error) {
	return unless(s, func() (model.Session, error) { return s.Store.Session(ctx, id) })
}

func (s *Failing) Request(ctx context.Context, id model.ID) (model.Request, error) {
	return unless(s, func() (model.Request, error) { return s.Store.Request(ctx, id) })
}

func (s *Failing) Receipts(ctx context.Context, id model.ID) ([]model.Receipt, error) {
	return unless(s, func() ([]model.Receipt, error) { return s.Store.Receipts(ctx, id) })
}

func (s *Failing) Events(ctx context.Context, id model.ID) ([]model.Event, error) {
	return unless(s, func() ([]model.Event, error) { return s.Store.Events(ctx, id) })
}

func (s *Failing) Claimants(ctx context.Context, id model.ID) ([]model.ID, error) {
	return unless(s, func() ([]model.ID, error) { return s.Store.Claimants(ctx, id) })
}

func (s *Failing) Sessions(ctx context.Context, q model.Query) (model.Page, error) {
	return unless(s, func() (model.Page, error) { return s.Store.Sessions(ctx, q) })
}

func (s *Failing) DirectoryEntries(ctx context.Context, q storage.EntryQuery) ([]model.DirectoryEntry, error) {
	return unless(s, func() ([]model.DirectoryEntry, error) { return s.Store.DirectoryEntries(ctx, q) })
}

func (s *Failing) DirectoryEntry(ctx context.Context, d model.ID, k model.EntryKind, id model.ID,
) (model.DirectoryEntry, error) {
	return unless(s, func() (model.DirectoryEntry, error) { return s.Store.DirectoryEntry(ctx, d, k, id) })
}

func (s *Failing) Memberships(ctx context.Context, q storage.MembershipQuery) ([]model.Membership, error) {
	return unless(s, func() ([]model.Membership, error) { return s.Store.Memberships(ctx, q) })
}

func (s *Failing) DirectoryCounts(ctx context.Context, id model.ID) (model.DirectoryCounts, error) {
	return unless(s, func() (model.DirectoryCounts, error) { return s.Store.DirectoryCounts(ctx, id) })
}

func (s *Failing) DirectoryRequest(ctx context.Context, d, id model.ID) (model.DirectoryRequest, error) {
	return unless(s, func() (model.DirectoryRequest, error) { return s.Store.DirectoryRequest(ctx, d, id) })
}

func (s *Failing) DirectoryLog(ctx context.Context, q storage.DirectoryLogQuery) ([]model.DirectoryRequest, error) {
	return unless(s, func() ([]model.DirectoryRequest, error) { return s.Store.DirectoryLog(ctx, q) })
}
