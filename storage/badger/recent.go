package badger

import (
	"bytes"
	"container/list"
	"context"
	"sync"

	"gatehouse/model"
	"gatehouse/storage"
)

// Most logins are answered soon after they were begun. Those begun last are kept
// in memory, so that their answers find them without the tree.
const (
	maxRecent      = 4096
	maxRecentBytes = 8 << 20
)

// begun is a session as Begin has left it, with its request.
type begun struct {
	row     row
	request model.Request
}

func (b *begun) size() int {
	r := &b.request
	return 512 + len(r.XML) + len(r.Destination) + len(r.RedirectURI) + len(r.AppState) + len(r.UserAgent) +
		len(r.Browser) + len(r.Nonce)
}

// recent keeps them. Only the goroutine that commits puts sessions in and takes
// them out: before a transaction is visible that changes them.
type recent struct {
	mu    sync.Mutex
	byID  map[model.ID]*list.Element
	order list.List // of *begun, the oldest first
	bytes int
}

func newRecent() *recent { return &recent{byID: map[model.ID]*list.Element{}} }

func (x *recent) find(id model.ID) *begun {
	x.mu.Lock()
	defer x.mu.Unlock()
	if e, ok := x.byID[id]; ok {
		return e.Value.(*begun)
	}
	return nil
}

func (x *recent) add(all []*begun) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, b := range all {
		x.drop(x.byID[b.row.ID])
		x.byID[b.row.ID] = x.order.PushBack(b)
		x.bytes += b.size()
		for x.order.Len() > maxRecent || x.bytes > maxRecentBytes {
			x.drop(x.order.Front())
		}
	}
}

func (x *recent) remove(ids map[model.ID]bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for id := range ids {
		x.drop(x.byID[id])
	}
}

func (x *recent) drop(e *list.Element) {
	if e == nil {
		return
	}
	b := x.order.Remove(e).(*begun)
	delete(x.byID, b.row.ID)
	x.bytes -= b.size()
}

// noteBegun remembers a session that the step has begun, as it would be read.
func (b *batch) noteBegun(n *row, request model.Request) {
	if r, ok := parseRow(placeOf(&n.Session), appendRow(nil, n), nil); ok {
		b.begun = append(b.begun, &begun{row: r, request: request})
	}
}

// load is [load] with a look at the sessions begun last.
func (b *batch) load(id model.ID) (r row, found bool, err error) {
	if !b.touched[id] {
		if x := b.recent.find(id); x != nil {
			return x.row, true, nil
		}
	}
	p, found, err := findPlace(b, id)
	if err != nil || !found {
		return row{}, false, err
	}
	r, err = loadRow(b, p)
	return r, err == nil, err
}

// recently finds a session among those; nil if it has to be read.
func (s *Store) recently(ctx context.Context, id model.ID) (*begun, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.life.RLock()
	defer s.life.RUnlock()
	if s.closed {
		return nil, storage.ErrClosed
	}
	return s.recent.find(id), nil
}

// copied is the request for somebody who may change it.
func (b *begun) copied() model.Request {
	r := b.request
	r.XML = bytes.Clone(r.XML)
	return r
}
