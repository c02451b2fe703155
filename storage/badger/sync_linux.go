package badger

import (
	"os"

	"golang.org/x/sys/unix"
)

// syncData puts the content of a file on disk, and of what is known about it only
// what reading the content takes: not the time of the last change.
func syncData(f *os.File) error {
	for {
		if err := unix.Fdatasync(int(f.Fd())); err != unix.EINTR {
			return err
		}
	}
}
