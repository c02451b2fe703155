//go:build unix

package badger_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/storage/badger"
)

// The cost of a synced write is the disk's, so each benchmark of writing
// alternates with the least that a durable log could do: 12 KB appended to a
// file and synced. x-append is the ratio of the two medians; cpu-ns is what a
// step takes of all processors, which a busy machine does not change.

// BenchmarkAccept is one response recorded: one synced step.
func BenchmarkAccept(b *testing.B) {
	besideAppends(b, func(b *testing.B, s *badger.Store, l *login) error {
		l.outcome.Update = false
		_, err := s.Accept(b.Context(), l.outcome)
		return err
	})
}

// BenchmarkLogin is a whole login: three synced steps.
func BenchmarkLogin(b *testing.B) {
	besideAppends(b, func(b *testing.B, s *badger.Store, l *login) error { return record(b.Context(), s, l) })
}

// besideAppends times rounds of appends and of steps by several writers.
func besideAppends(b *testing.B, step func(*testing.B, *badger.Store, *login) error) {
	for _, writers := range []int{1, 16, 64, 256} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			const appends = 16
			steps := max(16, 2*writers)
			log, err := os.Create(filepath.Join(b.TempDir(), "log"))
			if err != nil {
				b.Fatal(err)
			}
			defer log.Close()
			s := open(b, b.TempDir())
			sample, n := newSampler(1), 0
			var appending, stepping []time.Duration
			var cpu time.Duration
			for b.Loop() {
				logins := make([]login, steps)
				for i := range logins {
					logins[i] = sample.login(day.Add(time.Duration(n)*time.Millisecond), 10)
					n++
				}
				began := time.Now()
				appendSynced(b, log, appends)
				used, middle := cpuTime(b), time.Now()
				spread(b, writers, steps, func(i int) error { return step(b, s, &logins[i]) })
				appending = append(appending, middle.Sub(began)/appends)
				stepping = append(stepping, time.Since(middle)/time.Duration(steps))
				cpu += (cpuTime(b) - used) / time.Duration(steps)
			}
			slices.Sort(appending)
			slices.Sort(stepping)
			one, other := appending[len(appending)/2], stepping[len(stepping)/2]
			b.ReportMetric(0, "ns/op") // a round says nothing
			b.ReportMetric(float64(one.Nanoseconds()), "append-ns")
			b.ReportMetric(float64(other.Nanoseconds()), "step-ns")
			b.ReportMetric(float64(other)/float64(one), "x-append")
			b.ReportMetric(float64(cpu.Nanoseconds())/float64(b.N), "cpu-ns")
		})
	}
}

// cpuTime is what this process has used of all processors.
func cpuTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func appendSynced(b *testing.B, f *os.File, n int) {
	block := make([]byte, 12<<10)
	for range n {
		if _, err := f.Write(block); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
	}
}

// spread makes n steps by several writers at once.
func spread(b *testing.B, writers, n int, step func(i int) error) {
	var next atomic.Int64
	failed := make(chan error, writers)
	for range writers {
		go func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				if err := step(i); err != nil {
					failed <- err
					return
				}
			}
			failed <- nil
		}()
	}
	for range writers {
		if err := <-failed; err != nil {
			b.Error(err)
		}
	}
}

// filled opens a store with n logins over 10 connections.
func filled(b *testing.B, dir string, n int) *badger.Store {
	b.Helper()
	s := open(b, dir)
	work := make(chan login)
	failed := make(chan error)
	const writers = 128
	for range writers {
		go func() {
			var first error
			for l := range work {
				if err := record(b.Context(), s, &l); err != nil && first == nil {
					first = err
				}
			}
			failed <- first
		}()
	}
	sample := newSampler(2)
	for i := range n {
		work <- sample.login(day.Add(time.Duration(i)*time.Second), 10)
	}
	close(work)
	for range writers {
		if err := <-failed; err != nil {
			b.Fatal(err)
		}
	}
	return s
}

// BenchmarkStore fills a store and looks at it: the newest 50 sessions of a
// connection and of an environment, one body, opening, bytes on disk.
func BenchmarkStore(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		if n > 10_000 && os.Getenv("GATEHOUSE_SLOW") == "" {
			b.Logf("%d sessions take a minute: set GATEHOUSE_SLOW=1", n)
			continue
		}
		dir := b.TempDir()
		s := filled(b, dir, n)
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		s = open(b, dir)
		size := fmt.Sprintf("sessions=%d/", n)
		page := func(b *testing.B, q model.Query) model.Page {
			p, err := s.Sessions(b.Context(), q)
			if err != nil || len(p.Sessions) != 50 {
				b.Fatal(len(p.Sessions), err)
			}
			return p
		}
		b.Run(size+"newest50=connection", func(b *testing.B) {
			b.ReportAllocs()
			f, err := s.Facts(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				page(b, model.Query{Connection: "conn_01J00000000000000000000007"})
			}
			b.ReportMetric(float64(f.Bytes)/float64(n), "disk-B/session")
			l := newSampler(2).login(day, 10)
			b.ReportMetric(float64(l.rawBytes()), "raw-B/session")
			b.ReportMetric(float64(f.OpenTook.Microseconds())/1000, "open-ms")
		})
		b.Run(size+"newest50=environment", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				page(b, model.Query{Environment: "env_01J00000000000000000000000"})
			}
		})
		b.Run(size+"filter=none", func(b *testing.B) {
			for b.Loop() {
				p, err := s.Sessions(b.Context(), model.Query{Filter: model.Is(model.FieldState, model.Failed)})
				if err != nil || p.Scanned != n {
					b.Fatal(p.Scanned, err)
				}
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
		b.Run(size+"receipts", func(b *testing.B) {
			b.ReportAllocs()
			p := page(b, model.Query{Connection: "conn_01J00000000000000000000007"})
			for i := 0; b.Loop(); i++ {
				if _, err := s.Receipts(b.Context(), p.Sessions[i%50].ID); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
