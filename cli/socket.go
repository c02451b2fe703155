package cli

import (
	"context"
	"encoding/binary"
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

	"gatehouse/service"
	"gatehouse/storage"
)

// The socket carries frames: one byte of kind, four of length (big endian), the
// payload. The caller sends its request and then its input; the instance answers
// with output, errors and at last the exit code. A closed connection cancels the
// command at the other end.
const (
	frameRequest byte = iota + 1
	frameInput
	frameInputEnd
	frameOut
	frameErr
	frameExit
)

// maxFrame bounds what either side reads at once.
const maxFrame = 1 << 20

// request is a command line on its way to the instance that runs it.
type request struct {
	Args     []string `json:"args"`
	Dir      string   `json:"dir"`
	Terminal bool     `json:"terminal,omitempty"` // the caller's output is one
}

// errNobody says that no instance answers at the socket.
var errNobody = errors.New("no instance answers")

// Answer runs the commands that other processes of the same user send to the
// instance that holds a data directory, until ctx ends.
func Answer(ctx context.Context, data string, services *service.Services, log *slog.Logger) error {
	path := SocketFile(data)
	// The lock on the store is ours, so a socket that is there was left behind.
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove the old command socket: %w", err)
	}
	var listener net.Listener
	var err error
	private(func() { listener, err = (&net.ListenConfig{}).Listen(ctx, "unix", path) })
	if err != nil {
		return fmt.Errorf("open the command socket: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		listener.Close()
		return fmt.Errorf("close the command socket to others: %w", err)
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
			if err := answer(ctx, conn, services); err != nil {
				log.Warn("command over the socket", "error", err)
			}
		})
	}
}

// answer runs one command for the process at the other end. One that panics ends
// alone: the logins of the instance go on.
func answer(ctx context.Context, conn net.Conn, services *service.Services) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the command panicked: %v\n%s", p, debug.Stack())
		}
	}()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Now()) })
	defer stop()

	kind, payload, err := readFrame(conn)
	if err != nil {
		return err
	}
	var r request
	if err := json.Unmarshal(payload, &r); err != nil || kind != frameRequest {
		return errors.New("the caller did not send a command")
	}
	in, input := io.Pipe()
	go func() { // ends with the connection, which this function closes
		defer cancel()
		input.CloseWithError(receiveInput(conn, input))
	}()
	w := &frameWriter{conn: conn}
	c := &command{
		streams:  Streams{In: in, Out: w.stream(frameOut), Err: w.stream(frameErr), Dir: r.Dir, Terminal: r.Terminal},
		services: services, args: r.Args, terminal: r.Terminal,
		doors: Doors{Console: insideAlready, Serve: insideAlready},
	}
	code := c.run(ctx)
	return w.write(frameExit, []byte{byte(code)})
}

func insideAlready(context.Context, Options) error {
	return fmt.Errorf("%w: it is listening already", storage.ErrLocked)
}

// receiveInput passes the caller's input on, and then waits until it hangs up.
func receiveInput(conn net.Conn, input *io.PipeWriter) error {
	for {
		kind, payload, err := readFrame(conn)
		if err != nil {
			return err
		}
		switch kind {
		case frameInput:
			if _, err := input.Write(payload); err != nil {
				return err
			}
		case frameInputEnd:
			input.Close()
		}
	}
}

// forward sends a command line to the instance that holds the directory and
// shows its answer. The code is the command's.
func forward(ctx context.Context, data string, args []string, s Streams) (int, error) {
	conn, err := (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, "unix", SocketFile(data))
	if err != nil {
		return Broken, fmt.Errorf("%w: %w", errNobody, err)
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	w := &frameWriter{conn: conn}
	r, err := json.Marshal(request{Args: args, Dir: s.Dir, Terminal: isTerminal(s.Out)})
	if err != nil {
		return Broken, err
	}
	if err := w.write(frameRequest, r); err != nil {
		return Broken, err
	}
	go func() { // ends with the input, or when the connection closes
		if s.In != nil && !isTerminal(s.In) {
			io.Copy(w.stream(frameInput), s.In)
		}
		w.write(frameInputEnd, nil)
	}()
	for {
		kind, payload, err := readFrame(conn)
		if ctx.Err() != nil {
			return Done, nil // interrupted by the user
		} else if err != nil {
			return Broken, fmt.Errorf("the running instance hung up: %w", err)
		}
		switch kind {
		case frameOut:
			s.Out.Write(payload)
		case frameErr:
			s.Err.Write(payload)
		case frameExit:
			if len(payload) == 1 {
				return int(payload[0]), nil
			}
		}
	}
}

// frameWriter writes whole frames, also from several goroutines.
type frameWriter struct {
	mu   sync.Mutex
	conn net.Conn
}

func (w *frameWriter) write(kind byte, payload []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	head := binary.BigEndian.AppendUint32([]byte{kind}, uint32(len(payload)))
	_, err := w.conn.Write(append(head, payload...))
	return err
}

// stream is one kind of frame as a writer.
func (w *frameWriter) stream(kind byte) io.Writer { return &frameStream{w, kind} }

type frameStream struct {
	to   *frameWriter
	kind byte
}

func (s *frameStream) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0; {
		n := min(len(rest), maxFrame)
		if err := s.to.write(s.kind, rest[:n]); err != nil {
			return 0, err
		}
		rest = rest[n:]
	}
	return len(p), nil
}

func readFrame(r io.Reader) (kind byte, payload []byte, err error) {
	var head [5]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, nil, err
	}
	size := binary.BigEndian.Uint32(head[1:])
	if size > maxFrame {
		return 0, nil, fmt.Errorf("a frame of %d bytes is more than a command can send", size)
	}
	payload = make([]byte, size)
	_, err = io.ReadFull(r, payload)
	return head[0], payload, err
}
