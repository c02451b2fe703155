package badger

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	badgerdb "github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"

	"gatehouse/durable"
	"gatehouse/model"
	"gatehouse/storage"
)

// Options say where a store is and how it is kept.
type Options struct {
	Dir string       // of its own; made with mode 0700 if it is missing
	Key []byte       // 32 bytes: encrypt everything at rest; nil: do not
	Log *slog.Logger // nil: silent

	// MinFree is how many bytes must be free for a write; 0 means
	// [DefaultMinFree]. Free reports what is free; nil asks the file system.
	MinFree int64
	Free    func() (int64, error)

	// Elapsed is how long the store has been open by a clock that nobody sets; nil
	// asks the system's.
	Elapsed func() time.Duration

	forceOpen bool // for writing, also on a full disk
}

// Store is a [storage.Store] in a directory.
type Store struct {
	opts         Options
	log          *slog.Logger
	db           *badgerdb.DB
	lock         io.Closer
	tally        *tally
	journal      *journal
	buffer       []byte // of the goroutine that commits, like state
	state        *meta  // as the last transaction left it; nil before the first
	bases        bases  // as the last transaction left them
	dictionaries *dictionaries
	recent       *recent
	repeated     repeated
	bells        bells
	damage       damage
	opened       time.Time
	took         time.Duration

	life     sync.RWMutex // held while reading; closed is set under it
	closed   bool
	ops      chan *op
	drained  chan struct{}
	stopping chan struct{}
	stop     context.CancelFunc
	beside   sync.WaitGroup

	sweeps sweeps

	noRoom    bool // opened for reading alone: the disk was full
	unindexed bool // records of an earlier version are without their words, for want of room
}

const (
	memTable   = 16 << 20
	blockCache = 8 << 20
	indexCache = 8 << 20 // of an encrypted store: its indexes cannot be mapped
)

// Open opens or makes a store. The errors to decide by are [storage.ErrLocked],
// [storage.ErrNewer] and [model.ErrDamaged]; in all three cases nothing that is
// stored has been changed.
func Open(ctx context.Context, o Options) (*Store, error) {
	began := time.Now()
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.MinFree == 0 {
		o.MinFree = DefaultMinFree
	}
	if o.Free == nil {
		o.Free = func() (int64, error) { return freeBytes(o.Dir) }
	}
	if o.Elapsed == nil {
		o.Elapsed = func() time.Duration { return time.Since(began) }
	}
	if len(o.Key) != 0 && len(o.Key) != 32 {
		return nil, fmt.Errorf("open store: the key has %d bytes, not 32", len(o.Key))
	}
	s := &Store{
		opts: o, log: o.Log, opened: began, dictionaries: newDictionaries(), recent: newRecent(),
		ops: make(chan *op, maxGroup), drained: make(chan struct{}), stopping: make(chan struct{}),
	}
	if err := s.open(ctx); err != nil {
		return nil, fmt.Errorf("open store %s: %w", o.Dir, plain(err, o.Dir))
	}
	s.took = time.Since(began)
	return s, nil
}

// plain says in words what to do about an error of the operating system.
func plain(err error, dir string) error {
	switch {
	case errors.Is(err, model.ErrDamaged), errors.Is(err, storage.ErrNewer), errors.Is(err, storage.ErrLocked):
		return err
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("this user may not read and write there; change its owner or choose another directory: %w",
			err)
	case errors.Is(err, syscall.ENOTDIR):
		return fmt.Errorf("it is not a directory; choose another: %w", err)
	case errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("%w: %w", storage.ErrNoSpace, err)
	}
	return err
}

func (s *Store) open(ctx context.Context) (err error) {
	dir := s.opts.Dir
	if err := durable.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return err
	}
	if s.lock, err = Hold(dir); err != nil {
		return err
	}
	var known meta
	var found bool
	if s.tally, known, found, err = openTally(dir); err != nil {
		return errors.Join(err, s.lock.Close())
	}
	if err = s.openTree(ctx, known, found); err != nil {
		return errors.Join(err, s.tally.close(), s.lock.Close())
	}
	var beside context.Context
	beside, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	go s.commit()
	s.beside.Go(func() { s.releaseNowAndThen(beside) })
	if err := s.indexWords(ctx); err != nil {
		return errors.Join(err, s.Close())
	}
	if known.countedKeys() <= countAtOnce {
		if err := s.verify(ctx); err != nil {
			return errors.Join(err, s.Close())
		}
		return nil
	}
	s.beside.Go(func() {
		if err := s.verify(beside); err != nil && beside.Err() == nil {
			s.damage.set(err)
			s.log.Error("the store is damaged", "error", err)
		}
	})
	return nil
}

