package socket

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestFrames(t *testing.T) {
	here, there := net.Pipe()
	payload := bytes.Repeat([]byte("0123456789abcdef"), 3*maxFrame/16/2) // one and a half frames
	go func() {
		defer here.Close()
		w := &frameWriter{to: here}
		w.stream(frameOut).Write(payload)
		w.write(frameExit, []byte{7})
	}()
	var got bytes.Buffer
	code, err := receive(there, nil, Terminal{Out: &got})
	if code != 7 || err != nil || !bytes.Equal(got.Bytes(), payload) {
		t.Errorf("exit %d, %v; %d bytes arrived, want %d", code, err, got.Len(), len(payload))
	}
}

// halves lets others run in the middle of each write.
type halves struct{ bytes.Buffer }

func (h *halves) Write(p []byte) (int, error) {
	h.Buffer.Write(p[:len(p)/2])
	runtime.Gosched()
	h.Buffer.Write(p[len(p)/2:])
	return len(p), nil
}

// Frames that several goroutines write stay whole, also through a writer that is for one.
func TestFramesOfSeveralGoroutines(t *testing.T) {
	const writers, frames = 4, 200
	var out halves
	w := &frameWriter{to: &out}
	var group sync.WaitGroup
	for i := range writers {
		group.Go(func() {
			for range frames {
				w.write(byte(i), bytes.Repeat([]byte{byte(i)}, 20+i))
			}
		})
	}
	group.Wait()
	for range writers * frames {
		kind, payload, err := readFrame(&out)
		if err != nil || !bytes.Equal(payload, bytes.Repeat([]byte{kind}, 20+int(kind))) {
			t.Fatalf("frame of %d: %v, %v", kind, payload, err)
		}
	}
	if out.Len() > 0 {
		t.Errorf("%d bytes are no frame", out.Len())
	}
}

func TestFrameTooLarge(t *testing.T) {
	_, _, err := readFrame(bytes.NewReader([]byte{frameOut, 0xff, 0xff, 0xff, 0xff}))
	if err == nil || !strings.Contains(err.Error(), "more than a command can send") {
		t.Errorf("%v", err)
	}
}

func FuzzReadFrame(f *testing.F) {
	f.Add([]byte{1, 0, 0, 0, 1, 'x'})
	f.Add([]byte{1, 0, 0, 0, 9, 'x'})
	f.Fuzz(func(t *testing.T, data []byte) {
		kind, payload, err := readFrame(bytes.NewReader(data))
		if err == nil && (len(payload) > len(data)-5 || kind != data[0]) {
			t.Errorf("%v gives %d bytes of kind %d", data, len(payload), kind)
		}
	})
}

// serving answers at a socket with a handler until the test ends.
func serving(t *testing.T, h Handler) (path string, stop func() error) {
	t.Helper()
	dir, err := os.MkdirTemp("", "gh") // a socket's path is short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	path = filepath.Join(dir, "s")
	if err := os.WriteFile(path, nil, 0o600); err != nil { // as a crash leaves it behind
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, path, h, slog.New(slog.DiscardHandler)) }()
	for { // until it listens
		conn, err := net.Dial("unix", path)
		if err == nil {
			conn.Close()
			break
		}
		select {
		case err := <-ended:
			t.Fatal(err)
		default:
			runtime.Gosched()
		}
	}
	t.Cleanup(cancel)
	return path, func() error { cancel(); return <-ended }
}

