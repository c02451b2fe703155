package sshd

import (
	"context"
	"io"
	"strings"
	"time"

	"gatehouse/socket"
)

// input is what a program gets of what the client types.
func (x *channel) input(ctx context.Context) io.Reader {
	switch {
	case !x.session.Terminal:
		return x.Channel
	case len(x.session.Args) > 0:
		// Nothing that is typed reaches a command on a terminal, but ctrl+c. It ends with the channel.
		go socket.AwaitInterrupt(x.Channel, func() { x.cancel(errGone) })
		return strings.NewReader("")
	}
	quiet := time.AfterFunc(x.server.Idle, func() { x.cancel(errIdle) })
	context.AfterFunc(ctx, func() { quiet.Stop() })
	return &typed{Reader: x.Channel, quiet: quiet, idle: x.server.Idle, ended: func() { x.cancel(errUnheard) }}
}

// typed is the input of a console, which ends with it, or when nothing was typed for too long:
// what is drawn does not count, nor does what a client sends to keep its connection.
type typed struct {
	io.Reader
	quiet *time.Timer
	idle  time.Duration
	ended func() // called when there can be no more keys
}

func (t *typed) Read(p []byte) (int, error) {
	n, err := t.Reader.Read(p)
	if n > 0 && t.quiet.Stop() {
		t.quiet.Reset(t.idle)
	}
	if err != nil {
		t.ended()
	}
	return n, err
}
