package socket

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"runtime/debug"
	"sync"
	"time"
)

// Serve answers at a socket until ctx ends: it hands each request of a process of the same
// user to a handler. The caller holds the lock on the data directory, so a socket that is
// there was left behind.
func Serve(ctx context.Context, path string, h Handler, log *slog.Logger) error {
	listener, err := listen(ctx, path)
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { listener.Close() })
	defer stop()
	var running sync.WaitGroup
	defer running.Wait()
	for {
		conn, err := listener.Accept()
		if ctx.Err() != nil {
			return nil
		} else if err != nil {
			return fmt.Errorf("command socket: %w", err)
		}
		running.Go(func() {
			if err := answer(ctx, conn, h); err != nil {
				log.Warn("command over the socket", "error", err)
			}
		})
	}
}

// listen opens a socket that the owner alone can connect to.
func listen(ctx context.Context, path string) (listener net.Listener, err error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("remove the old command socket: %w", err)
	}
	private(func() { listener, err = (&net.ListenConfig{}).Listen(ctx, "unix", path) })
	if err != nil {
		return nil, fmt.Errorf("open the command socket: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("close the command socket to others: %w", err), listener.Close())
	}
	return listener, nil
}

// Call is one request and what goes to and fro meanwhile.
type Call struct {
	Request
	In       io.Reader
	Out, Err io.Writer
	Windows  <-chan Window // the sizes that the caller's terminal takes from now on

	w       *frameWriter
	windows chan Window
	copied  chan string
}

// endTime is how long the end of a request may take to reach its caller once the instance
// stops: a terminal is put in order, and its user told.
const endTime = 2 * time.Second

// answer runs one request for the process at the other end. One that panics ends
// alone: the logins of the instance go on.
func answer(ctx context.Context, conn net.Conn, h Handler) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the command panicked: %v\n%s", p, debug.Stack())
		}
	}()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() {
		conn.SetReadDeadline(time.Now())
		conn.SetWriteDeadline(time.Now().Add(endTime))
	})
	defer stop()
	if err := sameUser(conn); err != nil {
		return err
	}
	kind, payload, err := readFrame(conn)
	if err != nil {
		return err
	}
	in, input := io.Pipe()
	w := &frameWriter{to: conn}
	windows := make(chan Window, 1)
	c := &Call{In: in, Out: w.stream(frameOut), Err: w.stream(frameErr), Windows: windows,
		w: w, windows: windows, copied: make(chan string, 1)}
	if err := json.Unmarshal(payload, &c.Request); err != nil || kind != frameRequest {
		return errors.New("the caller did not send a command")
	}
	go func() { // ends with the connection, which this function closes
		defer cancel()
		input.CloseWithError(c.receive(conn, input))
	}()
	code := h(ctx, c)
	return w.write(frameExit, []byte{byte(code)})
}

// receive passes on what comes from the caller, until they hang up.
func (c *Call) receive(conn io.Reader, input *io.PipeWriter) error {
	for {
		kind, payload, err := readFrame(conn)
		if err != nil {
			return err
		}
		switch kind {
		case frameInput:
			_, err = input.Write(payload)
		case frameInputEnd:
			err = input.Close()
		case frameWindow:
			err = c.resize(payload)
		case frameCopied:
			select {
			case c.copied <- string(payload):
			default: // nobody asked
			}
		}
		if err != nil {
			return err
		}
	}
}

// resize keeps the newest size alone.
func (c *Call) resize(payload []byte) error {
	size, err := readWindow(payload)
	if err != nil {
		return err
	}
	select {
	case <-c.windows:
	default:
	}
	c.windows <- size
	return nil
}

// copyTime is how long the clipboard beside a terminal may take.
const copyTime = 5 * time.Second

// Copy puts a text onto the clipboard beside the caller's terminal. It is called once at a
// time.
func (c *Call) Copy(text string) error {
	select {
	case <-c.copied: // an answer that came too late
	default:
	}
	if len(text) > maxFrame {
		return fmt.Errorf("%d KB are too long for a clipboard", len(text)>>10)
	}
	if err := c.w.write(frameCopy, []byte(text)); err != nil {
		return err
	}
	select {
	case failed := <-c.copied:
		if failed != "" {
			return errors.New(failed)
		}
		return nil
	case <-time.After(copyTime):
		return errors.New("the clipboard does not answer")
	}
}
