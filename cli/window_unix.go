//go:build !windows

package cli

import (
	"os"
	"os/signal"
	"syscall"

	"gatehouse/socket"
)

// watchWindow tells the sizes that a terminal takes until it is stopped.
func watchWindow(out *os.File) (<-chan socket.Window, func()) {
	changed, done := make(chan os.Signal, 1), make(chan struct{})
	windows := make(chan socket.Window)
	signal.Notify(changed, syscall.SIGWINCH)
	go func() { // ends when it is stopped
		for {
			select {
			case <-changed:
			case <-done:
				return
			}
			select {
			case windows <- windowOf(out):
			case <-done:
				return
			}
		}
	}()
	return windows, func() { signal.Stop(changed); close(done) }
}
