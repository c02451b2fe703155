package badger

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	badgerdb "github.com/dgraph-io/badger/v4"

	"gatehouse/model"
	"gatehouse/storage/internal/stored"
)

const defaultLimit = 50

// Sessions implements [storage.Store].
func (s *Store) Sessions(ctx context.Context, q model.Query) (model.Page, error) {
	if q.Limit <= 0 {
		q.Limit = defaultLimit
	}
	if err := stored.CheckID(q.Environment, q.Connection, q.Organization); err != nil {
		return model.Page{Done: true}, nil // nothing can be stored there
	}
	return read(ctx, s, func(v snapshot) (model.Page, error) { return s.sessions(ctx, v, &q) })
}

func (s *Store) sessions(ctx context.Context, v snapshot, q *model.Query) (page model.Page, err error) {
	if err := s.damage.get(); err != nil {
		return page, err
	}
	t, err := openTimeline(v, q)
	if err != nil {
		return page, err
	}
	defer t.close()
	for ; ; page.Scanned++ {
		p, ok, err := t.next()
		if err != nil {
			return model.Page{}, err
		}
		if !ok {
			page.Next, page.Done = "", true
			return page, s.complete(v, q, page.Scanned)
		}
		// One more row is there: a page that is full has a next one.
		if len(page.Sessions) >= q.Limit {
			page.Done = true
			return page, nil
		}
		if q.Scan > 0 && page.Scanned >= q.Scan {
			return page, nil
		}
		if page.Scanned%256 == 255 && ctx.Err() != nil {
			return model.Page{}, ctx.Err()
		}
		r, err := t.row(p)
		if err != nil {
			return model.Page{}, err
		}
		page.Next = r.ID
		if matches(&r.Session, q) {
			page.Sessions = append(page.Sessions, r.Session)
		}
	}
}

func matches(s *model.Session, q *model.Query) bool {
	return (q.Environment == "" || s.EnvironmentID == q.Environment) &&
		(q.Organization == "" || s.OrganizationID == q.Organization) &&
		q.Filter.Match(*s, q.At, q.Names)
}

// complete compares a walk over all rows with their number, because a damaged
// block ends a walk without an error.
func (s *Store) complete(v snapshot, q *model.Query, walked int) error {
	all := q.Environment == "" && q.Connection == "" && q.Before == "" && q.After == "" && q.Since.IsZero() &&
		q.Until.IsZero()
	if !all {
		return nil
	}
	m, err := readMeta(v)
	if err == nil && uint64(walked) < m.Counts[classSession] {
		err = fmt.Errorf("%w: %d of %d sessions can be read", model.ErrDamaged, walked, m.Counts[classSession])
	}
	return err
}

// timeline walks sessions newest first: those of a connection, of one
// environment, or of all environments merged.
type timeline struct {
	v     snapshot
	conn  bool // walks the timeline of a connection: rows are elsewhere
	lanes []*lane
	older []byte // only what comes behind it
	newer []byte // only what comes before it; nil for all
	since int64
	last  *lane // whose row was given last
	known texts
	key   []byte // of the row of a connection's session, reused
}

// lane is one range of keys: prefix and order.
type lane struct {
	env    model.ID
	prefix []byte
	it     *badgerdb.Iterator
}

func (l *lane) order() []byte {
	if !l.it.ValidForPrefix(l.prefix) {
		return nil
	}
	return l.it.Item().Key()[len(l.prefix):]
}

func openTimeline(v snapshot, q *model.Query) (*timeline, error) {
	t := &timeline{v: v, known: texts{}, conn: q.Connection != "", since: nanosOf(q.Since)}
	var err error
	if t.older, err = orderOf(v, q.Before); err != nil {
		return nil, err
	}
	if t.newer, err = orderOf(v, q.After); err != nil {
		return nil, err
	}
	if !q.Until.IsZero() {
		// The first order whose time is before Until.
		until := place{nanos: nanosOf(q.Until) - 1}.appendOrder(nil)[:8]
		if bytes.Compare(until, t.older) > 0 {
			t.older = until
		}
	}
	if err := t.openLanes(q); err != nil {
		t.close()
		return nil, err
	}
	return t, nil
}

