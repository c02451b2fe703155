package core

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
)

// catalogue holds all organizations and connections in memory, since lists and
// searches over thousands of them must not read each from the store. It follows
// the store's stream of changes, whoever makes them, and every look into it
// first waits until it has come to where the stream was: what was written before
// is seen. It stops with the store.
type catalogue struct {
	store storage.Store

	loading sync.Mutex // held by the one who loads it
	mu      sync.Mutex
	alive   bool
	at      storage.Pos   // all changes up to here are in it
	moved   chan struct{} // closed when at moves

	Organizations NameIndex[model.Organization]
	Connections   NameIndex[model.Connection]
}

// catchUp bounds the wait for the stream. Beyond it the store is asked directly.
const catchUp = 2 * time.Second

// ErrBehind says that the catalogue cannot answer.
var ErrBehind = errors.New("the catalogue is behind its store")

// Look calls f with an up-to-date catalogue, or gives errBehind.
func (c *catalogue) Look(ctx context.Context, f func()) error {
	now, err := c.store.Now(ctx)
	if err != nil {
		return err
	}
	if err := c.follow(ctx, now); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, catchUp)
	defer cancel()
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.alive && c.at < now {
		moved := c.moved
		c.mu.Unlock()
		select {
		case <-moved:
		case <-ctx.Done():
		}
		c.mu.Lock()
		if ctx.Err() != nil {
			return ErrBehind
		}
	}
	if !c.alive {
		return ErrBehind
	}
	f()
	return nil
}

// follow loads the catalogue as of a position and lets it follow the stream from
// there, unless it does already.
func (c *catalogue) follow(ctx context.Context, now storage.Pos) error {
	c.loading.Lock()
	defer c.loading.Unlock()
	c.mu.Lock()
	alive := c.alive
	c.mu.Unlock()
	if alive {
		return nil
	}
	organizations, err := ReadAll[model.Organization](ctx, c.store, model.KindOrganization, "", "", 0)
	if err != nil {
		return err
	}
	connections, err := ReadAll[model.Connection](ctx, c.store, model.KindConnection, "", "", 0)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.Organizations.Fill(organizations)
	c.Connections.Fill(connections)
	c.alive, c.at, c.moved = true, now, make(chan struct{})
	go c.run(now)
	return nil
}

// run follows the stream until the store closes or fails.
func (c *catalogue) run(from storage.Pos) {
	ctx := context.Background() // Tail ends with the store
	_ = c.store.Tail(ctx, from, func(ch storage.Changed) error {
		var r model.Record
		var err error
		if ch.Kind == model.KindOrganization || ch.Kind == model.KindConnection {
			r, err = c.store.Record(ctx, ch.Kind, ch.ID)
		}
		gone, err := Missing(err)
		if err != nil {
			return err
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		switch {
		case ch.Kind == model.KindOrganization:
			err = c.Organizations.put(ch.ID, r, gone)
		case ch.Kind == model.KindConnection:
			err = c.Connections.put(ch.ID, r, gone)
		}
		if err != nil {
			return err
		}
		c.at = ch.Pos
		close(c.moved)
		c.moved = make(chan struct{})
		return nil
	})
	c.mu.Lock()
	defer c.mu.Unlock()
	c.alive = false
	close(c.moved)
}

// Searchable is a noun that lists search.
type Searchable interface {
	model.Noun
	Words() []string // that a search looks into; its name comes first
}

// NameIndex holds the nouns of one kind in the order of their names.
type NameIndex[T Searchable] struct {
	nouns []filed[T]
	words map[model.ID]string // of each, to find it by
}

// filed is a noun with its words in lower case: by them it is searched and put in
// order.
type filed[T Searchable] struct {
	noun  T
	words string
}

func file[T Searchable](n T) filed[T] {
	return filed[T]{n, strings.ToLower(strings.Join(n.Words(), "\n"))}
}

// compare puts what is called the same in the order in which it was made.
func (f filed[T]) compare(g filed[T]) int {
	_, a := f.noun.RecordKey()
	_, b := g.noun.RecordKey()
	return cmp.Or(strings.Compare(f.words, g.words), cmp.Compare(a, b))
}

func (d *NameIndex[T]) Fill(nouns []T) {
	d.nouns, d.words = make([]filed[T], len(nouns)), make(map[model.ID]string, len(nouns))
	for i, n := range nouns {
		d.nouns[i] = file(n)
		_, id := n.RecordKey()
		d.words[id] = d.nouns[i].words
	}
	slices.SortFunc(d.nouns, filed[T].compare)
}

// put makes the index hold what the record is now.
func (d *NameIndex[T]) put(id model.ID, r model.Record, gone bool) error {
	var f filed[T]
	if !gone {
		n, err := model.Decode[T](r)
		if err != nil {
			return err
		}
		f = file(n)
	}
	if at, there := d.index(id); there {
		d.nouns = slices.Delete(d.nouns, at, at+1)
		delete(d.words, id)
	}
	if gone {
		return nil
	}
	at, _ := slices.BinarySearchFunc(d.nouns, f, filed[T].compare)
	d.nouns, d.words[id] = slices.Insert(d.nouns, at, f), f.words
	return nil
}

// Find gives the nouns that a test lets through and whose words have a text in
// them, at most limit (0 means all).
func (d *NameIndex[T]) Find(text string, limit int, test func(*T) bool) []T {
	text = strings.ToLower(strings.TrimSpace(text))
	var all []T
	if text == "" && limit == 0 {
		all = make([]T, 0, len(d.nouns))
	}
	for i := range d.nouns {
		f := &d.nouns[i]
		if (text == "" || strings.Contains(f.words, text)) && test(&f.noun) {
			if all = append(all, f.noun); len(all) == limit {
				break
			}
		}
	}
	return all
}

// index is where the noun of an id is.
func (d *NameIndex[T]) index(id model.ID) (at int, there bool) {
	words, there := d.words[id]
	if !there {
		return 0, false
	}
	return slices.BinarySearchFunc(d.nouns, words, func(f filed[T], words string) int {
		_, own := f.noun.RecordKey()
		return cmp.Or(strings.Compare(f.words, words), cmp.Compare(own, id))
	})
}
