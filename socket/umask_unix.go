//go:build unix

package socket

import "syscall"

// private runs f while files come into being for their owner alone: a socket can be
// connected to before its mode can be changed.
func private(f func()) {
	old := syscall.Umask(0o177)
	defer syscall.Umask(old)
	f()
}
