// Package memory keeps the state in the memory of the process, for tests of what
// stands above the store. It means what [storage.Store] says, as every engine
// does; nothing of it outlives the process, and hashes of codes, tokens and
// messages are kept as long as the store.
//
// One mutex guards all of it. What is stored is never changed, only replaced,
// so that a walk goes on over a copy of a tree when the mutex is free again.
package memory

import (
	"context"
	"sync"
	"time"

	"github.com/tidwall/btree"

	"gatehouse/model"
	"gatehouse/storage"
)

// Store is a [storage.Store]. It is safe for concurrent use.
type Store struct {
	opened time.Time
	took   time.Duration

	mu     sync.Mutex
	closed bool

	sessions   map[model.ID]*session
	timeline   *btree.BTreeG[*session]              // newest first
	unverified *btree.BTreeG[*session]              // newest first
	claimants  map[model.ID]*btree.BTreeG[model.ID] // by the session that they claimed to answer
	codes      map[model.Hash]*code
	tokens     map[model.Hash]lease
	replay     map[string]lease
	records    *btree.BTreeG[*record] // by kind and id
	children   *btree.BTreeG[*record] // by kind, parent and id
	names      map[string]*record
	changes    *btree.BTreeG[change]   // each thing once, where it changed last
	appEvents  map[model.ID][]appEvent // by environment, in the order of their positions
	position   storage.Pos
	changed    chan struct{} // closed, and replaced, at each change

	directories map[model.ID]*directory
	published   map[model.ID]publication
}

var _ storage.Store = (*Store)(nil)

// Open makes an empty store.
func Open() *Store {
	began := time.Now()
	s := &Store{
		sessions:   map[model.ID]*session{},
		timeline:   tree(newer),
		unverified: tree(newer),
		claimants:  map[model.ID]*btree.BTreeG[model.ID]{},
		codes:      map[model.Hash]*code{},
		tokens:     map[model.Hash]lease{},
		replay:     map[string]lease{},
		records:    tree(byID),
		children:   tree(byParent),
		names:      map[string]*record{},
		appEvents:  map[model.ID][]appEvent{},
		changes:    tree(func(a, b change) bool { return a.pos < b.pos }),
		changed:    make(chan struct{}),

		directories: map[model.ID]*directory{}, published: map[model.ID]publication{},
	}
	s.opened, s.took = began, max(time.Since(began), 1)
	return s
}

// tree is an ordered set. The store's mutex guards it.
func tree[T any](less func(a, b T) bool) *btree.BTreeG[T] {
	return btree.NewBTreeGOptions(less, btree.Options{NoLocks: true})
}

// do runs one step with the store to itself, if there is still a caller and a
// store. A step checks everything before it changes anything.
func do[T any](ctx context.Context, s *Store, step func() (T, error)) (T, error) {
	var zero T
	if err := ctx.Err(); err != nil {
		return zero, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return zero, storage.ErrClosed
	}
	return step()
}

// alter is a step that answers with nothing but its error.
func alter(ctx context.Context, s *Store, step func() error) error {
	_, err := do(ctx, s, func() (struct{}, error) { return struct{}{}, step() })
	return err
}

// Facts implements [storage.Store].
func (s *Store) Facts(ctx context.Context) (storage.Facts, error) {
	return do(ctx, s, func() (storage.Facts, error) {
		f := storage.Facts{
			Engine: "memory", Sessions: int64(len(s.sessions)), Free: -1, Schema: 1, Opened: s.opened, OpenTook: s.took,
		}
		for _, one := range s.sessions {
			f.Bytes += one.size()
		}
		s.records.Scan(func(r *record) bool {
			f.Bytes += int64(len(r.Data))
			return true
		})
		return f, nil
	})
}

// Snapshot refuses: what is in memory is there for tests.
func (s *Store) Snapshot(ctx context.Context, _ storage.SnapshotOf) (storage.Snapshot, error) {
	return do(ctx, s, func() (storage.Snapshot, error) { return nil, storage.ErrNoSnapshot })
}

// Close ends tails, and every later call with [storage.ErrClosed].
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.closed = true
		close(s.changed)
	}
	return nil
}

// moment is a time as an engine on disk gives it back.
func moment(t time.Time) time.Time { return t.Round(0).UTC() }
