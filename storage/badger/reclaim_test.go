package badger

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/storage"
)

func opened(t *testing.T) *Store { return openedAt(t, nil) }

func openedAt(t *testing.T, elapsed func() time.Duration) *Store {
	t.Helper()
	s, err := Open(t.Context(), Options{Dir: t.TempDir(), MinFree: -1, Elapsed: elapsed})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// outcome is a verified message that fits no session.
func outcome(n int, at time.Time) storage.Outcome {
	id := fmt.Sprintf("%d-%d", n, at.UnixNano())
	o := storage.Outcome{
		Session: model.Session{ID: model.ID("sess_" + id), ConnectionID: "conn_1", State: model.Authorized,
			CreatedAt: at},
		Receipt: model.Receipt{ID: model.ID("rcpt_" + id), ConnectionID: "conn_1", At: at,
			Body: bytes.Repeat([]byte("all alike "), 200)},
		Replay: []saml.ReplayKey{{Key: id, Until: at.Add(time.Minute)}},
		Code:   &storage.Code{Hash: sha256.Sum256([]byte(id)), Expires: at.Add(time.Minute)},
	}
	o.Receipt.Verdict.Verified = true
	return o
}

func counts(t *testing.T, s *Store) (n [256]uint64) {
	t.Helper()
	m, err := read(t.Context(), s, func(v snapshot) (meta, error) { return readMeta(v) })
	if err != nil {
		t.Fatal(err)
	}
	return m.Counts
}

// Leases are reclaimed a day after their end, if that day has passed by all
// clocks.
func TestLeasesAreReclaimed(t *testing.T) {
	var elapsed atomic.Int64
	s := openedAt(t, func() time.Duration { return time.Duration(elapsed.Load()) })
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	accept := func(n int, at time.Time) {
		t.Helper()
		if _, err := s.Accept(t.Context(), outcome(n, at)); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 700 {
		accept(i, at)
	}
	accept(0, at.Add(20*time.Hour))
	accept(1, at.Add(20*time.Hour+time.Second))
	if n := counts(t, s); n[classReplay] != 702 || n[classCode] != 702 || n[classExpiry] != 702 {
		t.Fatalf("within the day: %d replay keys, %d codes, %d entries", n[classReplay], n[classCode], n[classExpiry])
	}
	for i := range 5 {
		accept(i, at.AddDate(1, 0, i)) // a clock that jumps
	}
	if n := counts(t, s); n[classReplay] != 707 {
		t.Fatalf("after a jump of the clock: %d replay keys", n[classReplay])
	}
	elapsed.Store(int64(20 * time.Hour))
	accept(0, at.AddDate(2, 0, 0))
	elapsed.Store(int64(25 * time.Hour))
	accept(1, at.Add(20*time.Hour+2*time.Second)) // and is set right
	if n := counts(t, s); n[classReplay] != 709-sweepMost {
		t.Fatalf("after it came back: %d replay keys", n[classReplay])
	}
	for i := range 5 { // each transaction reclaims a part
		accept(i, at.Add(25*time.Hour+time.Duration(i)*time.Second))
	}
	if n := counts(t, s); n[classReplay] != 14 || n[classCode] != 14 || n[classExpiry] != 14 {
		t.Errorf("after it: %d replay keys, %d codes, %d entries", n[classReplay], n[classCode], n[classExpiry])
	}
}

// A dictionary lives as long as a blob needs it, and the log of changes is as
// long as there are sessions.
func TestForgetReclaims(t *testing.T) {
	s := opened(t)
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	const n = 20
	for round := range 2 {
		for i := range n {
			o := outcome(i, at.Add(time.Duration(round*100+i)*time.Hour))
			if _, err := s.Accept(t.Context(), o); err != nil {
				t.Fatal(err)
			}
			for j := range 3 {
				if err := s.Note(t.Context(), o.Session.ID, model.Event{At: at, What: fmt.Sprint(j)}); err != nil {
					t.Fatal(err)
				}
			}
		}
		c := counts(t, s)
		if c[classDictionary] != 1 || c[classCurrent] != 1 || c[classUses] != 1 || c[classChange] != n ||
			c[classEvent] != 3*n {
			t.Fatalf("round %d: %d dictionaries, %d changes, %d events", round, c[classDictionary],
				c[classChange], c[classEvent])
		}
		// All but the newest, which needs the dictionary.
		forgotten, err := s.Forget(t.Context(), at.Add(time.Duration(round*100+n-1)*time.Hour))
		if err != nil || forgotten != n-1 {
			t.Fatalf("round %d: %d forgotten: %v", round, forgotten, err)
		}
		if c := counts(t, s); c[classDictionary] != 1 || c[classSession] != 1 {
			t.Fatalf("round %d: %d dictionaries for %d sessions", round, c[classDictionary], c[classSession])
		}
		if _, err := s.Forget(t.Context(), at.Add(9999*time.Hour)); err != nil {
			t.Fatal(err)
		}
		c = counts(t, s)
		c[classReplay], c[classCode], c[classExpiry], c[classClock] = 0, 0, 0, 0 // TestLeasesAreReclaimed
		if c != [256]uint64{} {
			t.Fatalf("round %d: something is left: %v", round, c)
		}
	}
}

// A message that nobody signed never becomes a dictionary, nor one that is too
// large to reach back to.
func TestUnfitMakesNoDictionary(t *testing.T) {
	s := opened(t)
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	o := outcome(0, at)
	o.Receipt.Verdict.Verified = false
	if _, err := s.Accept(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if n := counts(t, s)[classDictionary]; n != 0 {
		t.Fatalf("%d dictionaries", n)
	}
	o = outcome(1, at)
	o.Receipt.Body = bytes.Repeat(o.Receipt.Body, 30)
	if _, err := s.Accept(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if n := counts(t, s)[classDictionary]; n != 0 {
		t.Fatalf("%d dictionaries of %d bytes", n, len(o.Receipt.Body))
	}
	if _, err := s.Accept(t.Context(), outcome(2, at)); err != nil {
		t.Fatal(err)
	}
	if n := counts(t, s)[classDictionary]; n != 1 {
		t.Fatalf("%d dictionaries", n)
	}
}

// A writer whose dictionary is dropped between packing and committing packs
// again.
func TestStaleDictionary(t *testing.T) {
	s := opened(t)
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 2 {
		if _, err := s.Accept(t.Context(), outcome(i, at)); err != nil {
			t.Fatal(err)
		}
	}
	raw := []byte("all alike all alike all alike")
	tries := 0
	err := s.writeBody(t.Context(), "conn_1", raw, func(b *batch, body blob) error {
		tries++
		if tries == 1 {
			if body.dict == (dictID{}) {
				t.Error("the first try has no dictionary")
			}
			return errStale
		}
		return b.addBlob(key(classRequest, packID("sess_x")), body)
	})
	if err != nil || tries != 2 {
		t.Fatalf("%d tries: %v", tries, err)
	}
}

// What a transaction cannot hold is split over several, and a step that no
// transaction can hold fails alone.
func TestLargeSteps(t *testing.T) {
	s := opened(t)
	errs := make(chan error)
	const n = 40
	for i := range n {
		go func() {
			_, err := write(t.Context(), s, func(b *batch) (none, error) {
				size := 400 << 10
				for j := range 2 {
					if i == 7 {
						size = 2 << 20
					}
					if err := b.put(key('z', []byte{byte(i), byte(j)}), make([]byte, size)); err != nil {
						return none{}, err
					}
				}
				return none{}, nil
			})
			if i == 7 && err != nil {
				err = nil
			} else if i == 7 {
				err = fmt.Errorf("4 MB were stored in one step")
			}
			errs <- err
		}()
	}
	for range n {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if c := counts(t, s)['z']; c != 2*(n-1) {
		t.Errorf("%d values are stored", c)
	}
}

// A panic in one step is its own.
func TestPanicInAStep(t *testing.T) {
	s := opened(t)
	if _, err := write(t.Context(), s, func(*batch) (none, error) { panic("broken block") }); err == nil {
		t.Error("no error")
	}
	if _, err := s.Accept(t.Context(), outcome(0, time.Now())); err != nil {
		t.Error(err)
	}
}
