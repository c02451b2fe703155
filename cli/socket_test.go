package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"os"
	"runtime"
	"strings"
	"testing"

	"gatehouse/internal/testkeys"
	"gatehouse/model"
	"gatehouse/seal"
	"gatehouse/service"
	"gatehouse/storage/memory"
)

func TestFrames(t *testing.T) {
	here, there := net.Pipe()
	payload := bytes.Repeat([]byte("0123456789abcdef"), 3*maxFrame/16/2) // one and a half frames
	go func() {
		defer here.Close()
		w := &frameWriter{conn: here}
		w.stream(frameOut).Write(payload)
		w.write(frameExit, []byte{7})
	}()
	var got []byte
	for {
		kind, part, err := readFrame(there)
		if err != nil {
			t.Fatal(err)
		}
		if kind == frameExit {
			if len(part) != 1 || part[0] != 7 {
				t.Errorf("exit frame %v", part)
			}
			break
		}
		if kind != frameOut || len(part) > maxFrame {
			t.Fatalf("frame of kind %d and %d bytes", kind, len(part))
		}
		got = append(got, part...)
	}
	if !bytes.Equal(got, payload) {
		t.Errorf("%d bytes arrived, want %d", len(got), len(payload))
	}
}

func TestFrameTooLarge(t *testing.T) {
	if _, _, err := readFrame(bytes.NewReader([]byte{frameOut, 0xff, 0xff, 0xff, 0xff})); err == nil || !strings.Contains(err.Error(), "more than a command can send") {
		t.Errorf("%v", err)
	}
}

func FuzzReadFrame(f *testing.F) {
	f.Add([]byte{1, 0, 0, 0, 1, 'x'})
	f.Add([]byte{1, 0, 0, 0, 9, 'x'})
	f.Fuzz(func(t *testing.T, data []byte) {
		kind, payload, err := readFrame(bytes.NewReader(data))
		if err == nil && (len(payload) != len(data)-5 && len(payload) > len(data)-5 || kind != data[0]) {
			t.Errorf("%v gives %d bytes of kind %d", data, len(payload), kind)
		}
	})
}

// instance answers commands for services of its own until the test ends.
func instance(t *testing.T) (data string, stop func() error) {
	t.Helper()
	store := memory.Open()
	secrets, err := seal.NewSealer([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	services := service.New(service.Options{Store: store, BaseURL: "http://127.0.0.1:4100", Secrets: secrets, NewRSA: testkeys.Ours}).For(model.TheSystem())
	if _, err := services.Welcome(t.Context()); err != nil {
		t.Fatal(err)
	}
	data, err = os.MkdirTemp("", "gh") // a socket's path is short
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(SocketFile(data), nil, 0o600); err != nil { // as a crash leaves it behind
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Answer(ctx, data, services, slog.New(slog.DiscardHandler)) }()
	for { // until it listens
		conn, err := net.Dial("unix", SocketFile(data))
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
	stop = func() error {
		cancel()
		return <-ended
	}
	t.Cleanup(func() {
		cancel()
		store.Close()
		os.RemoveAll(data)
	})
	return data, stop
}

func TestSocketIsClosedToOthers(t *testing.T) {
	data, _ := instance(t)
	info, err := os.Stat(SocketFile(data))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestForward(t *testing.T) {
	data, _ := instance(t)
	for _, test := range []struct {
		args     []string
		in, want string
		code     int
	}{
		{[]string{"org", "list"}, "", "Acme", Done},
		{[]string{"org", "show", "nobody"}, "", "not found", Refused},
		{[]string{"org", "list", "--no-such-flag"}, "", "unknown flag", Misuse},
		{[]string{"org", "create", "--file", "-"}, `{"name": "Piped"}`, "created organization Piped", Done},
		{[]string{"serve"}, "", "listening already", Broken},
		{[]string{"history", "--limit", "-1"}, "", "must be at least 1", Misuse},
		{[]string{"history", "a", "b"}, "", "gatehouse history takes at most one argument; see", Misuse},
		{[]string{"connection", "approve", "x"}, "", "takes a connection and the change that was shown", Misuse},
		{[]string{"connection", "certificate", "add", "x"}, "", "takes a connection and a file", Misuse},
		{[]string{"org", "update", "Acme", "--json"}, "", "say what to change: see gatehouse org update --help", Misuse},
		{[]string{"connection", "update", "Acme"}, "", "say what to change", Misuse},
		{[]string{"key", "show", "nobody"}, "", "see gatehouse key list", Refused},
		{[]string{"env", "show", "production"}, "", "gatehouse key create NAME --env Production", Done},
		{[]string{"--help"}, "", "safe", Done},
		{[]string{"link", "show", "Acme", "--url", "--nudge"}, "", "give one of them", Misuse},
	} {
		var out bytes.Buffer
		code, err := forward(t.Context(), data, test.args, Streams{In: strings.NewReader(test.in), Out: &out, Err: &out, Dir: "/"})
		if err != nil || code != test.code || !strings.Contains(out.String(), test.want) {
			t.Errorf("%q: %d, %q, %v; want %d and %q", test.args, code, out.String(), err, test.code, test.want)
		}
	}
}

func TestForwardToNobody(t *testing.T) {
	if code, err := forward(t.Context(), t.TempDir(), nil, Streams{}); err == nil || code != Broken {
		t.Errorf("%d, %v", code, err)
	}
}

// What a command breaks is the command, not the instance that runs it.
func TestAnswerSurvivesAPanic(t *testing.T) {
	here, there := net.Pipe()
	defer here.Close()
	ended := make(chan error, 1)
	go func() { ended <- answer(t.Context(), there, nil) }() // no services, and no way to open one
	if err := (&frameWriter{conn: here}).write(frameRequest, []byte(`{"args": ["undo", "audit_1"]}`)); err != nil {
		t.Fatal(err)
	}
	io.Copy(io.Discard, here)
	if err := <-ended; err == nil || !strings.Contains(err.Error(), "panicked") {
		t.Errorf("%v", err)
	}
}

// A caller that hangs up does not keep the instance from stopping, nor does a
// command that would run for ever.
func TestAnswerEnds(t *testing.T) {
	data, stop := instance(t)
	request, err := json.Marshal(request{Args: []string{"sessions", "tail"}, Dir: "/"})
	if err != nil {
		t.Fatal(err)
	}
	dial := func() net.Conn {
		conn, err := net.Dial("unix", SocketFile(data))
		if err != nil {
			t.Fatal(err)
		}
		return conn
	}
	gone := dial()
	if err := (&frameWriter{conn: gone}).write(frameRequest, request); err != nil {
		t.Fatal(err)
	}
	gone.Close()
	nonsense := dial()
	defer nonsense.Close()
	if _, err := nonsense.Write([]byte("GET / HTTP/1.1\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	if rest, err := io.ReadAll(nonsense); len(rest) > 0 {
		t.Errorf("nonsense is answered with %q, %v", rest, err)
	}
	waiting := dial()
	defer waiting.Close()
	if err := (&frameWriter{conn: waiting}).write(frameRequest, request); err != nil {
		t.Fatal(err)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}
