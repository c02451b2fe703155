package benchmarks

import (
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"
)

// cpu is the processor time that the process has used, the garbage collector
// included: it does not count what other processes take from the machine.
func cpu(t testing.TB) time.Duration {
	var used syscall.Rusage
	check(t, syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// subject is one thing that is measured.
type subject struct {
	name  string
	batch int // calls a round
	call  func(i int) error
}

// times are those of a call, by subject and round.
type times [][]time.Duration

// race calls all subjects in turns, a batch each a round: what slows the
// machine for a while slows all of them.
func race(b *testing.B, subjects []subject) times {
	b.Helper()
	all := make(times, len(subjects))
	run := func(s subject) time.Duration {
		runtime.GC() // nobody pays for another's garbage, or for a cold start
		for i := range min(s.batch, documents) {
			check(b, s.call(i))
		}
		before := cpu(b)
		for i := range s.batch {
			check(b, s.call(i))
		}
		return (cpu(b) - before) / time.Duration(s.batch)
	}
	for b.Loop() {
		for i, s := range subjects {
			all[i] = append(all[i], run(s))
		}
	}
	b.ReportMetric(0, "ns/op") // of a round: means nothing
	return all
}

// of is the median time of one subject.
func (t times) of(i int) time.Duration { return median(slices.Clone(t[i])) }

// ratio is the median over the rounds of one subject's time to another's.
func (t times) ratio(i, to int) float64 {
	ratios := make([]float64, len(t[i]))
	for r := range t[i] {
		ratios[r] = float64(t[i][r]) / float64(t[to][r])
	}
	return median(ratios)
}

func median[T time.Duration | float64](all []T) T {
	slices.Sort(all)
	return all[len(all)/2]
}

// memory is what a call allocates.
func memory(t testing.TB, s subject) (allocations, bytes float64) {
	t.Helper()
	var before, after runtime.MemStats
	check(t, s.call(0))
	runtime.ReadMemStats(&before)
	for i := range s.batch {
		check(t, s.call(i))
	}
	runtime.ReadMemStats(&after)
	n := float64(s.batch)
	return float64(after.Mallocs-before.Mallocs) / n, float64(after.TotalAlloc-before.TotalAlloc) / n
}

func microseconds(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }
