package fetch_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"path"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gatehouse/fetch"
)

// piped is a client whose connections are pipes to servers that answer as many bytes as the path
// ends in. Below /stays/ they stay open behind them until they may go on, below /silent/ there is
// no answer at all.
func piped(t *testing.T, o fetch.Options, on chan struct{}) *fetch.Client {
	o.Resolver, o.Proxy = &world{names: idp}, noProxy
	o.Dial = func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		t.Cleanup(func() { theirs.Close() })
		go answer(theirs, on)
		return ours, nil
	}
	return fetch.New(o)
}

func answer(conn net.Conn, on chan struct{}) {
	defer conn.Close()
	r, err := http.ReadRequest(bufio.NewReader(conn))
	if err != nil {
		return
	}
	if !strings.HasPrefix(r.URL.Path, "/silent/") {
		n, _ := strconv.Atoi(path.Base(r.URL.Path))
		fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n%s", make([]byte, n))
	}
	if r.URL.Path[1] == 's' {
		<-on
	}
}

// No server is waited for longer than the client's time, which is 15 seconds if nothing else is said. What
// it answered to a POST by then tells enough.
func TestServersThatDoNotEnd(t *testing.T) {
	get := func(ctx context.Context, c *fetch.Client, address string) error {
		_, err := c.Get(ctx, address, fetch.Public)
		return err
	}
	post := func(ctx context.Context, c *fetch.Client, address string) error {
		answer, err := c.Post(ctx, address, nil, nil, fetch.Public)
		if err == nil && (answer.Status != http.StatusOK || len(answer.Body) != 3) {
			return fmt.Errorf("%d with %d bytes", answer.Status, len(answer.Body))
		}
		return err
	}
	send := func(_ context.Context, c *fetch.Client, address string) error {
		response, err := c.HTTP(fetch.Public).Get(address)
		if err == nil {
			_, err = io.ReadAll(response.Body)
			response.Body.Close()
		}
		return err
	}
	for _, test := range []struct {
		name, path string
		ask        func(context.Context, *fetch.Client, string) error
		time       time.Duration
		want       string // "" for an answer
	}{
		{"get", "/silent/", get, 0, "did not answer in full within 15s: it may be behind a firewall, or out of order"},
		{"get", "/silent/", get, time.Minute, "did not answer in full within 1m0s"},
		{"get", "/stays/3", get, 0, "did not answer in full within 15s"},
		{"post", "/silent/", post, 0, "did not answer in full within 15s"},
		{"post", "/stays/3", post, 0, ""},
		{"send", "/silent/", send, 0, "did not answer in full within 15s"},
		{"send", "/stays/3", send, 0, "context deadline exceeded"},
	} {
		t.Run(test.name+test.path, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				on, start := make(chan struct{}), time.Now()
				client := piped(t, fetch.Options{Timeout: test.time}, on)
				err := test.ask(t.Context(), client, "http://idp.test"+test.path)
				if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
					t.Errorf("%v, want %q", err, test.want)
				}
				if took, most := time.Since(start), max(test.time, 15*time.Second); took != most {
					t.Errorf("after %s, want %s", took, most)
				}
				close(on)
			})
		})
	}
}
