package badger

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/cespare/xxhash/v2"

	"gatehouse/model"
)

// seal is what bodies must add up to: it stands in the row, apart from them.
type seal struct{ size, sum uint64 }

// sumOf is what seals one body.
func sumOf(raw []byte) seal { return seal{size: uint64(len(raw)), sum: xxhash.Sum64(raw)} }

// add seals one more body behind those sealed already.
func (s seal) add(body seal) seal {
	var link [16]byte
	binary.BigEndian.PutUint64(link[:], s.sum)
	binary.BigEndian.PutUint64(link[8:], body.sum)
	return seal{size: s.size + body.size, sum: xxhash.Sum64(link[:])}
}

func (s seal) append(b []byte) []byte {
	b = binary.AppendUvarint(b, s.size)
	if s.size == 0 {
		return b
	}
	return binary.BigEndian.AppendUint64(b, s.sum)
}

func (c *cutter) seal() (s seal) {
	if s.size = c.number(); s.size == 0 {
		return seal{}
	}
	if len(c.rest) < 8 {
		c.short, c.rest = true, nil
		return seal{}
	}
	s.sum = binary.BigEndian.Uint64(c.rest)
	c.rest = c.rest[8:]
	return s
}

// maxChunk keeps every value inside the tree: Badger moves values of a
// megabyte into its value log.
const maxChunk = 512 << 10

// blob is a body ready to be stored.
type blob struct {
	sum    seal
	packed []byte // header and compressed body
	dict   dictID // that it needs; zero for none
}

// errStale says that a dictionary has been dropped since a blob was packed.
var errStale = errors.New("the dictionary is gone")

// addBlob stores a blob under a key of its own, which is not there yet, in
// chunks.
func (b *batch) addBlob(k []byte, body blob) error {
	if err := b.use(body.dict, +1); err != nil {
		return err
	}
	for i, rest := 0, body.packed; i == 0 || len(rest) > 0; i++ {
		n := min(len(rest), maxChunk)
		b.add(chunkKey(k, i), rest[:n])
		rest = rest[n:]
	}
	return nil
}

// removeBlob is the inverse of addBlob.
func (b *batch) removeBlob(k []byte) error {
	for i := 0; ; i++ {
		v, found, err := b.get(chunkKey(k, i))
		if err != nil || !found {
			return err
		}
		if i == 0 {
			h, err := parseHeader(v)
			if err != nil {
				return err
			}
			if err := b.use(h.dict, -1); err != nil {
				return err
			}
		}
		if err := b.remove(chunkKey(k, i)); err != nil {
			return err
		}
	}
}

func chunkKey(k []byte, i int) []byte {
	return append(append(make([]byte, 0, len(k)+1), k...), byte(i))
}

// blob reads a body back; found is false if nothing is stored there.
func (s *Store) blob(src source, k []byte) (raw []byte, found bool, err error) {
	packed, found, err := src.get(chunkKey(k, 0))
	if err != nil || !found {
		return nil, false, err
	}
	for i := 1; len(packed) == i*maxChunk; i++ {
		more, found, err := src.get(chunkKey(k, i))
		if err != nil {
			return nil, false, err
		}
		if !found {
			break // it ended with the chunk
		}
		packed = append(packed, more...)
	}
	raw, err = s.dictionaries.unpack(src, packed)
	return raw, true, err
}

// header stands before a compressed body.
type header struct {
	dict dictID
	size uint64 // of the body
	rest []byte
}

// How a body is compressed.
const (
	plainBody      = 1 // zstd
	dictionaryBody = 2 // zstd with a dictionary
)

func appendHeader(b []byte, dict dictID, size int) []byte {
	if dict == (dictID{}) {
		return binary.AppendUvarint(append(b, plainBody), uint64(size))
	}
	b = append(append(b, dictionaryBody), dict[:]...)
	return binary.AppendUvarint(b, uint64(size))
}

func parseHeader(v []byte) (h header, err error) {
	broken := fmt.Errorf("%w: a body has no header", model.ErrDamaged)
	if len(v) == 0 {
		return header{}, broken
	}
	kind, rest := v[0], v[1:]
	switch {
	case kind == plainBody:
	case kind == dictionaryBody && len(rest) >= len(h.dict):
		rest = rest[copy(h.dict[:], rest):]
	default:
		return header{}, broken
	}
	size, n := binary.Uvarint(rest)
	if n <= 0 {
		return header{}, broken
	}
	h.size, h.rest = size, rest[n:]
	return h, nil
}
