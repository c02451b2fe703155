package e2e

import (
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// slowLink is a way to a server that takes so many bytes in a second and keeps few on the way.
type slowLink struct {
	port string
	rate int
	down atomic.Int64 // bytes that have reached the client
}

// openSlowLink opens one to a port of this machine.
func openSlowLink(t *testing.T, to string, rate int) *slowLink {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	x := &slowLink{port: port, rate: rate}
	go func() { // ends with the listener
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", "127.0.0.1:"+to)
			if err != nil {
				client.Close()
				return
			}
			for _, c := range []net.Conn{client, server} {
				c.(*net.TCPConn).SetReadBuffer(8 << 10)
				c.(*net.TCPConn).SetWriteBuffer(8 << 10)
			}
			go x.pass(server, client, new(atomic.Int64))
			go x.pass(client, server, &x.down)
		}
	}()
	return x
}

// pass takes bytes over in one direction until either side hangs up.
func (x *slowLink) pass(to, from net.Conn, count *atomic.Int64) {
	defer to.Close()
	defer from.Close()
	chunk := make([]byte, 1<<10)
	var free time.Time // when the link has room again
	for {
		n, err := from.Read(chunk)
		if err != nil {
			return
		}
		if now := time.Now(); free.Before(now) {
			free = now
		}
		free = free.Add(time.Duration(n) * time.Second / time.Duration(x.rate))
		time.Sleep(time.Until(free))
		if _, err := to.Write(chunk[:n]); err != nil {
			return
		}
		count.Add(int64(n))
	}
}

// Over a link of 64 KB/s a key that is held moves what is shown, and nothing is still on the way
// when it is let go: pictures that nobody can see any more are not sent.
func TestSlowLink(t *testing.T) {
	t.Parallel()
	need(t, "tmux")
	const rows, rate = 200, 64 << 10
	x := serveTeamOn(t, filled(t, rows))
	ada := x.key("ada")
	x.joins("ada@example.com", "support", ada)
	link := openSlowLink(t, x.port, rate)
	x.port = link.port
	screen := start(t, 200, 50, fmt.Sprintf("ssh %s me@127.0.0.1", strings.Join(x.options(ada), " ")))
	screen.sees(" 1/")
	for _, held := range []struct{ keys, last, sees string }{
		{"j", "j", " 92/"},
		{"NPage PPage", "g", " 1/"}, // all of the screen changes
	} {
		before := link.down.Load()
		keys := strings.Fields(held.keys)
		every := time.NewTicker(time.Second / 30)
		for n := range 90 {
			<-every.C
			screen.press(keys[n%len(keys)])
		}
		every.Stop()
		let, sent := time.Now(), link.down.Load()
		screen.press(held.last)
		screen.sees(held.sees)
		after := link.down.Load() - sent
		t.Logf("%s: %d KB while held, %d KB after it was let go, %v until the last was seen", held.keys,
			(sent-before)>>10, after>>10, time.Since(let).Round(time.Millisecond))
		if most := int64(40 << 10); after > most {
			t.Errorf("%s: %d bytes were still to come", held.keys, after)
		}
	}
}
