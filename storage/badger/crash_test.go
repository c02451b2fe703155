package badger_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime/debug"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/storage"
	"gatehouse/storage/badger"
)

// The test binary runs itself to have a process that can be killed.
const (
	childRole = "GATEHOUSE_STORE_CHILD"
	childDir  = "GATEHOUSE_STORE_DIR"
)

func TestMain(m *testing.M) {
	switch os.Getenv(childRole) {
	case "":
		debug.SetGCPercent(200) // each opened store makes some tens of megabytes of garbage
		os.Exit(m.Run())
	case "writer":
		writeForever()
	case "provisioner":
		provisionForever()
	case "holder":
		hold()
	}
}

// writeForever records logins from several writers and says which are
// acknowledged, until it is killed.
func writeForever() {
	s, err := badger.Open(context.Background(), badger.Options{Dir: os.Getenv(childDir), MinFree: -1})
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	lines := make(chan string)
	for w := range 8 {
		go func() {
			sample := newSampler(uint64(os.Getpid()*8 + w))
			for {
				l := sample.login(day, 3)
				if err := record(context.Background(), s, &l); err != nil {
					lines <- "error " + err.Error()
				}
				lines <- "acknowledged " + string(l.session.ID)
			}
		}()
	}
	for line := range lines {
		fmt.Println(line) // unbuffered: what was printed is out
	}
}

// hold opens the store and waits for the end of its input.
func hold() {
	s, err := badger.Open(context.Background(), badger.Options{Dir: os.Getenv(childDir), MinFree: -1})
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	fmt.Println("open")
	_, _ = bufio.NewReader(os.Stdin).ReadString('\n') // any end will do
	if err := s.Close(); err != nil {
		fmt.Println("error", err)
	}
}

func child(t *testing.T, role, dir string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), childRole+"="+role, childDir+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewScanner(out)
}

// TestKill kills a writer in the middle of its work, again and again: every
// login that it acknowledged is there, whole.
func TestKill(t *testing.T) {
	dir := t.TempDir()
	acknowledged := map[model.ID]bool{}
	for round := range 4 {
		cmd, lines := child(t, "writer", dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for n := 0; lines.Scan(); n++ {
			id, ok := strings.CutPrefix(lines.Text(), "acknowledged ")
			if !ok {
				t.Errorf("round %d: %s", round, lines.Text())
			}
			acknowledged[model.ID(id)] = true
			if n == 40+60*round {
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
		for id := range acknowledged {
			whole(t, s, id)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if len(acknowledged) < 400 {
		t.Fatalf("only %d logins were acknowledged", len(acknowledged))
	}
}

// whole wants a finished login with its bodies.
func whole(t *testing.T, s *badger.Store, id model.ID) {
	t.Helper()
	session, err := s.Session(t.Context(), id)
	if err != nil || session.State != model.Successful {
		t.Fatalf("session %s is %q: %v", id, session.State, err)
	}
	if _, err := s.Request(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if r, err := s.Receipts(t.Context(), id); err != nil || len(r) != 1 {
		t.Fatalf("session %s has %d receipts: %v", id, len(r), err)
	}
}

func TestLocked(t *testing.T) {
	dir := t.TempDir()
	cmd, lines := child(t, "holder", dir)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if !lines.Scan() || lines.Text() != "open" {
		t.Fatalf("the holder says %q", lines.Text())
	}
	_, err = badger.Open(t.Context(), badger.Options{Dir: dir})
	if !errors.Is(err, storage.ErrLocked) ||
		!strings.Contains(err.Error(), fmt.Sprintf("(process %d)", cmd.Process.Pid)) {
		t.Errorf("error is %v", err)
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
}

func TestLockedInOneProcess(t *testing.T) {
	dir := t.TempDir()
	open(t, dir)
	if _, err := badger.Open(t.Context(), badger.Options{Dir: dir}); !errors.Is(err, storage.ErrLocked) {
		t.Errorf("error is %v", err)
	}
}
