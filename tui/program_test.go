package tui

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"gatehouse/model"
	"gatehouse/tui/internal/canned"
	"gatehouse/tui/widget"
)

// terminal is the other end of a real program: it counts what is written and
// can wait for a text.
type terminal struct {
	t    testing.TB
	in   *io.PipeWriter
	done chan error

	mu   sync.Mutex
	news *sync.Cond
	out  bytes.Buffer
}

func (x *terminal) Write(p []byte) (int, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.out.Write(p)
	x.news.Broadcast()
	return len(p), nil
}

// run starts a program on a terminal of its own.
func run(t testing.TB, width, height int, services *canned.Services,
	m func(context.Context, Services, Options) tea.Model) *terminal {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe()
	x := &terminal{t: t, in: w, done: make(chan error, 1)}
	x.news = sync.NewCond(&x.mu)
	p := tea.NewProgram(m(ctx, services, testOptions()), tea.WithContext(ctx), tea.WithInput(r), tea.WithOutput(x),
		tea.WithWindowSize(width, height),
		tea.WithColorProfile(colorprofile.ANSI256), tea.WithEnvironment([]string{"TERM=xterm-256color"}),
		tea.WithoutSignalHandler())
	go func() {
		_, err := p.Run()
		x.done <- err
		x.news.Broadcast()
	}()
	t.Cleanup(func() {
		cancel()
		w.Close()
		x.end()
	})
	return x
}

func console_(ctx context.Context, s Services, o Options) tea.Model { return newConsole(ctx, s, o) }

// end waits for the program; its result stays for others to read.
func (x *terminal) end() error {
	select {
	case err := <-x.done:
		x.done <- err
		return err
	case <-time.After(20 * time.Second):
		x.t.Error("the program does not end")
		return nil
	}
}

// until waits for a text and then until the program has nothing more to write.
// It gives what was written since mark.
func (x *terminal) until(mark int, text string) string {
	x.t.Helper()
	deadline := time.AfterFunc(20*time.Second, func() { x.news.Broadcast() })
	defer deadline.Stop()
	begun := time.Now()
	x.mu.Lock()
	defer x.mu.Unlock()
	for !strings.Contains(x.out.String()[mark:], text) {
		if time.Since(begun) > 19*time.Second {
			x.t.Fatalf("%q was never written; written was %q", text, tail(x.out.String()[mark:]))
		}
		x.news.Wait()
	}
	return x.out.String()[mark:]
}

func tail(s string) string { return s[max(0, len(s)-2000):] }

func (x *terminal) mark() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.out.Len()
}

func (x *terminal) press(keys string) {
	x.t.Helper()
	if _, err := io.WriteString(x.in, keys); err != nil {
		x.t.Fatal(err)
	}
}

// Bytes written for one step of the cursor and for a change of the whole screen,
// over a full list at 200×50. A frame is one write, so what has come when a part
// of it has come is all of it.
func TestByteBudget(t *testing.T) {
	services := canned.NewServices()
	services.Fill(10000)
	x := run(t, 200, 50, services, console_)
	x.until(0, "user33@acme.example")
	mark := x.mark()
	x.press("\x1b[6~\x1b[6~") // two pages down: among rows without wide characters, which are always drawn whole
	x.until(mark, "80@acme.example")

	mark = x.mark()
	x.press("k")
	step := len(x.until(mark, "user77@acme.example"))
	t.Logf("cursor step: %d bytes", step)
	if step > 600 {
		t.Errorf("a cursor step writes %d bytes, more than 600:\n%q", step, x.until(mark, ""))
	}

	mark = x.mark()
	x.press("\x0c") // draw anew
	full := len(x.until(mark, "user80@acme.example"))
	t.Logf("full change: %d bytes", full)
	if full > 12<<10 {
		t.Errorf("a full change writes %d bytes, more than 12 KiB", full)
	}
}

// Keys that arrive in one read are as many key presses.
func TestBurstOfKeys(t *testing.T) {
	x := run(t, 80, 24, canned.NewServices(), console_)
	x.until(0, "1/10")
	mark := x.mark()
	x.press("jjj")
	x.until(mark, "4")
	x.press("\r2jq") // open, second tab, scroll, back: all in one read
	x.press("q")
	if err := x.end(); err != nil {
		t.Fatal(err)
	}
}

// A login appears without a key.
func TestLoginAppearsByItself(t *testing.T) {
	services := canned.NewServices()
	x := run(t, 120, 30, services, console_)
	x.until(0, "1/10")
	mark := x.mark()
	detail := services.Again(1, "", canned.Now)
	services.Put(detail)
	x.until(mark, detail.Session.Trace())
}

// BenchmarkLoginAppears is the time from a change in the store to its row on the
// terminal.
func BenchmarkLoginAppears(b *testing.B) {
	services := canned.NewServices()
	x := run(b, 120, 30, services, console_)
	x.until(0, "1/10")
	x.press("F") // the newest stays in sight
	x.until(0, "following")
	for i := 0; b.Loop(); i++ {
		mark := x.mark()
		detail := services.Again(i, "", canned.Now)
		services.Put(detail)
		x.until(mark, detail.Session.Trace()[5:])
	}
}

