//go:build linux || darwin

package socket

import (
	"errors"
	"fmt"
	"net"
	"os"
)

// sameUser refuses a connection from a process of another user. The mode of the socket
// does so already; a directory that somebody opened, or a socket that was passed on, does
// not get around this.
func sameUser(conn net.Conn) error {
	c, ok := conn.(*net.UnixConn)
	if !ok {
		return nil // a pipe within this process
	}
	raw, err := c.SyscallConn()
	if err != nil {
		return fmt.Errorf("who calls over the socket: %w", err)
	}
	var uid int
	var asked error
	err = raw.Control(func(fd uintptr) { uid, asked = peerUID(int(fd)) })
	if err := errors.Join(err, asked); err != nil {
		return fmt.Errorf("who calls over the socket: %w", err)
	}
	return mayCall(uid)
}

// mayCall: the user of the data directory, and root, who can read it anyway.
func mayCall(uid int) error {
	if uid != os.Geteuid() && uid != 0 {
		return fmt.Errorf("a process of uid %d called over the socket, which is for uid %d alone", uid, os.Geteuid())
	}
	return nil
}
