package badger

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
)

var begunAt = time.Date(2026, 1, 2, 3, 4, 5, 678, time.FixedZone("", 3600))

// beginning is a login that nobody has answered.
func beginning(n int) (model.Session, model.Request) {
	id := model.ID(fmt.Sprintf("sess_%d", n))
	return model.Session{
			ID: id, EnvironmentID: "env_1", ConnectionID: "conn_1", State: model.Started,
			Origin: model.FromServiceProvider, CreatedAt: begunAt, UpdatedAt: begunAt,
			Deadline: begunAt.Add(time.Minute),
		}, model.Request{
			XML: []byte("<AuthnRequest/>"), Destination: "https://idp.example/sso", AppState: "a\xffb",
			UserAgent: "browser",
		}
}

func begin(t *testing.T, s *Store, n int) model.ID {
	t.Helper()
	session, request := beginning(n)
	if err := s.Begin(t.Context(), session, request); err != nil {
		t.Fatal(err)
	}
	return session.ID
}

// seen is what a store answers about a session, and what its tree alone would.
func seen(t *testing.T, s *Store, id model.ID) (got, want struct {
	Session model.Session
	Request model.Request
}) {
	t.Helper()
	var errs [4]error
	got.Session, errs[0] = s.Session(t.Context(), id)
	got.Request, errs[1] = s.Request(t.Context(), id)
	r, err := read(t.Context(), s, func(v snapshot) (row, error) { return load(v, id) })
	want.Session, errs[2] = r.Session, err
	want.Request, errs[3] = read(t.Context(), s, func(v snapshot) (model.Request, error) { return s.request(v, &r) })
	if err := errors.Join(errs[:]...); err != nil {
		t.Fatal(err)
	}
	return got, want
}

// What is kept in memory of a session is what the tree has, whatever happens to it.
func TestRecentIsWhatTheTreeHas(t *testing.T) {
	answer := outcome(1, begunAt)
	accept := func(s *Store, id model.ID, state model.State) error {
		o := answer
		o.Session, _ = beginning(1)
		o.Session.State, o.Update = state, true
		_, err := s.Accept(t.Context(), o)
		return err
	}
	for name, happens := range map[string]func(s *Store, id model.ID) error{
		"nothing": func(*Store, model.ID) error { return nil },
		"begun once": func(s *Store, id model.ID) error {
			r, q := beginning(1)
			q.AppState = "other"
			return s.Begin(t.Context(), r, q)
		},
		"answered": func(s *Store, id model.ID) error { return accept(s, id, model.Authorized) },
		"refused":  func(s *Store, id model.ID) error { return accept(s, id, model.Failed) },
		"noted": func(s *Store, id model.ID) error {
			return s.Note(t.Context(), id, model.Event{At: begunAt, What: "looked at"})
		},
		"counted": func(s *Store, id model.ID) error { return s.Count(t.Context(), id, 3, begunAt.Add(time.Second)) },
		"given up": func(s *Store, id model.ID) error {
			_, err := s.Retain(t.Context(), storage.Retention{}, begunAt.Add(48*time.Hour))
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := opened(t)
			env := model.Record{Kind: model.KindEnvironment, ID: "env_1"}
			if err := s.Apply(t.Context(), storage.Change{Record: env}); err != nil {
				t.Fatal(err)
			}
			id := begin(t, s, 1)
			if s.recent.find(id) == nil {
				t.Fatal("it is not kept")
			}
			if err := happens(s, id); err != nil {
				t.Fatal(err)
			}
			got, want := seen(t, s, id)
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%+v, not %+v", got, want)
			}
			got.Request.XML[0] = 'x' // the reader's own
			if again, _ := seen(t, s, id); !bytes.Equal(again.Request.XML, want.Request.XML) {
				t.Error("a reader has changed it")
			}
			if err := accept(s, id, model.Authorized); name != "refused" && err != nil &&
				!errors.Is(err, storage.ErrSettled) {
				t.Errorf("an answer: %v", err)
			}
			if n, err := s.Forget(t.Context(), begunAt.Add(time.Hour)); n != 1 || err != nil {
				t.Fatalf("%d were forgotten: %v", n, err)
			}
			if _, err := s.Session(t.Context(), id); !errors.Is(err, model.ErrNotFound) {
				t.Errorf("a forgotten session: %v", err)
			}
			if err := s.verify(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

// A session of a step that failed is nowhere.
func TestRecentOfAFailedStep(t *testing.T) {
	s := opened(t)
	refused := errors.New("refused")
	_, err := write(t.Context(), s, func(b *batch) (none, error) {
		session, request := beginning(1)
		n := row{Session: session}
		if err := b.putRow(nil, &n); err != nil {
			return none{}, err
		}
		b.noteBegun(&n, request)
		return none{}, refused
	})
	if !errors.Is(err, refused) {
		t.Fatal(err)
	}
	begin(t, s, 2) // in a transaction behind it
	if s.recent.find("sess_1") != nil || s.recent.find("sess_2") == nil {
		t.Error("the session that failed is kept, or the other is not")
	}
}

// The memory for sessions begun last is bounded, by their number and by their size.
func TestRecentIsBounded(t *testing.T) {
	for name, test := range map[string]struct{ sessions, size, kept int }{
		"many":  {maxRecent + 50, 10, maxRecent},
		"large": {60, 1 << 20, 7}, "one": {1, 10, 1}, "one too large": {1, 9 << 20, 0},
	} {
		x := newRecent()
		for i := range test.sessions {
			session, request := beginning(i)
			request.XML = make([]byte, test.size)
			x.add([]*begun{{row: row{Session: session}, request: request}})
		}
		if x.order.Len() != test.kept || len(x.byID) != test.kept || x.bytes > maxRecentBytes {
			t.Errorf("%s: %d sessions of %d bytes are kept", name, x.order.Len(), x.bytes)
		}
		last := model.ID(fmt.Sprintf("sess_%d", test.sessions-1))
		if (x.find(last) != nil) != (test.kept > 0) {
			t.Errorf("%s: the newest is not kept", name)
		}
	}
}