// openTree opens Badger, if what is known of the store allows it, and compares
// what it finds.
func (s *Store) openTree(ctx context.Context, known meta, found bool) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	if known.Schema > schema {
		return newer(known.Schema)
	}
	if free, err := s.opts.Free(); err == nil && found && free >= 0 && free < openRoom && s.opts.MinFree > 0 {
		s.noRoom = !s.opts.forceOpen
	}
	aside, err := setAside(s.opts.Dir, found && known.Position > 0, !s.noRoom)
	if err != nil {
		return err
	}
	err = guarded(func() (err error) {
		s.db, err = badgerdb.Open(s.options())
		return err
	})
	// Badger wraps the error so that only its text is left.
	if s.noRoom && err != nil && strings.Contains(err.Error(), badgerdb.ErrTruncateNeeded.Error()) {
		// It was not closed cleanly: its log has to be cut to what was written,
		// which takes no room.
		s.noRoom, s.opts.forceOpen = false, true
		return s.openTree(ctx, known, found)
	}
	if err != nil {
		return s.refused(err)
	}
	if s.journal, err = openJournal(s.opts.Dir, s.opts.Key, !s.noRoom); err != nil {
		return errors.Join(err, guarded(s.db.Close))
	}
	tree, err := s.inspect(known, found)
	if err != nil {
		if errors.Is(err, model.ErrDamaged) {
			err = fmt.Errorf("%w; the files as they were are in %s", err, aside.dir)
		}
		return errors.Join(err, guarded(s.db.Close), s.journal.close())
	}
	if s.noRoom {
		return nil
	}
	if err := s.tally.write(tree); err != nil {
		return errors.Join(err, s.closeTree())
	}
	return aside.discard()
}

// inspect brings the tree up to date, reads its state and compares it with the
// tally.
func (s *Store) inspect(known meta, found bool) (tree meta, err error) {
	if err := guarded(s.recover); err != nil {
		return tree, err
	}
	txn := s.db.NewTransaction(false)
	defer txn.Discard()
	err = guarded(func() (err error) {
		if tree, err = readMeta(snapshot{txn}); err == nil && tree.Schema <= schema {
			s.bases, err = readBases(snapshot{txn})
		}
		return err
	})
	switch {
	case err != nil:
		return tree, err
	case tree.Schema > schema:
		return tree, newer(tree.Schema)
	case found:
		return tree, compare(tree, known)
	}
	return tree, nil
}

func newer(number uint64) error {
	return fmt.Errorf("%w: its layout is number %d and this version knows %d; use the newer gatehouse",
		storage.ErrNewer, number, schema)
}

// refused says why Badger does not open the store.
func (s *Store) refused(err error) error {
	switch {
	case errors.Is(err, badgerdb.ErrEncryptionKeyMismatch):
		if len(s.opts.Key) == 0 {
			return fmt.Errorf("it is encrypted: give its key: %w", err)
		}
		return fmt.Errorf("it is not encrypted with this key: %w", err)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.ENOSPC), errors.Is(err, model.ErrDamaged):
		return err
	}
	return fmt.Errorf("%w: %w", model.ErrDamaged, err)
}

func (s *Store) options() badgerdb.Options {
	o := badgerdb.DefaultOptions(s.opts.Dir)
	o.Logger = engineLog{s.log}
	o.SyncWrites = false // the journal is synced
	o.ReadOnly = s.noRoom
	o.BypassLockGuard = true  // the directory is ours already: see Hold
	o.DetectConflicts = false // one goroutine writes
	o.MetricsEnabled = false
	o.MemTableSize = memTable
	o.NumMemtables = 2
	o.ValueThreshold = 1 << 20   // above every value: nothing goes to the value log
	o.ValueLogFileSize = 1 << 20 // the least; twice that is made room for at each start
	o.BlockCacheSize = blockCache
	o.Compression = options.Snappy
	o.NumCompactors = 2
	o.ChecksumVerificationMode = options.OnBlockRead
	if len(s.opts.Key) > 0 {
		o.EncryptionKey = s.opts.Key
		o.IndexCacheSize = indexCache
	}
	return o
}

// Close makes the writes that wait, then closes the store. Tails and later
// calls get [storage.ErrClosed].
func (s *Store) Close() error {
	s.stop() // what is read beside would make the lock wait
	s.life.Lock()
	if s.closed {
		s.life.Unlock()
		return nil
	}
	s.closed = true
	close(s.stopping)
	close(s.ops)
	s.life.Unlock()

	<-s.drained
	s.beside.Wait()
	err := errors.Join(s.closeTree(), s.tally.close(), s.lock.Close())
	if err != nil {
		return fmt.Errorf("close store %s: %w", s.opts.Dir, err)
	}
	return nil
}
