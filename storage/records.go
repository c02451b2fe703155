package storage

import (
	"context"
	"fmt"

	"gatehouse/model"
)

// Records are few and cold. An engine must keep names unique over all kinds, free
// those of all changed records before it takes any, so that two can swap theirs in
// one step, and change what finds a record together with the record.
type Records interface {
	// Record reads one record.
	Record(ctx context.Context, k model.Kind, id model.ID) (model.Record, error)
	// Named finds the record that holds a unique name.
	Named(ctx context.Context, name string) (model.Record, error)
	// Records lists and searches records of a kind. Those that do not match a text
	// are not read.
	Records(ctx context.Context, s Selection) ([]model.Record, error)
	// Apply makes all changes or none. ErrConflict: a record is not at the
	// revision the change was based on; *NameTaken.
	Apply(ctx context.Context, changes ...Change) error
}

// NameTaken says that a unique name belongs to another record already.
type NameTaken struct {
	Name string
	By   model.ID
}

func (e *NameTaken) Error() string { return fmt.Sprintf("%s is taken by %s", e.Name, e.By) }

// Change creates (Based 0), replaces or deletes a record that is at revision
// Based. The store sets Revision to Based+1.
type Change struct {
	Record model.Record
	Based  uint64
	Delete bool
	Tell   []model.AppEvent // behind those of the changes before it
}

// Selection picks records of one kind.
type Selection struct {
	Kind   model.Kind
	Parent model.ID // only those under this one; "" for all
	Order  Order
	Behind model.ID // only those behind this one in the order: the cursor
	Limit  int      // 0 means all

	// In the order ByName alone.
	Text        string   // only those with it in one of their words, without regard to case
	Environment model.ID // only those of this one; "" for all
	BehindName  string   // the first word of Behind, as it was: it may be gone or renamed
}

// Order is the order in which records are listed.
type Order int

// The orders. An id rises with the time at which it was made.
const (
	OldestFirst Order = iota
	NewestFirst
	ByName // by the first of their words, then by id; those without words are left out
)
