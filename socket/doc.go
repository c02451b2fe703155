// Package socket is how a process reaches the instance that holds a data directory:
// a Unix socket in that directory, over which a command line, its input and its
// output travel, and the size of the caller's terminal.
//
// It carries frames: one byte of kind, four of length (big endian), the payload. The
// caller sends its request, then input and sizes of its window; the instance answers
// with output, errors and at last the exit code. A connection that closes cancels what
// runs at the other end.
package socket
