package sshd

import (
	"bytes"
	"context"
	"io"
	"strings"
	"time"
)

// input is what a program gets of what the client types.
func (x *channel) input(ctx context.Context) io.Reader {
	switch {
	case !x.session.Terminal:
		return x.Channel
	case len(x.session.Args) > 0:
		go x.interrupt() // ends with the channel
		return strings.NewReader("")
	}
	quiet := time.AfterFunc(x.server.Idle, func() { x.cancel(errIdle) })
	context.AfterFunc(ctx, func() { quiet.Stop() })
	return &typed{Reader: x.Channel, quiet: quiet, idle: x.server.Idle}
}

// interrupt ends a command on a terminal when ctrl+c is typed: in raw mode the client's terminal
// passes it on as a character. Nothing else that is typed reaches a command there.
func (x *channel) interrupt() {
	const ctrlC = 0x03
	keys := make([]byte, 256)
	for {
		n, err := x.Read(keys)
		if bytes.IndexByte(keys[:n], ctrlC) >= 0 {
			x.cancel(errGone)
		}
		if err != nil {
			return
		}
	}
}

// typed is the input of a console, which ends when nothing was typed for too long: what is drawn
// does not count, nor does what a client sends to keep its connection.
type typed struct {
	io.Reader
	quiet *time.Timer
	idle  time.Duration
}

func (t *typed) Read(p []byte) (int, error) {
	n, err := t.Reader.Read(p)
	if n > 0 && t.quiet.Stop() {
		t.quiet.Reset(t.idle)
	}
	return n, err
}
