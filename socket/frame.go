package socket

import (
	"encoding/binary"
	"fmt"
	"io"
	"sync"
)

// The kinds of frame.
const (
	frameRequest byte = iota + 1
	frameInput
	frameInputEnd
	frameOut
	frameErr
	frameExit
	frameWindow // of the caller's terminal: width and height, two bytes each
	frameCopy   // a text for the clipboard beside that terminal
	frameCopied // why it did not get there, empty if it did
)

// maxFrame bounds what either side reads at once.
const maxFrame = 1 << 20

// frameWriter writes whole frames, also from several goroutines.
type frameWriter struct {
	mu sync.Mutex
	to io.Writer
}

func (w *frameWriter) write(kind byte, payload []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	head := binary.BigEndian.AppendUint32([]byte{kind}, uint32(len(payload)))
	_, err := w.to.Write(append(head, payload...))
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
