package badger

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"gatehouse/durable"
	"gatehouse/model"
)

// journal is what makes a group of writes durable: each is appended to a file and
// synced before it goes into the tree, whose own logs are synced only at a
// checkpoint. Badger syncs a mapped, growing file, and an empty value log with it;
// one write into a file that has its size already costs the disk a third of that.
//
// The groups are numbered without gaps, and the tree holds the number of the last
// one that it has. After a checkpoint the file is written from its beginning
// again: what is left behind the newest group has a number that does not follow.
// Opening a store repeats its groups. They hold what keys became and not what was
// done, so a repetition does no harm.
type journal struct {
	file   *os.File
	dir    string
	key    []byte
	seal   cipher.AEAD
	salt   [journalSalt]byte
	next   uint64 // number of the next group
	end    int64  // behind the newest group
	size   int64  // of the file
	failed error  // why nothing is written any more
}

const (
	journalName = "JOURNAL"
	journalSalt = 16
	// A group begins with the length of what is sealed, its number and the salt of
	// the process that wrote it.
	journalHead  = 4 + 8 + journalSalt
	sealOverhead = 16

	journalSize = 8 << 20 // several times what fits into one transaction
	journalStep = 1 << 20 // by which the file grows until it has its size
)

// openJournal opens the journal of a store with a key, which may be nil: then the
// seal is no more than a checksum. Without write the file is only looked at.
func openJournal(dir string, key []byte, write bool) (*journal, error) {
	j := &journal{dir: dir, key: key}
	path := filepath.Join(dir, journalName)
	if !write {
		f, err := os.Open(path)
		if errors.Is(err, fs.ErrNotExist) {
			return j, nil
		}
		j.file = f
		return j, err
	}
	if _, err := rand.Read(j.salt[:]); err != nil {
		return nil, err
	}
	var err error
	if j.seal, err = sealOf(key, j.salt[:]); err != nil {
		return nil, err
	}
	if j.file, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return nil, err
	}
	info, err := j.file.Stat()
	if err == nil {
		j.size = info.Size()
		err = durable.SyncDir(dir)
	}
	if err != nil {
		return nil, errors.Join(err, j.file.Close())
	}
	return j, nil
}

// sealOf is the cipher of one process: its salt is random, so that no two groups
// are ever sealed with one key and number.
func sealOf(key, salt []byte) (cipher.AEAD, error) {
	derived, err := hkdf.Key(sha256.New, key, salt, "gatehouse journal", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(derived)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func journalNonce(number uint64) []byte {
	return binary.BigEndian.AppendUint64(make([]byte, 4, 12), number)
}

// write appends a group, which begins with journalHead free bytes, and answers
// when it is on disk. What fails here may be there all the same, so nothing more
// is written until the store is opened again and knows.
func (j *journal) write(group []byte) error {
	sealed := len(group) - journalHead + j.seal.Overhead()
	binary.BigEndian.PutUint32(group, uint32(sealed))
	binary.BigEndian.PutUint64(group[4:], j.next)
	copy(group[12:], j.salt[:])
	head := group[:journalHead]
	group = j.seal.Seal(head, journalNonce(j.next), group[journalHead:], head)
	if err := j.grow(int64(len(group))); err != nil {
		return err
	}
	_, err := j.file.WriteAt(group, j.end)
	if err == nil {
		err = syncData(j.file)
	}
	if err != nil {
		return j.fail(err)
	}
	j.next++
	j.end += int64(len(group))
	return nil
}

// fail ends all writing.
func (j *journal) fail(err error) error {
	j.failed = fmt.Errorf("a write to the store failed, so no more are made until it is opened again; "+
		"look after its disk, then restart: %w", err)
	return j.failed
}

// grow fills the file with zeros up to where n more bytes end: writing over them
// changes nothing but their content.
func (j *journal) grow(n int64) error {
	if j.end+n <= j.size {
		return nil
	}
	more := max(journalStep, j.end+n-j.size)
	_, err := j.file.WriteAt(make([]byte, more), j.size)
	if err == nil {
		j.size += more
	}
	return err
}

// read calls f with the groups of the file, in their order, until f fails. A group
// that was not written completely ends them: nobody was told that it was stored.
func (j *journal) read(f func(number uint64, content []byte) error) error {
	if j.file == nil {
		return nil
	}
	all, err := io.ReadAll(io.NewSectionReader(j.file, 0, 2*journalSize))
	if err != nil {
		return err
	}
	var salt []byte
	var seal cipher.AEAD
	for want := uint64(0); len(all) > journalHead; want++ {
		head, rest := all[:journalHead], all[journalHead:]
		length, number := binary.BigEndian.Uint32(head), binary.BigEndian.Uint64(head[4:])
		if want == 0 {
			want = number
		}
		if number != want || uint64(length) > uint64(len(rest)) {
			return nil
		}
		if string(salt) != string(head[12:]) {
			salt = head[12:]
			if seal, err = sealOf(j.key, salt); err != nil {
				return err
			}
		}
		content, err := seal.Open(nil, journalNonce(number), rest[:length], head)
		if err != nil {
			return nil
		}
		if err := f(number, content); err != nil {
			return err
		}
		all = rest[length:]
	}
	return nil
}

// empty makes the file empty: all that it holds is in the tree, on disk.
func (j *journal) empty() error {
	j.end, j.size = 0, 0
	return j.file.Truncate(0)
}

func (j *journal) close() error {
	if j == nil || j.file == nil {
		return nil
	}
	return j.file.Close()
}

// appendJournaled writes what a key became; a nil value removes it.
func appendJournaled(b, k, v []byte) []byte {
	b = append(binary.AppendUvarint(b, uint64(len(k))), k...)
	if v == nil {
		return binary.AppendUvarint(b, 0)
	}
	return append(binary.AppendUvarint(b, uint64(len(v))+1), v...)
}

// eachJournaled is the inverse of appendJournaled.
func eachJournaled(b []byte, f func(k, v []byte) error) error {
	c := cutter{rest: b}
	for len(c.rest) > 0 {
		k := c.bytes()
		var v []byte
		if n := c.number(); n > uint64(len(c.rest))+1 {
			c.short = true
		} else if n > 0 {
			v, c.rest = c.rest[:n-1], c.rest[n-1:]
		}
		if c.short {
			return fmt.Errorf("%w: a group of the journal cannot be read", model.ErrDamaged)
		}
		if err := f(k, v); err != nil {
			return err
		}
	}
	return nil
}
