package app

import (
	"fmt"
	"net"
	"os"
	"strconv"
)

// firstPassed is the descriptor of the first file that systemd passes to a process.
const firstPassed = 3

// handedOver gives the listener that whoever started this process passed to it, nil if none was: as
// systemd passes those of its sockets (sd_listen_fds(3)), LISTEN_FDS says how many there are
// and LISTEN_PID for whom. What starts a process cannot know its number before, so a parent
// that hands its own listener over gives the parent's.
func handedOver() (net.Listener, error) {
	for _, pid := range []int{os.Getpid(), os.Getppid()} {
		if os.Getenv("LISTEN_PID") != strconv.Itoa(pid) || os.Getenv("LISTEN_FDS") != "1" {
			continue
		}
		file := os.NewFile(firstPassed, "listener")
		defer file.Close() // what listens is a copy
		l, err := net.FileListener(file)
		if err != nil {
			return nil, fmt.Errorf("the listener that was passed to this process: %w", err)
		}
		return l, nil
	}
	return nil, nil
}

// HandOver copies what listens into a file for a process that goes on with it: connections
// wait meanwhile. The environment tells that process.
func (a *App) HandOver() (file *os.File, environ []string, err error) {
	l, ok := a.Listener.(*net.TCPListener)
	if !ok {
		return nil, nil, fmt.Errorf("a listener on %s cannot be handed over", a.Listener.Addr())
	}
	if file, err = l.File(); err != nil {
		return nil, nil, fmt.Errorf("hand the listener over: %w", err)
	}
	return file, []string{"LISTEN_FDS=1", "LISTEN_PID=" + strconv.Itoa(os.Getpid())}, nil
}
