package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"gatehouse/durable"
	"gatehouse/model"
)

// pathOf is a path of the caller's.
func (c *command) pathOf(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(c.streams.Dir, name)
}

// writeNew makes a file that nobody else can read, whole or not at all: it is written
// beside its place. A file that is there already stays as it is.
func writeNew(path string, write func(*os.File) error) (err error) {
	if err := absent(path); err != nil {
		return err
	}
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, "."+filepath.Base(path)+".part-*") // mode 0600
	if err != nil {
		return usageError{fmt.Errorf("cannot write there: %w", err)}
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	err = write(f)
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = absent(path)
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return err
	}
	return durable.SyncDir(dir)
}

func absent(path string) error {
	switch _, err := os.Lstat(path); {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	}
	return model.Refuse("file", "choose another name", "%s is there already", path)
}
