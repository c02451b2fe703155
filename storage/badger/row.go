package badger

import (
	"encoding/binary"

	"gatehouse/model"
	"gatehouse/saml"
)

// row is what stands in the timeline for one session: the session, and what
// its bodies must add up to.
type row struct {
	model.Session

	request seal   // of the request; zero if there is none
	bodies  seal   // of all receipts, in the order of their arrival
	events  uint64 // lines in its timeline
	changed uint64 // position of its last change
}

// rowVersion is the first byte of a row. Those of version 1 end before the flags.
const rowVersion = 2

// The flags of a row.
const (
	flagUnverified = 1 << iota // [model.Session.Unverified]
	flagLapsed                 // [model.Session.Lapsed]
)

// appendRow writes a row. ID, EnvironmentID and CreatedAt stand in its key.
func appendRow(b []byte, r *row) []byte {
	b = append(b, rowVersion)
	// What filters look at first comes first.
	for _, s := range [...]string{string(r.State), string(r.Class), string(r.Cause), r.Email, string(r.Origin),
		r.IdPID} {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	for _, id := range [...]model.ID{r.OrganizationID, r.ConnectionID, r.Profile, r.Claims} {
		b = appendID(b, id)
	}
	b = appendNanos(b, nanosOf(r.UpdatedAt))
	b = appendNanos(b, nanosOf(r.Deadline))
	b = binary.AppendUvarint(b, uint64(max(r.Receipts, 0)))
	b = r.request.append(b)
	b = r.bodies.append(b)
	b = binary.AppendUvarint(b, r.events)
	b = binary.AppendUvarint(b, r.changed)
	var flags uint64
	if r.Unverified {
		flags |= flagUnverified
	}
	if r.Lapsed {
		flags |= flagLapsed
	}
	b = binary.AppendUvarint(b, flags)
	return binary.AppendUvarint(b, uint64(max(r.Repeats, 0)))
}

// parseRow reads a row that stands at a place. known, which may be nil, saves
// a reader of many rows the making of the same texts again and again.
func parseRow(p place, b []byte, known texts) (row, bool) {
	if len(b) == 0 || b[0] < 1 || b[0] > rowVersion {
		return row{}, false
	}
	c := cutter{rest: b[1:], known: known}
	var r row
	r.ID, r.EnvironmentID, r.CreatedAt = p.id, p.env, timeOf(p.nanos)
	r.State = model.State(c.word())
	r.Class, r.Cause = saml.Class(c.word()), saml.Cause(c.word())
	r.Email = c.text()
	r.Origin = model.Origin(c.word())
	r.IdPID = c.text()
	r.OrganizationID, r.ConnectionID, r.Profile, r.Claims = c.id(), c.id(), c.id(), c.id()
	r.UpdatedAt = timeOf(c.nanos())
	r.Deadline = timeOf(c.nanos())
	r.Receipts = int(c.number())
	r.request = c.seal()
	r.bodies = c.seal()
	r.events = c.number()
	r.changed = c.number()
	if b[0] > 1 {
		flags := c.number()
		r.Unverified, r.Lapsed = flags&flagUnverified != 0, flags&flagLapsed != 0
		r.Repeats = int(c.number())
	}
	return r, !c.short && len(c.rest) == 0
}

// texts are words and ids that have been read before, by their bytes.
type texts map[string]string

const maxTexts = 4096

func (t texts) keep(raw []byte, s string) {
	if t != nil && len(t) < maxTexts {
		t[string(raw)] = s
	}
}

// cutter takes fields off the front of a value; short is set when one is
// missing.
type cutter struct {
	rest  []byte
	known texts
	short bool
}

func (c *cutter) number() uint64 {
	n, size := binary.Uvarint(c.rest)
	if size <= 0 {
		c.short, c.rest = true, nil
		return 0
	}
	c.rest = c.rest[size:]
	return n
}

func (c *cutter) bytes() []byte {
	n := c.number()
	if n > uint64(len(c.rest)) {
		c.short, c.rest = true, nil
		return nil
	}
	b := c.rest[:n]
	c.rest = c.rest[n:]
	return b
}

func (c *cutter) text() string { return string(c.bytes()) }

// word reads a text of which there are few.
func (c *cutter) word() string {
	b := c.bytes()
	if s, ok := c.known[string(b)]; ok || len(b) == 0 {
		return s
	}
	s := string(b)
	c.known.keep(b, s)
	return s
}

func (c *cutter) id() model.ID {
	if n := packedSize(c.rest); n > 0 {
		if s, ok := c.known[string(c.rest[:n])]; ok {
			c.rest = c.rest[n:]
			return model.ID(s)
		}
	}
	id, rest, ok := cutID(c.rest)
	if !ok {
		c.short, c.rest = true, nil
		return ""
	}
	c.known.keep(c.rest[:len(c.rest)-len(rest)], string(id))
	c.rest = rest
	return id
}

func (c *cutter) nanos() (n int64) {
	var ok bool
	if n, c.rest, ok = cutNanos(c.rest); !ok {
		c.short = true
	}
	return n
}
