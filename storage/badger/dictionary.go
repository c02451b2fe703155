package badger

import (
	"container/list"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"

	"gatehouse/model"
)

// dictID names a dictionary: the beginning of the SHA-256 of its content.
type dictID [8]byte

// One connection's messages are nearly the same. Its first verified message
// becomes the dictionary for all that follow, which makes them nine times
// smaller. A dictionary is kept as long as a blob needs it.
const (
	maxDictionary = 40 << 10 // larger messages make no dictionary: the window could not reach back
	window        = 64 << 10
	maxCodecs     = 16       // a codec takes up to a megabyte
	maxRaw        = 16 << 20 // no body is larger
)

// dictionaries compresses with the dictionary of a connection. It holds few
// codecs: the most recently used.
type dictionaries struct {
	plain *codec

	mu      sync.Mutex
	byID    map[dictID]*list.Element
	recent  *list.List          // of *codec, most recently used first
	current map[model.ID]dictID // of connections; a blob tells if it is out of date
}

// maxCurrent is of how many connections the dictionary is known without a look.
const maxCurrent = 4096

// codec compresses and decompresses with one dictionary. Each half is made
// when it is first needed.
type codec struct {
	id  dictID
	enc func() *zstd.Encoder
	dec func() *zstd.Decoder
}

func newCodec(id dictID, content []byte) *codec {
	eo := []zstd.EOption{
		zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithWindowSize(window),
		zstd.WithLowerEncoderMem(true), zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(false),
	}
	do := []zstd.DOption{
		zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxMemory(maxRaw),
	}
	if content != nil {
		n := binary.BigEndian.Uint32(id[:]) | 1 // zero would mean none
		eo = append(eo, zstd.WithEncoderDictRaw(n, content))
		do = append(do, zstd.WithDecoderDictRaw(n, content))
	}
	return &codec{
		id:  id,
		enc: sync.OnceValue(func() *zstd.Encoder { return must(zstd.NewWriter(nil, eo...)) }),
		dec: sync.OnceValue(func() *zstd.Decoder { return must(zstd.NewReader(nil, do...)) }),
	}
}

func newDictionaries() *dictionaries {
	return &dictionaries{
		plain: newCodec(dictID{}, nil), byID: map[dictID]*list.Element{}, recent: list.New(),
		current: map[model.ID]dictID{},
	}
}

// pack compresses a body with a codec.
func (c *codec) pack(raw []byte) blob {
	b := appendHeader(make([]byte, 0, len(raw)/6+64), c.id, len(raw))
	return blob{sum: sumOf(raw), packed: c.enc().EncodeAll(raw, b), dict: c.id}
}

// of is the codec for a connection's new bodies.
func (d *dictionaries) of(src source, conn model.ID) (*codec, error) {
	if conn == "" {
		return d.plain, nil
	}
	v, found, err := src.get(key(classCurrent, packID(conn)))
	if err != nil || !found {
		return d.plain, err
	}
	var id dictID
	copy(id[:], v)
	c, err := d.codec(src, id)
	if err == nil {
		d.mu.Lock()
		defer d.mu.Unlock()
		if len(d.current) >= maxCurrent {
			clear(d.current)
		}
		d.current[conn] = id
	}
	return c, err
}

// inUse is the codec of a connection if it is in memory, or nil.
func (d *dictionaries) inUse(conn model.ID) *codec {
	d.mu.Lock()
	defer d.mu.Unlock()
	id, known := d.current[conn]
	e, made := d.byID[id]
	if !known || !made {
		return nil
	}
	d.recent.MoveToFront(e)
	return e.Value.(*codec)
}

// forget looks the dictionary of a connection up again the next time.
func (d *dictionaries) forget(conn model.ID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.current, conn)
}

// codec finds the codec of a dictionary, or makes it.
func (d *dictionaries) codec(src source, id dictID) (*codec, error) {
	if id == (dictID{}) {
		return d.plain, nil
	}
	d.mu.Lock()
	if e, ok := d.byID[id]; ok {
		d.recent.MoveToFront(e)
		d.mu.Unlock()
		return e.Value.(*codec), nil
	}
	d.mu.Unlock()

	v, found, err := src.get(key(classDictionary, id[:]))
	if err != nil {
		return nil, err
	}
	var content []byte
	if found {
		content, err = d.plain.dec().DecodeAll(v, nil)
	}
	if !found || err != nil || dictIDOf(content) != id {
		return nil, fmt.Errorf("%w: the dictionary %x is missing or changed", model.ErrDamaged, id)
	}
	c := newCodec(id, content)
	d.mu.Lock()
	defer d.mu.Unlock()
	if e, ok := d.byID[id]; ok {
		return e.Value.(*codec), nil
	}
	d.byID[id] = d.recent.PushFront(c)
	for d.recent.Len() > maxCodecs {
		old := d.recent.Remove(d.recent.Back()).(*codec)
		delete(d.byID, old.id)
	}
	return c, nil
}

// unpack reads a stored body.
func (d *dictionaries) unpack(src source, packed []byte) ([]byte, error) {
	h, err := parseHeader(packed)
	if err != nil {
		return nil, err
	}
	c, err := d.codec(src, h.dict)
	if err != nil {
		return nil, err
	}
	raw, err := c.dec().DecodeAll(h.rest, make([]byte, 0, min(h.size, maxRaw)))
	if err != nil {
		return nil, fmt.Errorf("%w: decompress: %w", model.ErrDamaged, err)
	}
	if uint64(len(raw)) != h.size {
		return nil, fmt.Errorf("%w: a body of %d bytes has %d", model.ErrDamaged, h.size, len(raw))
	}
	return raw, nil
}

func dictIDOf(content []byte) (id dictID) {
	sum := sha256.Sum256(content)
	copy(id[:], sum[:])
	return id
}

// mint makes content the dictionary of a connection, unless it has one or this
// would be too large.
func (b *batch) mint(conn model.ID, content []byte, plain *codec) error {
	if len(content) > maxDictionary {
		return nil
	}
	id := dictIDOf(content)
	current, uses := key(classCurrent, packID(conn)), key(classUses, id[:])
	for _, k := range [...][]byte{current, uses} {
		if _, found, err := b.get(k); err != nil || found {
			return err
		}
	}
	if err := b.put(key(classDictionary, id[:]), plain.enc().EncodeAll(content, nil)); err != nil {
		return err
	}
	if err := b.put(current, id[:]); err != nil {
		return err
	}
	return b.put(uses, appendID(make([]byte, 8), conn))
}

// use counts a blob that needs a dictionary, or one less, and drops the
// dictionary that none needs.
func (b *batch) use(id dictID, by int) error {
	if id == (dictID{}) {
		return nil
	}
	k := key(classUses, id[:])
	v, found, err := b.get(k)
	if err != nil {
		return err
	}
	if !found {
		return errStale
	}
	if len(v) < 8 {
		return fmt.Errorf("%w: the uses of the dictionary %x", model.ErrDamaged, id)
	}
	uses := int64(binary.BigEndian.Uint64(v)) + int64(by)
	if uses > 0 {
		b.replace(k, append(binary.BigEndian.AppendUint64(nil, uint64(uses)), v[8:]...))
		return nil
	}
	for _, k := range [...][]byte{k, key(classDictionary, id[:]), key(classCurrent, v[8:])} {
		if err := b.remove(k); err != nil {
			return err
		}
	}
	return nil
}

// must is for what fails only if the options above contradict each other.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
