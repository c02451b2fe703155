package model

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"
)

// catalogue holds all organizations and connections in memory, since lists and
// searches over thousands of them must not read each from the store. It follows
// the store's stream of changes, whoever makes them, and every look into it
// first waits until it has come to where the stream was: what was written before
// is seen. It stops with the store.
type catalogue struct {
	store Store

	loading sync.Mutex // held by the one who loads it
	mu      sync.Mutex
	alive   bool
	at      Pos           // all changes up to here are in it
	moved   chan struct{} // closed when at moves

	organizations drawer[Organization]
	connections   drawer[Connection]
}

// catchUp bounds the wait for the stream. Beyond it the store is asked directly.
const catchUp = 2 * time.Second

// errBehind says that the catalogue cannot answer.
var errBehind = errors.New("the catalogue is behind its store")

// look calls f with an up-to-date catalogue, or gives errBehind.
func (c *catalogue) look(ctx context.Context, f func()) error {
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
			return errBehind
		}
	}
	if !c.alive {
		return errBehind
	}
	f()
	return nil
}

// follow loads the catalogue as of a position and lets it follow the stream from
// there, unless it does already.
func (c *catalogue) follow(ctx context.Context, now Pos) error {
	c.loading.Lock()
	defer c.loading.Unlock()
	c.mu.Lock()
	alive := c.alive
	c.mu.Unlock()
	if alive {
		return nil
	}
	organizations, err := readAll[Organization](ctx, c.store, KindOrganization, "", "", 0)
	if err != nil {
		return err
	}
	connections, err := readAll[Connection](ctx, c.store, KindConnection, "", "", 0)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.organizations.fill(organizations)
	c.connections.fill(connections)
	c.alive, c.at, c.moved = true, now, make(chan struct{})
	go c.run(now)
	return nil
}

// run follows the stream until the store closes or fails.
func (c *catalogue) run(from Pos) {
	ctx := context.Background() // Tail ends with the store
	_ = c.store.Tail(ctx, from, func(ch Changed) error {
		var r Record
		var err error
		if ch.Kind == KindOrganization || ch.Kind == KindConnection {
			r, err = c.store.Record(ctx, ch.Kind, ch.ID)
		}
		gone, err := missing(err)
		if err != nil {
			return err
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		switch {
		case ch.Kind == KindOrganization:
			err = c.organizations.put(ch.ID, r, gone)
		case ch.Kind == KindConnection:
			err = c.connections.put(ch.ID, r, gone)
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

// searchable is a noun that lists search.
type searchable interface {
	noun
	words() []string // that a search looks into
}

// drawer holds the nouns of one kind by their ids, each with its words in lower
// case.
type drawer[T searchable] struct {
	nouns []T
	words []string
}

func (d *drawer[T]) fill(nouns []T) {
	d.nouns, d.words = nouns, make([]string, len(nouns))
	for i, n := range nouns {
		d.words[i] = lowerWords(n)
	}
}

func lowerWords(n searchable) string { return strings.ToLower(strings.Join(n.words(), "\n")) }

// put makes the drawer hold what the record is now.
func (d *drawer[T]) put(id ID, r Record, gone bool) error {
	at, there := d.index(id)
	if gone {
		if there {
			d.nouns, d.words = slices.Delete(d.nouns, at, at+1), slices.Delete(d.words, at, at+1)
		}
		return nil
	}
	n, err := decode[T](r)
	if err != nil {
		return err
	}
	if there {
		d.nouns[at], d.words[at] = n, lowerWords(n)
		return nil
	}
	d.nouns, d.words = slices.Insert(d.nouns, at, n), slices.Insert(d.words, at, lowerWords(n))
	return nil
}

// find gives the nouns behind an id that a test lets through and whose words
// have a text in them, at most limit (0 means all).
func (d *drawer[T]) find(after ID, text string, limit int, test func(*T) bool) []T {
	text = strings.ToLower(strings.TrimSpace(text))
	from, there := d.index(after)
	if there {
		from++
	}
	var all []T
	if text == "" && limit == 0 {
		all = make([]T, 0, len(d.nouns)-from)
	}
	for i := from; i < len(d.nouns); i++ {
		if (text == "" || strings.Contains(d.words[i], text)) && test(&d.nouns[i]) {
			if all = append(all, d.nouns[i]); len(all) == limit {
				break
			}
		}
	}
	return all
}

// index is where the noun of an id is, or would be.
func (d *drawer[T]) index(id ID) (at int, there bool) {
	return slices.BinarySearchFunc(d.nouns, id, func(n T, id ID) int {
		_, own := n.key()
		return cmp.Compare(own, id)
	})
}
