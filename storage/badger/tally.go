package badger

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/cespare/xxhash/v2"

	"gatehouse/model"
)

// tally is a small file beside the tree that says how far the store was. It is
// written behind each transaction, so it is never ahead of an undamaged tree:
// a tree that is behind its tally has lost something, which Badger itself does
// not notice when its manifest or a log was cut short.
//
// It has two slots that are written in turn, so that one is whole whatever
// happens. Its schema is read before Badger touches anything.
type tally struct {
	file *os.File
	turn uint64
}

const (
	tallyName = "TALLY"
	tallySlot = 512
	tallyHead = "gatehouse tally\n"
)

// openTally reads the newer slot; found is false for a new file.
func openTally(dir string) (t *tally, m meta, found bool, err error) {
	path := filepath.Join(dir, tallyName)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, meta{}, false, err
	}
	t = &tally{file: f}
	content := make([]byte, 2*tallySlot)
	n, err := f.ReadAt(content, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, meta{}, false, errors.Join(err, f.Close())
	}
	for at := 0; at+tallySlot <= n; at += tallySlot {
		if turn, slot, ok := parseSlot(content[at : at+tallySlot]); ok && turn > t.turn {
			t.turn, m, found = turn, slot, true
		}
	}
	if n > 0 && !found {
		err := fmt.Errorf("%w: %s cannot be read; remove it to open the store without this check", model.ErrDamaged,
			path)
		return nil, meta{}, false, errors.Join(err, f.Close())
	}
	return t, m, found, nil
}

// A slot is the head, its turn, the length and the bytes of the store's state,
// and a checksum of all that.
func parseSlot(b []byte) (turn uint64, m meta, ok bool) {
	if string(b[:len(tallyHead)]) != tallyHead {
		return 0, meta{}, false
	}
	end := len(b) - 8
	if xxhash.Sum64(b[:end]) != binary.BigEndian.Uint64(b[end:]) {
		return 0, meta{}, false
	}
	c := cutter{rest: b[len(tallyHead):end]}
	turn = c.number()
	state := c.text()
	m, ok = parseMeta([]byte(state))
	return turn, m, ok && !c.short
}

// write notes the state. It is not synced: after a power cut the tally may be
// behind, which is no harm.
func (t *tally) write(m meta) error {
	state := appendMeta(nil, &m)
	b := append(make([]byte, 0, tallySlot), tallyHead...)
	b = binary.AppendUvarint(b, t.turn+1)
	b = binary.AppendUvarint(b, uint64(len(state)))
	b = append(b, state...)
	if len(b) > tallySlot-8 {
		return fmt.Errorf("a tally of %d bytes is too long", len(b))
	}
	b = b[:tallySlot]
	binary.BigEndian.PutUint64(b[tallySlot-8:], xxhash.Sum64(b[:tallySlot-8]))
	if _, err := t.file.WriteAt(b, int64(t.turn%2)*tallySlot); err != nil {
		return err
	}
	t.turn++
	return nil
}

func (t *tally) close() error { return errors.Join(t.file.Sync(), t.file.Close()) }

// compare reports what the tree has lost since the tally was written.
func compare(tree, tally meta) error {
	if tree.Position >= tally.Position && tree.Begun >= tally.Begun {
		return nil
	}
	return fmt.Errorf("%w: it knows %d sessions and %d changes where there were %d and %d (the last session was %s)",
		model.ErrDamaged, tree.Counts[classSession], tree.Position, tally.Counts[classSession], tally.Position,
		tally.Last)
}
