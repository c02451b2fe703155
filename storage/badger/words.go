package badger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/storage/internal/stored"
)

// Records that have words stand in the order of the first of them twice: among
// all of their kind, and among those of their parent. Each such key has the
// environment and all the words beside it, so that a search reads those records
// alone that match.

// namedUnder is where the records of a kind stand by name under a parent, or with
// "" all of them.
func namedUnder(k model.Kind, parent model.ID) []byte {
	return append(kindKey(classWords, k, parent), 0)
}

// wordKeys are where a record is found by its words.
func wordKeys(k model.Kind, id model.ID, r *storedRecord) (keys [][]byte) {
	if len(r.Words) == 0 {
		return nil
	}
	place := slices.Concat([]byte(stored.Name(r.Words)), []byte{0}, []byte(id))
	keys = append(keys, append(namedUnder(k, ""), place...))
	if r.Parent != "" {
		keys = append(keys, append(namedUnder(k, r.Parent), place...))
	}
	return keys
}

// reword moves a record from where its words were to where they are now.
func (b *batch) reword(k model.Kind, id model.ID, old, now *storedRecord) error {
	for _, key := range wordKeys(k, id, old) {
		if err := b.remove(key); err != nil {
			return err
		}
	}
	for _, key := range wordKeys(k, id, now) {
		v := slices.Concat([]byte(now.Environment), []byte{0}, []byte(stored.Text(now.Words)))
		if err := b.put(key, v); err != nil {
			return err
		}
	}
	return nil
}

// searched calls take with the ids of the records that a selection by name picks.
func (s *Store) searched(
	ctx context.Context, v snapshot, q storage.Selection, take func(model.ID) (bool, error),
) error {
	if s.unindexed {
		return fmt.Errorf("the records of an earlier version are not in order by name yet: make room on the disk, "+
			"then start again: %w", storage.ErrNoSpace)
	}
	prefix := namedUnder(q.Kind, q.Parent)
	from := prefix
	if q.Behind != "" {
		from = slices.Concat(prefix, []byte(stored.Name([]string{q.BehindName})), []byte{0},
			[]byte(q.Behind), []byte{0})
	}
	text := []byte(strings.ToLower(q.Text))
	return v.scan(prefix, from, true, func(key, found []byte) (bool, error) {
		environment, words, ok := bytes.Cut(found, []byte{0})
		at := bytes.LastIndexByte(key, 0)
		if !ok || at < len(prefix) {
			return false, fmt.Errorf("%w: the words of a %s cannot be read", model.ErrDamaged, q.Kind)
		}
		if q.Environment != "" && string(environment) != string(q.Environment) || !bytes.Contains(words, text) {
			return true, ctx.Err()
		}
		return take(model.ID(key[at+1:]))
	})
}

// indexStep is how many records get their words in one step.
const indexStep = 200

// indexWords gives the records of a store that an earlier version wrote their
// words. It is begun anew when it was interrupted.
func (s *Store) indexWords(ctx context.Context) error {
	missing, err := read(ctx, s, func(v snapshot) (bool, error) {
		m, err := readMeta(v)
		if err != nil || m.Schema < 4 {
			return err == nil, err
		}
		_, begun, err := v.get(key(classUnindexed))
		return begun, err
	})
	if err != nil || !missing {
		return err
	}
	if err := s.writeWords(ctx); errors.Is(err, storage.ErrNoSpace) {
		s.unindexed = true // all else can be looked at
		return nil
	} else if err != nil {
		return fmt.Errorf("put the records of an earlier version in order by name: %w", err)
	}
	return nil
}

func (s *Store) writeWords(ctx context.Context) error {
	if s.noRoom {
		return storage.ErrNoSpace
	}
	_, err := write(ctx, s, func(b *batch) (none, error) { return none{}, b.put(key(classUnindexed), nil) })
	for last := key(classRecord); err == nil && last != nil; {
		last, err = write(ctx, s, func(b *batch) ([]byte, error) { return s.indexFew(b, last) })
	}
	if err != nil {
		return err
	}
	_, err = write(ctx, s, func(b *batch) (none, error) { return none{}, b.remove(key(classUnindexed)) })
	return err
}

// indexFew goes on with the records behind a key, and tells the last one; nil is
// the end.
func (s *Store) indexFew(b *batch, behind []byte) (last []byte, err error) {
	var keys [][]byte
	err = b.scan(key(classRecord), append(slices.Clone(behind), 0), false, func(k, _ []byte) (bool, error) {
		keys = append(keys, slices.Clone(k))
		return len(keys) < indexStep, nil
	})
	if err != nil || len(keys) == 0 {
		return nil, err
	}
	for _, at := range keys {
		k, id, _ := cutKind(at[1:])
		if err := s.indexOne(b, k, id); err != nil {
			return nil, err
		}
	}
	return keys[len(keys)-1], nil
}

func (s *Store) indexOne(b *batch, k model.Kind, id model.ID) error {
	r, _, err := getRecord(b, k, id)
	if err != nil {
		return err
	}
	if row, err := k.Row(); err != nil || row.Decode == nil {
		return nil // no noun
	}
	noun, err := model.DecodeKind(r.record(k, id))
	if err != nil {
		s.log.Error("a record cannot be read and is in no list", "kind", k, "id", id, "error", err)
		return nil
	}
	found := model.RecordOf(noun, r.Data, r.At)
	if len(found.Words) == 0 {
		return nil
	}
	r.Words, r.Environment = found.Words, found.Environment
	v, err := stored.Encode(r)
	if err != nil {
		return err
	}
	if err := b.put(recordKey(k, id), v); err != nil {
		return err
	}
	return b.reword(k, id, &storedRecord{}, &r)
}