// orderOf is where a cursor stands in a timeline.
func orderOf(v snapshot, id model.ID) ([]byte, error) {
	if id == "" {
		return nil, nil
	}
	p, found, err := findPlace(v, id)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, fmt.Errorf("session %s: %w", id, model.ErrNotFound)
	}
	return p.appendOrder(nil), nil
}

func (t *timeline) openLanes(q *model.Query) error {
	switch {
	case t.conn:
		t.open("", key(classConnection, packID(q.Connection)))
	case q.Environment != "":
		t.open(q.Environment, key(classSession, packID(q.Environment)))
	default:
		envs, err := environments(t.v)
		if err != nil {
			return err
		}
		for _, env := range envs {
			t.open(env, key(classSession, packID(env)))
		}
	}
	return nil
}

func (t *timeline) open(env model.ID, prefix []byte) {
	l := &lane{env: env, prefix: prefix, it: t.v.txn.NewIterator(badgerdb.IteratorOptions{Prefix: prefix})}
	t.lanes = append(t.lanes, l)
	l.it.Seek(slices.Concat(prefix, t.older))
	if bytes.Equal(l.order(), t.older) && t.older != nil {
		l.it.Next() // the cursor itself
	}
}

// environments lists the environments that have sessions.
func environments(v snapshot) (envs []model.ID, err error) {
	it := v.txn.NewIterator(badgerdb.IteratorOptions{Prefix: key(classSession)})
	defer it.Close()
	for it.Rewind(); it.Valid(); {
		env, _, ok := cutID(it.Item().Key()[1:])
		if !ok {
			return nil, fmt.Errorf("%w: a key that cannot be read", model.ErrDamaged)
		}
		envs = append(envs, env)
		it.Seek(append(key(classSession, packID(env)), bytes.Repeat([]byte{0xff}, 9)...))
	}
	return envs, nil
}

// next is the place of the next session.
func (t *timeline) next() (p place, ok bool, err error) {
	if t.last != nil {
		t.last.it.Next()
	}
	var first []byte
	t.last = nil
	for _, l := range t.lanes {
		if o := l.order(); o != nil && (first == nil || bytes.Compare(o, first) < 0) {
			first, t.last = o, l
		}
	}
	if first == nil || t.newer != nil && bytes.Compare(first, t.newer) >= 0 {
		return place{}, false, nil
	}
	p.env = t.last.env
	if p.nanos, p.id, ok = parseOrder(first); !ok {
		return place{}, false, fmt.Errorf("%w: a key that cannot be read", model.ErrDamaged)
	}
	return p, p.nanos >= t.since, nil
}

// row reads the row that next has found.
func (t *timeline) row(p place) (r row, err error) {
	item := t.last.it.Item()
	if t.conn {
		verr := item.Value(func(v []byte) error {
			c := cutter{rest: v, known: t.known}
			if p.env = c.id(); c.short {
				return model.ErrDamaged
			}
			return nil
		})
		if verr == nil {
			t.key = p.appendRow(t.key[:0])
			item, verr = t.v.txn.Get(t.key)
		}
		if verr != nil {
			return row{}, fmt.Errorf("%w: the row of session %s: %w", model.ErrDamaged, p.id, verr)
		}
	}
	ok := false
	err = item.Value(func(v []byte) error {
		r, ok = parseRow(p, v, t.known)
		return nil
	})
	if err != nil || !ok {
		return row{}, fmt.Errorf("%w: the row of session %s cannot be read", model.ErrDamaged, p.id)
	}
	return r, nil
}

func (t *timeline) close() {
	for _, l := range t.lanes {
		l.it.Close()
	}
}
