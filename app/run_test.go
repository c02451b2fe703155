package app_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"gatehouse/app"
	"gatehouse/cli"
	"gatehouse/internal/testkeys"
	"gatehouse/model"
	"gatehouse/seal"
	"gatehouse/service"
	"gatehouse/storage"
	"gatehouse/storage/memory"
)

// open makes an instance over a store in memory.
func open(t *testing.T) *app.App {
	t.Helper()
	return openOn(t, memory.Open())
}

func openOn(t *testing.T, s storage.Store) *app.App {
	t.Helper()
	secrets, err := seal.NewSealer([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(t.Context(), app.Config{
		Options:  cli.Options{Listen: "127.0.0.1:0", Data: t.TempDir()},
		Services: service.Options{Store: s, Secrets: secrets, NewRSA: testkeys.Ours},
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// talk is one connection to a listener, over which a request is written piece by piece.
type talk struct {
	t    *testing.T
	conn net.Conn
	in   *bufio.Reader
}

func dial(t *testing.T, a *app.App) talk {
	t.Helper()
	conn, err := net.Dial("tcp", a.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return talk{t, conn, bufio.NewReader(conn)}
}

func (x talk) write(text string) {
	x.t.Helper()
	if _, err := io.WriteString(x.conn, text); err != nil {
		x.t.Fatal(err)
	}
}

// answer reads one, of which no body is expected to be long.
func (x talk) answer() (status int, body string) {
	x.t.Helper()
	r, err := http.ReadResponse(x.in, nil)
	if err != nil {
		x.t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		x.t.Fatal(err)
	}
	return r.StatusCode, string(b)
}

// An instance that is told to end is ready for nothing new, answers and stores what is
// under way, and only then ends its consoles and closes its store.
func TestRunEndsInOrder(t *testing.T) {
	a := open(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended, stored := make(chan error, 1), make(chan int, 1)
	console := func(ctx context.Context) error {
		<-ctx.Done()
		page, err := a.Services.For(cli.Owner(model.ViaConsole)).Sessions(context.WithoutCancel(ctx),
			model.Query{Limit: 10})
		stored <- len(page.Sessions)
		return err
	}
	go func() { ended <- a.Run(ctx, console) }()

	const form = "SAMLResponse=x"
	slow, probe := dial(t, a), dial(t, a)
	// Whoever accepts the second connection has accepted the first.
	probe.write("GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n")
	if status, body := probe.answer(); status != http.StatusOK {
		t.Errorf("ready before: %d %s", status, body)
	}
	probe.write("POST /sso/token HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n")
	probe.continued()
	slow.write(fmt.Sprintf("POST /sso/saml/acs/%s HTTP/1.1\r\nHost: x\r\nContent-Type: "+
		"application/x-www-form-urlencoded\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n",
		a.Welcome.Connection.Key, len(form)))
	slow.continued()
	stop()
	probe.write("x")
	if status, _ := probe.answer(); status != http.StatusBadRequest {
		t.Errorf("a request that was under way: %d", status)
	}
	slow.write(form)
	if status, _ := slow.answer(); status != http.StatusBadRequest {
		t.Errorf("the response: %d", status)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if n := <-stored; n != 1 {
		t.Errorf("as the consoles ended, %d sessions were stored", n)
	}
	if _, err := a.Services.Facts(t.Context()); err == nil {
		t.Error("the store is open")
	}
}

// slow is a store that answers nobody who asks for its position, until they give up.
type slow struct{ storage.Store }

func (s slow) Now(ctx context.Context) (storage.Pos, error) {
	<-ctx.Done()
	return 0, fmt.Errorf("where the feed stands: %w", ctx.Err())
}

// An instance that is told to end while it begins ends in order: no job of it has failed.
func TestRunEndsWhileItBegins(t *testing.T) {
	a := openOn(t, slow{memory.Open()})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	probe := dial(t, a)
	probe.write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
	probe.answer()
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// continued waits until the listener reads the body of the request.
func (x talk) continued() {
	x.t.Helper()
	line, err := x.in.ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "HTTP/1.1 100") {
		x.t.Fatalf("%q, %v", line, err)
	}
	if _, err := x.in.ReadString('\n'); err != nil {
		x.t.Fatal(err)
	}
}
