package socket

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

// dialTime is how long an instance may take to accept.
const dialTime = 5 * time.Second

// Ask sends a request to the instance at a socket and shows its answer. It gives the exit
// code. The error is [ErrNobody] if no instance answers.
func Ask(ctx context.Context, path string, r Request, t Terminal) (code int, err error) {
	conn, err := (&net.Dialer{Timeout: dialTime}).DialContext(ctx, "unix", path)
	if err != nil {
		return 0, fmt.Errorf("%w: %w", ErrNobody, err)
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	w := &frameWriter{to: conn}
	request, err := json.Marshal(r)
	if err != nil {
		return 0, err
	}
	if err := w.write(frameRequest, request); err != nil {
		return 0, fmt.Errorf("the running instance hung up: %w", err)
	}
	go sendInput(w, t.In) // ends with the input, or when the connection closes
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go sendWindows(ctx, w, t.Windows)
	return receive(conn, w, t)
}

// sendInput passes on what the caller's input holds. A write fails once the
// connection is closed, which tells the reader at the other end.
func sendInput(w *frameWriter, in io.Reader) {
	if in != nil {
		_, _ = io.Copy(w.stream(frameInput), in)
	}
	_ = w.write(frameInputEnd, nil)
}

func sendWindows(ctx context.Context, w *frameWriter, windows <-chan Window) {
	for {
		select {
		case <-ctx.Done():
			return
		case size := <-windows:
			if w.write(frameWindow, size.bytes()) != nil {
				return
			}
		}
	}
}

// receive shows what the instance answers, until it gives the exit code.
func receive(conn io.Reader, w *frameWriter, t Terminal) (code int, err error) {
	for {
		kind, payload, err := readFrame(conn)
		if err != nil {
			return 0, fmt.Errorf("the running instance hung up: %w", err)
		}
		switch kind {
		case frameOut:
			_, err = t.Out.Write(payload)
		case frameErr:
			_, err = t.Err.Write(payload)
		case frameCopy:
			err = w.write(frameCopied, []byte(copyHere(t, string(payload))))
		case frameExit:
			if len(payload) == 1 {
				return int(payload[0]), nil
			}
			err = errors.New("the running instance gave no exit code")
		}
		if err != nil {
			return 0, err
		}
	}
}

// copyHere puts a text onto the clipboard, and says why it did not; "" if it did.
func copyHere(t Terminal, text string) string {
	if t.Copy == nil {
		return "there is no clipboard beside the terminal"
	}
	if err := t.Copy(text); err != nil {
		return err.Error()
	}
	return ""
}
