package api_test

import (
	"bufio"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"gatehouse/internal/testkeys"
	"gatehouse/model"
	"gatehouse/seal"
	"gatehouse/service"
	"gatehouse/storage/memory"
	"gatehouse/web/api"
	"gatehouse/web/internal/respond"
	"gatehouse/web/internal/route"
)

// bubble is the API in a [synctest] bubble: its connections are pipes, and time passes when all wait.
type bubble struct {
	t     *testing.T
	store *memory.Store
	key   string
	env   model.ID
	calls chan net.Conn
	done  chan struct{}
	close func() error
}

func newBubble(t *testing.T) *bubble {
	t.Helper()
	secrets, err := seal.NewSealer([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	b := &bubble{t: t, store: memory.Open(), calls: make(chan net.Conn), done: make(chan struct{})}
	services := service.New(service.Options{Store: b.store, BaseURL: "http://gatehouse.example", Secrets: secrets,
		NewRSA: testkeys.Ours, Log: slog.New(slog.DiscardHandler)})
	owner := services.For(model.LocalOwner("test", "tester"))
	welcome, err := owner.Welcome(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b.env = welcome.Environment.ID
	if _, b.key, err = owner.CreateKey(t.Context(), b.env, "SIEM"); err != nil {
		t.Fatal(err)
	}
	anybody := services.For(model.Anybody())
	out := respond.New(anybody, slog.New(slog.DiscardHandler))
	table := route.New(out)
	api.New(anybody, out, b.done).Mount(table)
	server := &http.Server{Handler: table}
	go server.Serve(b)
	b.close = sync.OnceValue(func() error { close(b.done); return nil })
	t.Cleanup(func() { server.Close(); b.store.Close() })
	return b
}

// Accept, Close and Addr make it a listener.
func (b *bubble) Accept() (net.Conn, error) {
	select {
	case c := <-b.calls:
		return c, nil
	case <-b.done:
		return nil, net.ErrClosed
	}
}

func (b *bubble) Close() error { return b.close() }

func (b *bubble) Addr() net.Addr { return &net.TCPAddr{} }

// open asks for a stream, and gives its status and a reader of it that has read nothing of the body yet.
func (b *bubble) open(last string) (int, *bufio.Scanner) {
	b.t.Helper()
	mine, theirs := net.Pipe()
	b.t.Cleanup(func() { mine.Close() })
	b.calls <- theirs
	head := "GET " + own + "/sessions/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + b.key + "\r\n"
	if last != "" {
		head += "Last-Event-ID: " + last + "\r\n"
	}
	if _, err := io.WriteString(mine, head+"\r\n"); err != nil {
		b.t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReaderSize(mine, 16), nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer.StatusCode, bufio.NewScanner(answer.Body)
}

// block is the next lines up to an empty one.
func block(t *testing.T, s *bufio.Scanner) (lines []string) {
	t.Helper()
	for s.Scan() {
		if s.Text() == "" {
			return lines
		}
		lines = append(lines, s.Text())
	}
	t.Fatalf("the stream ended: %v", s.Err())
	return nil
}

// Each 15 seconds in which nothing happened a reader hears that the stream is alive, and how far it is:
// what goes on behind that misses nothing and repeats nothing.
func TestStreamBeatsWhileNothingHappens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		defer b.Close()
		begun := time.Now()
		_, s := b.open("")
		if got := block(t, s); len(got) != 2 || got[0] != "retry: 5000" {
			t.Fatalf("%q", got)
		}
		b.store.Put(model.Session{ID: "sess_OTHER", EnvironmentID: "env_other", State: model.Failed, CreatedAt: begun})
		id := ""
		for n := 1; n <= 3; n++ {
			got := block(t, s)
			if got[0] != ": still here" || time.Since(begun) != time.Duration(n)*15*time.Second {
				t.Fatalf("%q after %v", got, time.Since(begun))
			}
			id = strings.TrimPrefix(got[1], "id: ")
		}
		b.store.Put(model.Session{ID: "sess_MINE", EnvironmentID: b.env, State: model.Failed, CreatedAt: begun})
		_, again := b.open(id)
		block(t, again)
		for _, x := range []*bufio.Scanner{s, again} {
			if got := block(t, x); got[0] != "event: session" || !strings.Contains(got[2], "sess_MINE") {
				t.Errorf("%q", got)
			}
		}
	})
}

// A reader that reads nothing is cut off once it has taken 30 seconds over one event, and its place is
// free again.
func TestStreamCutsOffWhoReadsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		defer b.Close()
		var idle []*bufio.Scanner
		for range 4 {
			status, s := b.open("")
			if status != http.StatusOK {
				t.Fatal(status)
			}
			idle = append(idle, s)
		}
		refused := func() bool { t.Helper(); status, _ := b.open(""); return status == http.StatusTooManyRequests }
		if !refused() {
			t.Fatal("a fifth stream of a key")
		}
		time.Sleep(29 * time.Second) // of the bubble, with what they were told first unread
		if !refused() {
			t.Fatal("a place is free too soon")
		}
		time.Sleep(2 * time.Second)
		if refused() {
			t.Fatal("no place is free again")
		}
		for _, s := range idle {
			for s.Scan() { // to its end
			}
		}
	})
}
