package badger

import (
	"fmt"

	"gatehouse/storage"
)

// DefaultMinFree is how much must be free for a write: what the logs and
// tables in flight can still grow by. Badger writes through mapped files, and
// a full disk ends the process there.
const DefaultMinFree = 3*memTable + 128<<20

// openRoom is how much opening a store for writing takes by itself. With less it
// is opened for reading alone.
const openRoom = 2*memTable + 16<<20

// room refuses writes while there is still enough space for those under way.
// Reading goes on.
func (s *Store) room() error {
	if s.noRoom {
		return fmt.Errorf("%w in %s when it was opened, so it is open for reading alone; make room, then start again",
			storage.ErrNoSpace, s.opts.Dir)
	}
	free, err := s.opts.Free()
	if err != nil {
		return fmt.Errorf("free space of %s: %w", s.opts.Dir, err)
	}
	if free >= 0 && free < s.opts.MinFree {
		return fmt.Errorf("%w in %s: %d MiB are free and %d MiB are needed; make room, then try again",
			storage.ErrNoSpace, s.opts.Dir, free>>20, s.opts.MinFree>>20)
	}
	return nil
}
