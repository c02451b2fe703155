package interop

import (
	"bytes"
	"net"
	"net/http"
	"os"
	"os/exec"
	"testing"
	"time"

	"gatehouse/internal/movedclock"
)

// requires skips the test unless all files are there, and this test's clock is
// that of the program.
func requires(t *testing.T, what string, files ...string) {
	t.Helper()
	movedclock.SkipForeign(t, what)
	for _, name := range files {
		if _, err := os.Stat(name); err != nil {
			t.Skipf("SKIPPED: %s is not installed (%v); .ci/install brings it", what, err)
		}
	}
}

// freeAddress is a port of this machine that nothing listened on just now.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// serve runs a provider until the test ends, and waits until it answers at an
// address.
func serve(t *testing.T, ready string, command *exec.Cmd) {
	t.Helper()
	var output bytes.Buffer
	command.Stdout, command.Stderr = &output, &output
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	t.Cleanup(func() {
		command.Process.Kill()
		<-ended
		if t.Failed() {
			t.Logf("%s\n%s", command, output.Bytes())
		}
	})
	deadline := time.Now().Add(30 * time.Second)
	for {
		answer, err := http.Get(ready)
		if err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return
			}
		}
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("%s ended: %v", command, err)
		case <-time.After(20 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s does not answer at %s: %v %v", command, ready, answer, err)
		}
	}
}

// fetch reads a document from the provider.
func fetch(t *testing.T, address string) []byte {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(answer.Body); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d, %v", address, answer.StatusCode, err)
	}
	return b.Bytes()
}
