package badger_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/storage/badger"
)

// listSize is how many users the n-th list of the provisioner has: no list is as long as the one before.
func listSize(n int) int { return 30 + 7*(n%5) }

// provisionForever gives a group one list of members after another, and says which were taken, until it is killed.
func provisionForever() {
	fail := func(err error) {
		if err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
	}
	ctx := context.Background()
	s, err := badger.Open(ctx, badger.Options{Dir: os.Getenv(childDir), MinFree: -1})
	fail(err)
	if c, err := s.DirectoryCounts(ctx, synced); err != nil || c.Groups == 0 {
		step := storage.DirectoryStep{Directory: synced, Entries: []storage.EntryChange{{Entry: syncedGroup(0)}}}
		for n := range 64 {
			step.Entries = append(step.Entries, storage.EntryChange{Entry: syncedUser(n)})
		}
		_, err = s.Provision(ctx, step)
		fail(err)
	}
	for n := os.Getpid() * 10_000; ; n++ {
		stage := stageAt(time.Now())
		size := listSize(n)
		for part := range 3 {
			p := storage.StagedMembers{Directory: synced, Group: syncedGroup(0).ID, Stage: stage, Part: part}
			for i := part; i < size; i += 3 {
				e := userTold(i)
				e.Data = fmt.Appendf(nil, `{"list":%d}`, n)
				p.Members, p.Tell = append(p.Members, syncedUser(i).ID), append(p.Tell, e)
			}
			fail(s.StageMembers(ctx, p))
		}
		g, err := s.DirectoryEntry(ctx, synced, model.GroupEntry, syncedGroup(0).ID)
		fail(err)
		_, err = s.Provision(ctx, storage.DirectoryStep{Directory: synced,
			Replaced: &storage.MembersReplaced{Group: g.ID, Stage: stage, Based: g.MembersRev, Parts: 3}})
		fail(err)
		fmt.Println("acknowledged", n)
	}
}

// TestKillWhileProvisioning kills a writer in the middle of lists that it stages and takes, again and again: of each
// list that was acknowledged all is told, of any other all or nothing, and the group has one of them whole.
func TestKillWhileProvisioning(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	acknowledged := map[int]bool{}
	for round := range 4 {
		cmd, lines := child(t, "provisioner", dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for lines.Scan() {
			text, ok := strings.CutPrefix(lines.Text(), "acknowledged ")
			var n int
			if _, err := fmt.Sscan(text, &n); err != nil || !ok {
				t.Errorf("round %d: %s", round, lines.Text())
			}
			acknowledged[n] = true
			if n%10_000 == 9+round*5 {
				if err := cmd.Process.Kill(); err != nil { // SIGKILL
					t.Fatal(err)
				}
			}
		}
		var exit *exec.ExitError
		if err := cmd.Wait(); !errors.As(err, &exit) {
			t.Fatalf("round %d: the writer ended by itself: %v", round, err)
		}
		s, err := badger.Open(t.Context(), badger.Options{Dir: dir, MinFree: -1})
		if err != nil {
			t.Fatal(err)
		}
		listsWhole(t, s, acknowledged)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func listsWhole(t *testing.T, s *badger.Store, acknowledged map[int]bool) {
	t.Helper()
	page, err := s.AppEvents(t.Context(), storage.AppEventQuery{Environment: "env_1"})
	if err != nil {
		t.Fatal(err)
	}
	told := map[int]int{}
	var last struct{ List int }
	for _, e := range page.Events {
		if err := json.Unmarshal(e.Data, &last); err != nil {
			t.Fatal(err)
		}
		told[last.List]++
	}
	for n, events := range told {
		if events != listSize(n) {
			t.Errorf("of list %d, %d of %d members are told", n, events, listSize(n))
		}
	}
	for n := range acknowledged {
		if told[n] == 0 {
			t.Errorf("list %d was acknowledged, and is not there", n)
		}
	}
	members, err := s.Memberships(t.Context(), storage.MembershipQuery{Directory: synced, Group: syncedGroup(0).ID})
	if err != nil || len(members) != listSize(last.List) {
		t.Errorf("the group has %d members, want %d: %v", len(members), listSize(last.List), err)
	}
	c, err := s.DirectoryCounts(t.Context(), synced)
	if err != nil || c.Memberships != len(members) {
		t.Errorf("counts are %+v: %v", c, err)
	}
	sweptAll(t, s, time.Now().AddDate(1, 0, 0))
	if n := keysOf(dump(t, s), 'g'); n != len(members) {
		t.Errorf("%d rows of members are there, want %d", n, len(members))
	}
}
