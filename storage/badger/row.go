package badger

import (
	"encoding/binary"

	"gatehouse/model"
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

// rowVersion is the first byte of a row.
const rowVersion = 1

// appendRow writes a row. ID, EnvironmentID and CreatedAt stand in its key.
func appendRow(b []byte, r *row) []byte {
	b = append(b, rowVersion)
	// What filters look at first comes first.
	for _, s := range [...]string{string(r.State), string(r.Class), string(r.Cause), r.Email, string(r.Origin), r.IdPID} {
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
	return binary.AppendUvarint(b, r.changed)
}

// parseRow reads a row that stands at a place.
func parseRow(p place, b []byte) (row, bool) {
	if len(b) == 0 || b[0] != rowVersion {
		return row{}, false
	}
	c := cutter{rest: b[1:]}
	var r row
	r.ID, r.EnvironmentID, r.CreatedAt = p.id, p.env, timeOf(p.nanos)
	r.State = model.State(c.text())
	setText(&r.Class, c.text())
	setText(&r.Cause, c.text())
	r.Email = c.text()
	r.Origin = model.Origin(c.text())
	r.IdPID = c.text()
	r.OrganizationID, r.ConnectionID, r.Profile, r.Claims = c.id(), c.id(), c.id(), c.id()
	r.UpdatedAt = timeOf(c.nanos())
	r.Deadline = timeOf(c.nanos())
	r.Receipts = int(c.number())
	r.request = c.seal()
	r.bodies = c.seal()
	r.events = c.number()
	r.changed = c.number()
	return r, !c.short && len(c.rest) == 0
}

func setText[T ~string](to *T, s string) { *to = T(s) }

// cutter takes fields off the front of a value; short is set when one is
// missing.
type cutter struct {
	rest  []byte
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

func (c *cutter) text() string {
	n := c.number()
	if n > uint64(len(c.rest)) {
		c.short, c.rest = true, nil
		return ""
	}
	s := string(c.rest[:n])
	c.rest = c.rest[n:]
	return s
}

func (c *cutter) id() (id model.ID) {
	var ok bool
	if id, c.rest, ok = cutID(c.rest); !ok {
		c.short = true
	}
	return id
}

func (c *cutter) nanos() (n int64) {
	var ok bool
	if n, c.rest, ok = cutNanos(c.rest); !ok {
		c.short = true
	}
	return n
}
