package badger

import (
	"encoding/binary"
	"fmt"

	"gatehouse/model"
)

// meta is what the store knows about itself: kept in the tree with every
// transaction, and outside of it in the tally.
type meta struct {
	Schema   uint64
	Position uint64 // of the newest change
	Begun    uint64 // sessions stored ever
	Last     model.ID
	Counts   [256]uint64 // keys there are, by class
}

func appendMeta(b []byte, m *meta) []byte {
	b = binary.AppendUvarint(b, m.Schema)
	b = binary.AppendUvarint(b, m.Position)
	b = binary.AppendUvarint(b, m.Begun)
	b = appendID(b, m.Last)
	for c, n := range m.Counts {
		if n > 0 {
			b = append(b, byte(c))
			b = binary.AppendUvarint(b, n)
		}
	}
	return b
}

func parseMeta(b []byte) (m meta, ok bool) {
	c := cutter{rest: b}
	m.Schema, m.Position, m.Begun, m.Last = c.number(), c.number(), c.number(), c.id()
	for len(c.rest) > 0 {
		class := c.rest[0]
		c.rest = c.rest[1:]
		m.Counts[class] = c.number()
	}
	return m, !c.short
}

// readMeta answers for an empty store with a new one's state.
func readMeta(src source) (meta, error) {
	v, found, err := src.get(key(classMeta))
	if err != nil || !found {
		return meta{Schema: schema}, err
	}
	m, ok := parseMeta(v)
	if !ok {
		return meta{}, fmt.Errorf("%w: its own state cannot be read", model.ErrDamaged)
	}
	return m, nil
}
