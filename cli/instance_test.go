package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
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
	"gatehouse/socket"
	"gatehouse/storage"
	"gatehouse/storage/memory"
)

// instance answers commands for services of its own until the test ends.
func instance(t *testing.T) (data string, ended <-chan error) {
	t.Helper()
	return instanceOf(t, inMemory(t))
}

// inMemory are services as a new installation has them.
func inMemory(t *testing.T) *service.Services {
	t.Helper()
	store := memory.Open()
	t.Cleanup(func() { store.Close() })
	secrets, err := seal.NewSealer([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	services := service.New(service.Options{Store: store, BaseURL: "http://127.0.0.1:4100", Secrets: secrets,
		NewRSA: testkeys.Ours}).For(model.TheSystem())
	if _, err := services.Welcome(t.Context()); err != nil {
		t.Fatal(err)
	}
	return services
}

// instanceOf answers commands for services until the test ends.
func instanceOf(t *testing.T, services *service.Services) (data string, ended <-chan error) {
	t.Helper()
	data, err := os.MkdirTemp("", "gh") // a socket's path is short
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	running := Instance{Services: services, Data: data, Who: Owner, Stop: cancel,
		Console: func(_ context.Context, p model.Principal, _ Options, s Streams) error {
			_, err := fmt.Fprintf(s.Out, "the console of %s on %s in %dx%d", p.Name, s.Getenv("TERM"), s.Window.Width,
				s.Window.Height)
			return err
		}}
	go func() { stopped <- socket.Serve(ctx, SocketFile(data), running.Answer, slog.New(slog.DiscardHandler)) }()
	for { // until it listens
		conn, err := net.Dial("unix", SocketFile(data))
		if err == nil {
			conn.Close()
			break
		}
		select {
		case err := <-stopped:
			t.Fatal(err)
		default:
			runtime.Gosched()
		}
	}
	t.Cleanup(func() {
		cancel()
		os.RemoveAll(data)
	})
	return data, stopped
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
		{[]string{"org", "update", "Acme", "--json"}, "", "say what to change: see gatehouse org update --help",
			Misuse},
		{[]string{"connection", "update", "Acme"}, "", "say what to change", Misuse},
		{[]string{"key", "show", "nobody"}, "", "see gatehouse key list", Refused},
		{[]string{"env", "show", "production"}, "", "gatehouse key create NAME --env Production", Done},
		{[]string{"--help"}, "", "safe", Done},
		{nil, "", "the console of operator on xterm in 0x0", Done},
		{[]string{"link", "show", "Acme", "--url", "--nudge"}, "", "give one of them", Misuse},
	} {
		var out bytes.Buffer
		c := &command{args: test.args, streams: Streams{
			In: strings.NewReader(test.in), Out: &out, Err: &out, Dir: "/", Environ: []string{"TERM=xterm"},
		}}
		code, err := c.forward(t.Context(), data)
		if err != nil || code != test.code || !strings.Contains(out.String(), test.want) {
			t.Errorf("%q: %d, %q, %v; want %d and %q", test.args, code, out.String(), err, test.code, test.want)
		}
	}
}

func TestForwardToNobody(t *testing.T) {
	if _, err := (&command{}).forward(t.Context(), t.TempDir()); !errors.Is(err, socket.ErrNobody) {
		t.Errorf("%v", err)
	}
}

// stop ends the instance, and says so where none runs.
func TestStop(t *testing.T) {
	data, ended := instance(t)
	stop := func(data string) (int, string) {
		var out bytes.Buffer
		code := Run(t.Context(), Streams{Out: &out, Err: &out}, Doors{}, []string{"stop", "--data", data})
		return code, out.String()
	}
	if code, out := stop(data); code != Done || out != "gatehouse: it stops\n" {
		t.Errorf("%d, %q", code, out)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if code, out := stop(t.TempDir()); code != Refused || !strings.Contains(out, "no instance runs on") {
		t.Errorf("%d, %q", code, out)
	}
}

// Whoever came from elsewhere has no files of this machine.
func TestNoFilesOfTheServer(t *testing.T) {
	var out bytes.Buffer
	c := &command{streams: Streams{Out: &out, Err: &out}}
	_, err := c.open("/etc/passwd")
	if err == nil || !strings.Contains(err.Error(), "would be a file of the server") || exitCode(err) != Misuse {
		t.Errorf("%v", err)
	}
}

// A service waits for a command that holds its directory: it is over soon.
func TestServeWaitsForACommand(t *testing.T) {
	tries := 0
	doors := Doors{Serve: func(context.Context, Options) error {
		if tries++; tries < 3 {
			return storage.ErrLocked
		}
		return nil
	}}
	var out bytes.Buffer
	if code := Run(t.Context(), Streams{Out: &out, Err: &out}, doors,
		[]string{"serve", "--data", t.TempDir()}); code != Done || tries != 3 {
		t.Errorf("%d after %d tries: %s", code, tries, out.String())
	}
}