func TestSocketIsClosedToOthers(t *testing.T) {
	path, _ := serving(t, func(context.Context, *Call) int { return 0 })
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

// A request reaches the handler as it was sent, with its input; output, errors and the exit
// code come back.
func TestAsk(t *testing.T) {
	path, _ := serving(t, func(_ context.Context, c *Call) int {
		in, err := io.ReadAll(c.In)
		fmt.Fprintf(c.Out, "%q in %s on %s: %s %v", c.Args, c.Dir, c.Variable("TERM"), in, err)
		fmt.Fprint(c.Err, "told")
		return 9
	})
	var out, errs bytes.Buffer
	code, err := Ask(t.Context(), path,
		Request{Args: []string{"org", "list"}, Dir: "/tmp", Environ: []string{"TERM=dumb", "TERM=xterm"}},
		Terminal{In: strings.NewReader("piped"), Out: &out, Err: &errs})
	want := `["org" "list"] in /tmp on xterm: piped <nil>`
	if err != nil || code != 9 || out.String() != want || errs.String() != "told" {
		t.Errorf("%d, %v: %q and %q, want %q", code, err, out.String(), errs.String(), want)
	}
}

// What a request says as the instance stops still reaches its caller.
func TestTheEndReachesTheCaller(t *testing.T) {
	entered := make(chan struct{})
	path, stop := serving(t, func(ctx context.Context, c *Call) int {
		close(entered)
		<-ctx.Done()
		fmt.Fprint(c.Err, "stopped")
		return 4
	})
	go func() {
		<-entered
		stop()
	}()
	var errs bytes.Buffer
	code, err := Ask(t.Context(), path, Request{}, Terminal{Out: io.Discard, Err: &errs})
	if err != nil || code != 4 || errs.String() != "stopped" {
		t.Errorf("%d, %v, %q", code, err, errs.String())
	}
}

func TestAskNobody(t *testing.T) {
	_, err := Ask(t.Context(), filepath.Join(t.TempDir(), "none"), Request{}, Terminal{})
	if !errors.Is(err, ErrNobody) {
		t.Errorf("%v", err)
	}
}

// The handler learns the sizes that the window takes; those it was too slow for are left
// out, the last one never.
func TestWindows(t *testing.T) {
	sizes := make(chan Window)
	path, _ := serving(t, func(ctx context.Context, c *Call) int {
		if c.Window != (Window{80, 24}) {
			return 1
		}
		for {
			select {
			case size := <-c.Windows:
				if size == (Window{500, 200}) {
					return 0
				}
			case <-ctx.Done():
				return 2
			}
		}
	})
	go func() {
		for width := range 400 {
			sizes <- Window{width, 50}
		}
		sizes <- Window{500, 200}
	}()
	code, err := Ask(t.Context(), path, Request{Window: Window{80, 24}}, Terminal{Windows: sizes})
	if code != 0 || err != nil {
		t.Errorf("exit %d, %v", code, err)
	}
}

// A text is put onto the clipboard at the caller's end, and why that failed comes back.
func TestCopy(t *testing.T) {
	path, _ := serving(t, func(_ context.Context, c *Call) int {
		for _, text := range []string{"one", "two"} {
			if err := c.Copy(text); err != nil {
				fmt.Fprintf(c.Out, "%s: %v;", text, err)
			}
		}
		if err := c.Copy(strings.Repeat("x", maxFrame+1)); err != nil {
			fmt.Fprint(c.Out, err)
		}
		return 0
	})
	var copied []string
	for name, test := range map[string]struct {
		copy func(string) error
		want string
	}{
		"none": {nil, "one: there is no clipboard beside the terminal;two: there is no clipboard beside the terminal;"},
		"one":  {func(text string) error { copied = append(copied, text); return nil }, ""},
		"failing": {func(text string) error { return errors.New("no display for " + text) },
			"one: no display for one;two: no display for two;"},
	} {
		var out bytes.Buffer
		_, err := Ask(t.Context(), path, Request{}, Terminal{Out: &out, Copy: test.copy})
		if want := test.want + "1024 KB are too long for a clipboard"; err != nil || out.String() != want {
			t.Errorf("%s: %q, %v; want %q", name, out.String(), err, want)
		}
	}
	if !slices.Equal(copied, []string{"one", "two"}) {
		t.Errorf("copied %q", copied)
	}
}

// What a command breaks is the command, not the instance that runs it.
func TestAnswerSurvivesAPanic(t *testing.T) {
	here, there := net.Pipe()
	defer here.Close()
	ended := make(chan error, 1)
	go func() { ended <- answer(t.Context(), there, func(context.Context, *Call) int { panic("broken") }) }()
	if err := (&frameWriter{to: here}).write(frameRequest, []byte(`{"args": ["undo", "audit_1"]}`)); err != nil {
		t.Fatal(err)
	}
	io.Copy(io.Discard, here)
	if err := <-ended; err == nil || !strings.Contains(err.Error(), "panicked: broken") {
		t.Errorf("%v", err)
	}
}

// A caller that hangs up ends what runs for it, nonsense is answered with nothing, and a
// command that would run for ever does not keep the instance from stopping.
func TestAnswerEnds(t *testing.T) {
	begun, gone := make(chan struct{}), make(chan struct{}, 2)
	path, stop := serving(t, func(ctx context.Context, _ *Call) int {
		begun <- struct{}{}
		<-ctx.Done()
		gone <- struct{}{}
		return 0
	})
	dial := func() net.Conn {
		conn, err := net.Dial("unix", path)
		if err != nil {
			t.Fatal(err)
		}
		return conn
	}
	for _, hangUp := range []bool{true, false} {
		conn := dial()
		if err := (&frameWriter{to: conn}).write(frameRequest, []byte(`{}`)); err != nil {
			t.Fatal(err)
		}
		<-begun
		if hangUp {
			conn.Close()
			<-gone
		}
	}
	nonsense := dial()
	defer nonsense.Close()
	if _, err := nonsense.Write([]byte("GET / HTTP/1.1\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	if rest, err := io.ReadAll(nonsense); len(rest) > 0 {
		t.Errorf("nonsense is answered with %q, %v", rest, err)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	<-gone
}

// What says how a terminal is goes along, what else an environment holds does not.
func TestTerminalEnvironment(t *testing.T) {
	environ := []string{
		"TERM=xterm-256color", "COLORTERM=truecolor", "LC_ALL=de_DE.UTF-8", "TMUX=/tmp/t,1,0", "TERM_PROGRAM=x",
		"AWS_SECRET_ACCESS_KEY=s", "GATEHOUSE_DATA=/d", "TERMINFO=/x", "LANG=" + strings.Repeat("x", maxVariable), "TZ",
	}
	got := TerminalEnvironment(environ)
	want := append(slices.Clone(environ[:5]), "TZ")
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	many := slices.Repeat([]string{"TERM=x"}, 100)
	if got := TerminalEnvironment(many); len(got) != maxVariables {
		t.Errorf("%d variables of 100", len(got))
	}
}
