package backupfile

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"
)

// Content takes what a back-up holds, in its order. What it is given is valid during the
// call.
type Content struct {
	Begin func(h Header) error // once it is proved to be true; nil if it does not matter
	File  func(name string, content []byte) error
	Piece func(piece []byte) error
}

// ReadHeader reads the lines that anybody can read. They are not proved to be true:
// [Read] does that.
func ReadHeader(from io.Reader) (Header, error) {
	h, _, err := readHeader(bufio.NewReader(from))
	return h, err
}

func readHeader(from *bufio.Reader) (h Header, line []byte, err error) {
	first, err := readLine(from)
	version, ok := strings.CutPrefix(string(first), magic)
	switch {
	case err != nil, !ok:
		return h, nil, fmt.Errorf("%w: it is no back-up of Gatehouse, or it is cut short", ErrUnfit)
	case version != format:
		return h, nil, fmt.Errorf("%w: its format is number %.10q and this version knows %s: use the newer gatehouse",
			ErrUnfit, version, format)
	}
	line, err = readLine(from)
	if err == nil {
		err = json.Unmarshal(line, &h)
	}
	if err != nil || h.ID == "" {
		return h, nil, fmt.Errorf("%w: its second line cannot be read: it was changed or cut short", ErrUnfit)
	}
	return h, line, nil
}

func readLine(from *bufio.Reader) ([]byte, error) {
	var line []byte
	for len(line) < maxHeader {
		c, err := from.ReadByte()
		if err != nil {
			return nil, err
		}
		if c == '\n' {
			return line, nil
		}
		line = append(line, c)
	}
	return nil, errors.New("the line is too long")
}

// Read reads a back-up to its end, with the keys of those it may be encrypted for. What
// is not whole and unchanged is [ErrUnfit]: what content was given until then is then
// not to be used.
func Read(from io.Reader, content Content, identities ...age.Identity) (Header, error) {
	buffered := bufio.NewReaderSize(from, 64<<10)
	h, line, err := readHeader(buffered)
	if err != nil {
		return h, err
	}
	plain, err := age.Decrypt(buffered, identities...)
	if err != nil {
		return h, refused(err)
	}
	unpacked, err := zstd.NewReader(plain, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxWindow(8<<20))
	if err != nil {
		return h, err
	}
	defer unpacked.Close()
	r := reader{from: unpacked}
	return h, r.read(h, line, content)
}

func refused(err error) error {
	if _, ok := errors.AsType[*age.NoIdentityMatchError](err); ok {
		return fmt.Errorf("%w: it is not encrypted for this key, or with another passphrase", ErrUnfit)
	}
	return damaged(err)
}

func damaged(err error) error {
	return fmt.Errorf("%w: it was changed or cut short: %w", ErrUnfit, err)
}

type reader struct {
	from    io.Reader
	payload bytes.Buffer
	totals  totals
}

func (r *reader) read(h Header, line []byte, content Content) error {
	kind, payload, err := r.frame()
	if err != nil {
		return damaged(err)
	}
	if kind != frameHeader || !bytes.Equal(payload, line) {
		return damaged(errors.New("its first lines are not those that were written"))
	}
	if content.Begin != nil {
		if err := content.Begin(h); err != nil {
			return err
		}
	}
	for {
		kind, payload, err := r.frame()
		if err != nil {
			return damaged(err)
		}
		switch kind {
		case frameFile:
			r.totals.Files++
			n, size := binary.Uvarint(payload)
			if size <= 0 || n > uint64(len(payload)-size) {
				return damaged(errors.New("a file has no name"))
			}
			payload = payload[size:]
			err = content.File(string(payload[:n]), payload[n:])
		case framePiece:
			r.totals.Pieces++
			err = content.Piece(payload)
		case frameEnd:
			return r.end(payload)
		default:
			err = damaged(fmt.Errorf("a part of kind %d is not known", kind))
		}
		if err != nil {
			return err
		}
	}
}

// end compares what was read with what was written, and looks that nothing follows.
func (r *reader) end(payload []byte) error {
	var written totals
	if err := json.Unmarshal(payload, &written); err != nil {
		return damaged(err)
	}
	if written != r.totals {
		return damaged(fmt.Errorf("%d files and %d pieces are there, and %d and %d were written", r.totals.Files,
			r.totals.Pieces, written.Files, written.Pieces))
	}
	if n, err := io.Copy(io.Discard, r.from); err != nil || n > 0 {
		return damaged(errors.Join(err, fmt.Errorf("%d bytes follow on its end", n)))
	}
	return nil
}

func (r *reader) frame() (kind byte, payload []byte, err error) {
	var head [5]byte
	if _, err := io.ReadFull(r.from, head[:]); err != nil {
		return 0, nil, short(err)
	}
	size := binary.BigEndian.Uint32(head[1:])
	if size > maxFrame {
		return 0, nil, fmt.Errorf("a part of %d bytes is larger than any", size)
	}
	r.payload.Reset()
	if _, err := io.CopyN(&r.payload, r.from, int64(size)); err != nil {
		return 0, nil, short(err)
	}
	if head[0] != frameEnd {
		r.totals.Bytes += int64(size)
	}
	return head[0], r.payload.Bytes(), nil
}

// short says that the end of a reader is no end of a back-up.
func short(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
