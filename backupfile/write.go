package backupfile

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"
)

// Writer writes a back-up. It takes some megabytes of memory, however much is written.
type Writer struct {
	sealed io.WriteCloser
	packed *zstd.Encoder
	totals totals
}

// NewWriter begins a back-up that is encrypted for recipients, one at least.
func NewWriter(to io.Writer, h Header, recipients ...age.Recipient) (*Writer, error) {
	line, err := h.line()
	if err != nil {
		return nil, err
	}
	if _, err := fmt.Fprintf(to, "%s%s\n%s\n", magic, format, line); err != nil {
		return nil, err
	}
	w := &Writer{}
	if w.sealed, err = age.Encrypt(to, recipients...); err != nil {
		return nil, fmt.Errorf("encrypt the back-up: %w", err)
	}
	w.packed, err = zstd.NewWriter(w.sealed, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<20),
		zstd.WithLowerEncoderMem(true))
	if err != nil {
		return nil, err
	}
	return w, w.frame(frameHeader, line)
}

// File adds a file of the data directory.
func (w *Writer) File(name string, content []byte) error {
	w.totals.Files++
	payload := append(binary.AppendUvarint(nil, uint64(len(name))), name...)
	return w.frame(frameFile, append(payload, content...))
}

// Piece adds a piece of a snapshot.
func (w *Writer) Piece(p []byte) error {
	w.totals.Pieces++
	return w.frame(framePiece, p)
}

// Close ends a back-up that is complete. One that is not closed cannot be read.
func (w *Writer) Close() error {
	end, err := json.Marshal(w.totals)
	if err == nil {
		err = w.frame(frameEnd, end)
	}
	if err != nil {
		return err
	}
	return errors.Join(w.packed.Close(), w.sealed.Close())
}

func (w *Writer) frame(kind byte, payload []byte) error {
	if len(payload) > maxFrame {
		return fmt.Errorf("%d bytes at once are more than a back-up takes", len(payload))
	}
	if kind != frameEnd {
		w.totals.Bytes += int64(len(payload))
	}
	head := binary.BigEndian.AppendUint32([]byte{kind}, uint32(len(payload)))
	if _, err := w.packed.Write(head); err != nil {
		return err
	}
	_, err := w.packed.Write(payload)
	return err
}
