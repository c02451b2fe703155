package badger

// LoseJournal takes the journal's file away from an open store, as a disk does
// that goes bad.
func (s *Store) LoseJournal() error { return s.journal.file.Close() }

// Checkpoint makes a checkpoint between two writes.
func (s *Store) Checkpoint() error { return s.checkpoint() }
