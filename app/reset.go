package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"gatehouse/cli"
	"gatehouse/durable"
	"gatehouse/model"
	"gatehouse/storage/badger"
)

// Reset moves the store of a data directory, its key file and its checkpoints into a directory of
// their own in it, so that whoever opens it next begins anew. That directory can be opened, too.
// If it fails, all is where it was. [storage.ErrLocked] says that another process holds the data
// directory.
func Reset(data string) (aside string, err error) {
	hold, err := badger.Hold(cli.StoreDir(data))
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%s holds no data yet, so there is nothing to set aside: %w", data, model.ErrNotFound)
	} else if err != nil {
		return "", err
	}
	// Windows moves no directory in which a file is open.
	if err := hold.Close(); err != nil {
		return "", err
	}
	aside = filepath.Join(data, time.Now().UTC().Format("before-20060102T150405.000Z"))
	if err := os.Mkdir(aside, 0o700); err != nil {
		return "", fmt.Errorf("nothing was set aside: %w", err)
	}
	// The store is first: a new one may begin under the old key, and never the other way round.
	if err := move(data, aside, cli.StoreDir(""), cli.KeyFile(""), cli.CheckpointFile("")); err != nil {
		return "", fmt.Errorf("nothing was set aside: %w", errors.Join(err, os.Remove(aside)))
	}
	return aside, errors.Join(durable.SyncDir(aside), durable.SyncDir(data))
}

// move moves those of the names that are there, or none.
func move(from, to string, names ...string) error {
	for i, name := range names {
		err := os.Rename(filepath.Join(from, name), filepath.Join(to, name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return errors.Join(err, move(to, from, names[:i]...))
		}
	}
	return nil
}
