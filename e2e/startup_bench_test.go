package e2e

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sync/errgroup"

	"gatehouse/app"
	"gatehouse/cli"
	"gatehouse/model"
	"gatehouse/saml/idp"
	"gatehouse/service/signin"
)

// filled makes a data directory that holds n real test sign-ins.
func filled(b testing.TB, n int) string {
	b.Helper()
	data := b.TempDir()
	services, closeStore, err := app.OpenServices(b.Context(), app.Config{Options: cli.Options{Data: data}})
	if err != nil {
		b.Fatal(err)
	}
	defer closeStore()
	services = services.For(model.LocalOwner("test", "tester"))
	faults := []string{"", "", "", "", "wrong-audience", "expired-2h", "other-key", "domain-not-allowed"}
	group, ctx := errgroup.WithContext(b.Context())
	group.SetLimit(64)
	for i := range n {
		group.Go(func() error {
			user := idp.DefaultUser(model.DemoDomain)
			user.ID, user.Email = fmt.Sprint("user-", i), fmt.Sprintf("user.%d@%s", i, model.DemoDomain)
			_, err := services.Rehearse(ctx, signin.Rehearsal{Fault: faults[i%len(faults)], User: user})
			return err
		})
	}
	if err := group.Wait(); err != nil {
		b.Fatal(err)
	}
	return data
}

// BenchmarkStartup measures the console over 10,000 sessions: from the start of
// the process to the first frame with rows on it, its memory, and the bytes that
// one step of the cursor writes to the terminal.
func BenchmarkStartup(b *testing.B) {
	data := filled(b, 10_000)
	path, err := binary()
	if err != nil {
		b.Fatal(err)
	}
	for _, size := range []struct{ columns, rows uint16 }{{80, 24}, {200, 50}} {
		b.Run(fmt.Sprintf("%dx%d", size.columns, size.rows), func(b *testing.B) {
			var frame time.Duration
			var rss, step int
			for b.Loop() {
				p := startPty(b, size.columns, size.rows, path, "--data", data, "--listen", "127.0.0.1:0")
				frame += p.until(b, "Success" /* of a row: the user is cut on a narrow screen */)
				p.settle()
				rss += residentKB(b, p.command.Process.Pid)
				before := p.size()
				p.file.WriteString("j")
				p.grows(b, before)
				p.settle()
				step += p.size() - before
				p.end()
			}
			if frame <= 0 || step <= 0 || rss <= 0 && runtime.GOOS == "linux" {
				b.Fatalf("nothing was measured: first frame %s, %d KB, %d bytes a step", frame, rss, step)
			}
			n := float64(b.N)
			b.ReportMetric(float64(frame.Microseconds())/1000/n, "ms/first-frame")
			b.ReportMetric(float64(rss)/1024/n, "MB-resident")
			b.ReportMetric(float64(step)/n, "B/cursor-step")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// ptyProgram is a program in a pseudo-terminal whose output is kept.
type ptyProgram struct {
	command *exec.Cmd
	file    *os.File
	began   time.Time

	mu     sync.Mutex
	output bytes.Buffer
	last   time.Time
}

func startPty(b testing.TB, columns, rows uint16, path string, args ...string) *ptyProgram {
	b.Helper()
	p := &ptyProgram{command: exec.Command(path, args...), began: time.Now()}
	p.command.Env = append(os.Environ(), "TERM=xterm-256color")
	var err error
	if p.file, err = pty.StartWithSize(p.command, &pty.Winsize{Cols: columns, Rows: rows}); err != nil {
		b.Fatal(err)
	}
	go func() { // ends with the program
		chunk := make([]byte, 1<<16)
		for {
			n, err := p.file.Read(chunk)
			p.mu.Lock()
			p.output.Write(chunk[:n])
			p.last = time.Now()
			p.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	return p
}

func (p *ptyProgram) size() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.output.Len()
}

// until waits for a text and gives the time since the start.
func (p *ptyProgram) until(b *testing.B, text string) time.Duration {
	b.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		p.mu.Lock()
		found, at := strings.Contains(p.output.String(), text), p.last
		p.mu.Unlock()
		if found {
			return at.Sub(p.began)
		}
	}
	p.command.Process.Kill()
	b.Fatalf("%q never came in %d bytes", text, p.size())
	return 0
}

// grows waits until the program has written more than it had.
func (p *ptyProgram) grows(b *testing.B, before int) {
	b.Helper()
	for deadline := time.Now().Add(20 * time.Second); p.size() == before; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			b.Fatal("nothing is drawn for a key")
		}
	}
}

// settle waits until the program has written nothing for a while.
func (p *ptyProgram) settle() {
	for quiet, size := 0, -1; quiet < 15; time.Sleep(10 * time.Millisecond) {
		if now := p.size(); now == size {
			quiet++
		} else {
			quiet, size = 0, now
		}
	}
}

func (p *ptyProgram) end() {
	p.file.WriteString("q")
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { p.command.Process.Kill() })
	defer stop()
	if err := p.command.Wait(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return
	}
	p.file.Close()
}

func residentKB(b testing.TB, pid int) int {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0 // no /proc on this system
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, _ := strconv.Atoi(strings.Fields(rest)[0])
			return kb
		}
	}
	return 0
}
