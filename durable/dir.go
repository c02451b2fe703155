// Package durable has what is made in a directory outlast a power cut: a file that is on the
// disk is lost all the same if its name is not.
package durable

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
)

// SyncDir puts the names in a directory on the disk.
func SyncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil // it cannot be asked to
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// MkdirAll is [os.MkdirAll]; the directories that it makes are on the disk when it returns.
func MkdirAll(path string, mode os.FileMode) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil
	}
	parent := filepath.Dir(path)
	if parent != path {
		if err := MkdirAll(parent, mode); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(path, mode); err != nil {
		return err
	}
	return SyncDir(parent)
}