type panicking struct{ *console }

func (p panicking) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if key, ok := msg.(tea.KeyPressMsg); ok && key.String() == "!" {
		panic("for the test")
	}
	if key, ok := msg.(tea.KeyPressMsg); ok && key.String() == "&" {
		return p, func() tea.Msg { panic("in a command, for the test") }
	}
	_, cmd := p.console.Update(msg)
	return p, cmd
}

// A panic ends the console with an error and a report, out of the alternate
// screen and with the cursor shown. The library writes the report to the standard
// error of the process, so a process of its own panics; after a panic in a command it
// does so beside the end of the program, so the process waits until it is written.
func TestPanicLeavesTheTerminalUsable(t *testing.T) {
	const panicsAt = "GATEHOUSE_TEST_PANICS_AT"
	if key := os.Getenv(panicsAt); key != "" {
		report := stderrUntil(t, "for the test")
		x := run(t, 80, 24, canned.NewServices(),
			func(ctx context.Context, s Services, o Options) tea.Model { return panicking{newConsole(ctx, s, o)} })
		x.until(0, "1/10")
		mark := x.mark()
		x.press(key)
		if err := x.end(); !errors.Is(err, tea.ErrProgramPanic) && !errors.Is(err, tea.ErrProgramKilled) {
			t.Errorf("%s: ended with %v", key, err)
		}
		for _, restore := range []string{"\x1b[?1049l", "\x1b[?25h"} {
			x.until(mark, restore)
		}
		<-report
		return
	}
	for _, key := range []string{"!", "&"} {
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^"+t.Name()+"$", "-test.timeout", "1m")
		child.Env = append(os.Environ(), panicsAt+"="+key)
		if out, err := child.CombinedOutput(); err != nil {
			t.Errorf("%s: %v; want a report with the panic's words:\n%s", key, err,
				strings.ReplaceAll(string(out), "\r", ""))
		}
	}
}

// stderrUntil takes the standard error of this process. The channel is closed when
// words were written to it; whoever waits for longer than the test may take sees in
// the report of the timeout what was missing.
func stderrUntil(t *testing.T, words string) <-chan struct{} {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	os.Stderr = w
	seen := make(chan struct{})
	go func() {
		lines := bufio.NewScanner(r)
		for found := false; lines.Scan(); {
			if !found && strings.Contains(lines.Text(), words) {
				found = true
				close(seen)
			}
		}
	}()
	return seen
}

func TestRunEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe()
	defer w.Close()
	o := testOptions()
	x := &terminal{t: t}
	x.news = sync.NewCond(&x.mu)
	o.Input, o.Output, o.Environ = r, x, []string{"TERM=xterm-256color"}
	time.AfterFunc(0, cancel)
	if err := Run(ctx, canned.NewServices(), o); err != nil {
		t.Fatal(err)
	}
}

// A million rows: whatever the cursor does, no more is read than windows.
func TestMillionRowsAreReadByWindows(t *testing.T) {
	m := &million{Services: canned.NewServices()}
	d := drive(t, 80, 24, func(o *setup) { o.Services = m })
	if m.rows > 2*widget.PageSize {
		t.Errorf("the start reads %d rows", m.rows)
	}
	m.rows = 0
	for range 200 {
		d.keys("pgdown")
	}
	if limit := 200*18 + 3*widget.PageSize; m.rows > limit {
		t.Errorf("200 pages down read %d rows, more than %d", m.rows, limit)
	}
	m.rows = 0
	d.keys("g")
	d.sees("row 0 ")
	for range 40 {
		d.keys("pgdown")
	}
	d.sees("row 720")
	if m.rows > 10*widget.PageSize {
		t.Errorf("going back to the top and on reads %d rows again", m.rows)
	}
}

// million are services with a million sessions that exist only when they are asked
// for.
type million struct {
	*canned.Services
	rows int
}

func (m *million) Environments(context.Context) ([]model.Environment, error) {
	return []model.Environment{{ID: "env", Name: "Million"}}, nil
}

func (m *million) Sessions(_ context.Context, q model.Query) (model.Page, error) {
	const n = 1_000_000
	from := 0
	if q.Before != "" {
		fmt.Sscanf(string(q.Before), "sess_%d", &from)
		from = n - from + 1
	}
	page := model.Page{Done: true}
	for i := from; i < n && len(page.Sessions) < q.Limit; i++ {
		m.rows++
		page.Sessions = append(page.Sessions,
			model.Session{ID: model.ID(fmt.Sprintf("sess_%07d", n-i)), EnvironmentID: "env", State: model.Successful,
				Email: fmt.Sprintf("row %d ", i), CreatedAt: canned.Now})
	}
	if from+len(page.Sessions) < n {
		page.Next = page.Sessions[len(page.Sessions)-1].ID
	}
	return page, nil
}
