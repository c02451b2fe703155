package sshd_test

import (
	"context"
	"io"
	"net"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"gatehouse/model"
	"gatehouse/sshd"
)

// A console writes no more than a little beyond what its client has, which keeps it from nothing
// else that comes over the connection.
func TestConsoleWaitsForItsClient(t *testing.T) {
	const frame, frames = 1 << 10, 200
	s := serve(t, func(o *sshd.Options) {
		run := o.Run
		o.Run = func(ctx context.Context, x *sshd.Session) int {
			if len(x.Args) > 0 {
				return run(ctx, x)
			}
			for range frames {
				if _, err := x.Out.Write(make([]byte, frame)); err != nil {
					return 1
				}
			}
			return 0
		}
	})
	key := signer(t)
	s.member("ada@example.com", model.Support, key)
	c := s.as(key)
	console, asked, err := c.OpenChannel("session", nil)
	if err != nil {
		t.Fatal(err)
	}
	terminal := ssh.Marshal(struct {
		Term                         string
		Columns, Rows, Width, Height uint32
		Modes                        string
	}{"xterm", 80, 24, 0, 0, ""})
	for _, request := range []struct {
		name    string
		payload []byte
	}{{"pty-req", terminal}, {"shell", nil}} {
		if ok, err := console.SendRequest(request.name, true, request.payload); !ok || err != nil {
			t.Fatalf("%s: %v, %v", request.name, ok, err)
		}
	}
	const most = 20 // frames that are written without an answer
	question := <-asked
	if _, err := io.ReadFull(console, make([]byte, 16*frame)); err != nil {
		t.Fatal(err)
	}
	echo := s.session(c)
	if out, err := echo.Output("echo x"); err != nil || string(out) != `["x"]` {
		t.Errorf("a command beside it: %q, %v", out, err)
	}
	came := make(chan int, frames)
	go func() {
		n, _ := io.Copy(io.Discard, console)
		came <- int(n)
	}()
	if err := question.Reply(false, nil); err != nil { // as a client that knows no such request
		t.Fatal(err)
	}
	questions := 1
	for r := range asked {
		if r.WantReply {
			questions++
			r.Reply(false, nil)
		}
	}
	if n := 16*frame + <-came; n != frames*frame || questions < frames/most {
		t.Errorf("%d bytes came, after %d questions", n, questions)
	}
}

// A client that answers nothing any more ends after a time, and what it looks at with it.
func TestSilentClient(t *testing.T) {
	s := serve(t, func(o *sshd.Options) { o.Silence = 100 * time.Millisecond })
	key := signer(t)
	s.member("ada@example.com", model.Support, key)
	conn, err := net.Dial("tcp", s.address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	c, channels, _, err := ssh.NewClientConn(conn, s.address, s.config("ada", ssh.PublicKeys(key)))
	if err != nil {
		t.Fatal(err)
	}
	_, _, ended := s.console(ssh.NewClient(c, channels, nil)) // its requests are read by nobody
	<-ended
}
