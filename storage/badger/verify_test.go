package badger

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
)

// tailed reads all changes, and gives the error by which that ends: it would wait for further ones for ever.
func tailed(t *testing.T, s *Store) error {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	return s.Tail(ctx, 0, storage.AllChanges, func(storage.Changed) error { return nil })
}

// lose takes keys away behind the store's back, as a damaged block does.
func lose(t *testing.T, s *Store, keys ...[]byte) {
	t.Helper()
	txn := s.db.NewTransaction(true)
	defer txn.Discard()
	for _, k := range keys {
		if err := txn.Delete(k); err != nil {
			t.Fatal(err)
		}
	}
	if err := txn.Commit(); err != nil {
		t.Fatal(err)
	}
}

// A key of any class that is missing is noticed.
func TestMissingKeysAreNoticed(t *testing.T) {
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	o := outcome(0, at)
	p := placeOf(&o.Session)
	pointer, _ := p.pointer()
	for _, test := range []struct {
		name string
		lost []byte
		read func(*Store) error
	}{
		{"row, by id", p.row(), func(s *Store) error { _, err := s.Session(t.Context(), o.Session.ID); return err }},
		{"row, in the list", p.row(), func(s *Store) error {
			_, err := s.Sessions(t.Context(), model.Query{})
			return err
		}},
		{"row, in a connection's list", p.row(), func(s *Store) error {
			_, err := s.Sessions(t.Context(), model.Query{Connection: "conn_1"})
			return err
		}},
		{"row, in the changes", p.row(), func(s *Store) error {
			return tailed(t, s)
		}},
		{"receipt", chunkKey(key(classReceipt, packID(o.Session.ID), packID(o.Receipt.ID)), 0), func(s *Store) error {
			_, err := s.Receipts(t.Context(), o.Session.ID)
			return err
		}},
		{"row, at opening", p.row(), func(s *Store) error { return s.verify(t.Context()) }},
		{"pointer", pointer, func(s *Store) error { return s.verify(t.Context()) }},
		{"replay key", key(classReplay, shortSum(o.Replay[0].Key)), func(s *Store) error {
			return s.verify(t.Context())
		}},
		{"code", key(classCode, shortHash(o.Code.Hash)), func(s *Store) error { return s.verify(t.Context()) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := opened(t)
			if _, err := s.Accept(t.Context(), o); err != nil {
				t.Fatal(err)
			}
			if err := s.verify(t.Context()); err != nil {
				t.Fatal(err)
			}
			lose(t, s, test.lost)
			if err := test.read(s); !errors.Is(err, model.ErrDamaged) {
				t.Errorf("error is %v", err)
			}
		})
	}
}

// A value or a key that cannot be read is damage, and no thing that is not there.
func TestUnreadableKeysAreNoticed(t *testing.T) {
	o := outcome(0, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	receipt := chunkKey(key(classReceipt, packID(o.Session.ID), packID(o.Receipt.ID)), 0)
	for _, test := range []struct {
		name   string
		key    []byte
		change func([]byte) []byte
		says   string
		read   func(*Store) error
	}{
		{"a code", key(classCode, shortHash(o.Code.Hash)), func([]byte) []byte {
			return nil
		}, "a code, token or replay key",
			func(s *Store) error { _, _, err := s.Coded(t.Context(), o.Code.Hash); return err }},
		{"a change at no position", append(key(classChange), bytes.Repeat([]byte{0xff}, 9)...),
			func([]byte) []byte {
				return []byte{byte(classRecord)}
			}, "a change that cannot be read", func(s *Store) error {
				return tailed(t, s)
			}},
		{"a body", receipt, func(v []byte) []byte { return v[:len(v)-1] }, model.ErrDamaged.Error() + ": decompress: ",
			func(s *Store) error { _, err := s.Receipts(t.Context(), o.Session.ID); return err }},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := opened(t)
			if _, err := s.Accept(t.Context(), o); err != nil {
				t.Fatal(err)
			}
			txn := s.db.NewTransaction(true)
			defer txn.Discard()
			v, _, err := snapshot{txn}.get(test.key)
			if err := errors.Join(err, txn.Set(test.key, test.change(v)), txn.Commit()); err != nil {
				t.Fatal(err)
			}
			if err := test.read(s); !errors.Is(err, model.ErrDamaged) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("error is %v, want %q", err, test.says)
			}
		})
	}
}

// Once damage was found, what cannot be found may have been there.
func TestNothingIsNotFoundInADamagedStore(t *testing.T) {
	s := opened(t)
	s.damage.set(model.ErrDamaged)
	if _, err := s.Session(t.Context(), "sess_1"); !errors.Is(err, model.ErrDamaged) {
		t.Errorf("error is %v", err)
	}
	if _, err := s.Sessions(t.Context(), model.Query{}); !errors.Is(err, model.ErrDamaged) {
		t.Errorf("error is %v", err)
	}
}

// A changed body is named, never shown.
func TestChangedBodyIsNamed(t *testing.T) {
	s := opened(t)
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	first, second := outcome(0, at), outcome(1, at)
	second.Receipt.Peer = "192.0.2.9"
	for _, o := range []storage.Outcome{first, second} {
		if _, err := s.Accept(t.Context(), o); err != nil {
			t.Fatal(err)
		}
	}
	k := func(o storage.Outcome) []byte {
		return chunkKey(key(classReceipt, packID(o.Session.ID), packID(o.Receipt.ID)), 0)
	}
	txn := s.db.NewTransaction(true)
	defer txn.Discard()
	other, _, err := snapshot{txn}.get(k(second))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(txn.Set(k(first), other), txn.Commit()); err != nil {
		t.Fatal(err)
	}
	_, err = s.Receipts(t.Context(), first.Session.ID)
	if !errors.Is(err, model.ErrDamaged) {
		t.Fatalf("error is %v", err)
	}
	if _, err := s.Receipts(t.Context(), second.Session.ID); err != nil {
		t.Error(err)
	}
}
