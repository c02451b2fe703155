package badger

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// usedBytes is what a directory's files take on disk.
func usedBytes(dir string) (total int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil // compacted meanwhile
		}
		if err == nil {
			total += sizeOnDisk(info)
		}
		return err
	})
	return total, err
}

// Hold makes the directory of a store this process's own until the hold is closed, as [Open] does
// with what it opens. [storage.ErrLocked] says that another process has it.
func Hold(dir string) (io.Closer, error) {
	f, err := os.OpenFile(filepath.Join(dir, "OWNER"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := lock(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return held{f}, nil
}

// held is a directory that is this process's own.
type held struct{ file *os.File }

// Close lets others have it at once: closing alone would not where a process is just being
// started, which has all that is open until its program runs.
func (h held) Close() error { return errors.Join(unlock(h.file), h.file.Close()) }
