package badger

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"golang.org/x/sys/windows"

	"gatehouse/storage"
)

// freeBytes is what this user may still write on a directory's volume.
func freeBytes(dir string) (int64, error) {
	name, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return -1, err
	}
	var free uint64
	if err := windows.GetDiskFreeSpaceEx(name, &free, nil, nil); err != nil {
		return -1, err
	}
	return int64(free), nil
}

func sizeOnDisk(info fs.FileInfo) int64 { return info.Size() }

// unlock has nothing to do: no other process has a copy of f, whose end unlocks it.
func unlock(*os.File) error { return nil }

// lock fails if another process has the file.
func lock(f *os.File) error {
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	err := windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, 1, 0, new(windows.Overlapped))
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return fmt.Errorf("%w; stop it or use another directory", storage.ErrLocked)
	}
	return err
}
