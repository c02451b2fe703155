package badger_test

import (
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
)

// What a directory costs is measured beside something plain in the same run, by turns, and told as the ratio of the
// two medians: a busy machine or a slow disk changes both.

// byTurns times one thing and the other, in turns of several each.
func byTurns(b *testing.B, each int, one, other func(n int) error) {
	b.Helper()
	var ones, others []time.Duration
	timed := func(f func(n int) error, n int) time.Duration {
		began := time.Now()
		if err := f(n); err != nil {
			b.Fatal(err)
		}
		return time.Since(began)
	}
	for n := 0; b.Loop(); n += each {
		for i := range each {
			ones, others = append(ones, timed(one, n+i)), append(others, timed(other, n+i))
		}
	}
	slices.Sort(ones)
	slices.Sort(others)
	this, that := ones[len(ones)/2], others[len(others)/2]
	b.ReportMetric(0, "ns/op") // a round says nothing
	b.ReportMetric(float64(that.Nanoseconds()), "plain-ns")
	b.ReportMetric(float64(this.Nanoseconds()), "this-ns")
	b.ReportMetric(float64(this)/float64(that), "x-plain")
}

// BenchmarkMembers puts users into a group of 10,000, and takes them out again, beside a write of one small record.
func BenchmarkMembers(b *testing.B) {
	const size = 10_000
	s := open(b, b.TempDir())
	directorySynced(b, s, size+256, size)
	for _, members := range []int{1, 256} {
		b.Run(fmt.Sprintf("members=%d", members), func(b *testing.B) {
			from := time.Now().UnixNano()
			steps := []storage.DirectoryStep{membersStep(0, size, size+members, false),
				membersStep(0, size, size+members, true)}
			byTurns(b, 8, func(n int) error {
				p, err := s.Provision(b.Context(), steps[n%2])
				if err == nil && p.Members[members-1] != storage.MemberChanged {
					err = fmt.Errorf("members were not changed: %v", p.Members)
				}
				return err
			}, func(n int) error {
				r := model.Record{Kind: model.KindOrganization, ID: model.ID(fmt.Sprintf("org_%d_%d", from, n)),
					At:   day,
					Data: []byte(`{"name":"Acme"}`)}
				return s.Apply(b.Context(), storage.Change{Record: r})
			})
		})
	}
}

// BenchmarkUserByName finds users by their names beside reading them by their ids.
func BenchmarkUserByName(b *testing.B) {
	for _, users := range []int{5_000, 50_000} {
		b.Run(fmt.Sprintf("users=%d", users), func(b *testing.B) {
			if users > 5_000 && os.Getenv("GATEHOUSE_SLOW") == "" {
				b.Skip("50,000 users take half a minute: set GATEHOUSE_SLOW=1")
			}
			s := open(b, b.TempDir())
			usersSynced(b, s, 0, users, 256)
			asked := make([]model.DirectoryEntry, 4096)
			for n := range asked {
				asked[n] = syncedUser(n * 7919 % users)
			}
			// of two users, so that neither is in the processor's cache for the other
			byTurns(b, 512, func(n int) error {
				all, err := s.DirectoryEntries(b.Context(), storage.EntryQuery{Directory: synced, Kind: model.UserEntry,
					Name: asked[n%len(asked)].Name})
				if err == nil && len(all) != 1 {
					err = fmt.Errorf("%d users have that name", len(all))
				}
				return err
			}, func(n int) error {
				_, err := s.DirectoryEntry(b.Context(), synced, model.UserEntry, asked[(n+len(asked)/2)%len(asked)].ID)
				return err
			})
		})
	}
}

// BenchmarkUsersCreated creates users, each told of, in steps of 64.
func BenchmarkUsersCreated(b *testing.B) {
	const each = 64
	s := open(b, b.TempDir())
	n := 0
	var took time.Duration
	for b.Loop() {
		var step storage.DirectoryStep
		for range each {
			step.Entries = append(step.Entries, storage.EntryChange{Entry: syncedUser(n),
				Tell: []model.AppEvent{userTold(n)}})
			n++
		}
		began := time.Now()
		provisioned(b, s, step)
		took += time.Since(began)
	}
	b.ReportMetric(float64(n)/took.Seconds(), "users/s")
}

// BenchmarkList stages a list of 20,000 members in parts of 1,000, and has it taken: that is one small step.
func BenchmarkList(b *testing.B) {
	const size = 20_000
	s := open(b, b.TempDir())
	directorySynced(b, s, size, 0)
	var staging, taking time.Duration
	for n := 0; b.Loop(); n++ {
		began, stage := time.Now(), stageAt(day.Add(time.Duration(n)*time.Second))
		parts := listStaged(b, s, 0, stage, upTo(size), 1000)
		staged := time.Now()
		listTaken(b, s, 0, stage, parts)
		staging, taking = staging+staged.Sub(began), taking+time.Since(staged)
	}
	b.ReportMetric(float64(staging.Milliseconds())/float64(b.N), "staging-ms")
	b.ReportMetric(float64(taking.Microseconds())/1000/float64(b.N), "taking-ms")
}
