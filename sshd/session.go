package sshd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/kballard/go-shellquote"
	"golang.org/x/crypto/ssh"

	"gatehouse/model"
	"gatehouse/socket"
)

// Session is what a member runs over a connection: one program, with its terminal.
type Session struct {
	Principal model.Principal
	Args      []string // of the command; none is the console

	In       io.Reader
	Out, Err io.Writer

	Terminal bool                 // there is one; it is in raw mode
	Environ  []string             // what the client tells of it
	Window   socket.Window        // its size, to begin with
	Windows  <-chan socket.Window // the sizes that it takes
}

// channel is a session while its client says what it wants.
type channel struct {
	*connection
	ssh.Channel
	session *Session
	windows chan socket.Window
	begun   bool
	cancel  context.CancelCauseFunc
	code    chan int // of the program, once
}

// session serves one until its program has ended or the client has closed it.
func (c *connection) session(ctx context.Context, offered ssh.NewChannel) {
	accepted, requests, err := offered.Accept()
	if err != nil {
		return // the client is gone
	}
	defer accepted.Close()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	windows := make(chan socket.Window, 1)
	x := &channel{connection: c, Channel: accepted, windows: windows, cancel: cancel, code: make(chan int, 1),
		session: &Session{Principal: c.principal, In: accepted, Out: accepted, Err: accepted.Stderr(), Windows: windows,
			Environ: c.known()}}
	for {
		select {
		case r, more := <-requests:
			if !more {
				cancel(errGone)
				if x.begun {
					<-x.code
				}
				return
			}
			reply(r, x.asked(ctx, r))
		case code := <-x.code:
			x.exit(code)
			return
		}
	}
}

func reply(r *ssh.Request, ok bool) {
	if r.WantReply {
		_ = r.Reply(ok, nil) // fails once the client is gone, which ends the requests
	}
}

// known is the environment before the client tells of its own. One that does not say which
// characters its terminal has gets those that nearly all have.
func (c *connection) known() []string {
	here, there := "- -", c.conn.RemoteAddr().String()
	if host, port, err := net.SplitHostPort(c.conn.LocalAddr().String()); err == nil {
		here = host + " " + port
	}
	if host, port, err := net.SplitHostPort(there); err == nil {
		there = host + " " + port
	}
	return []string{"SSH_CONNECTION=" + there + " " + here, "LANG=C.UTF-8"}
}

// asked does what a request asks for. What is not listed is refused: subsystems, agents, X11.
func (x *channel) asked(ctx context.Context, r *ssh.Request) bool {
	switch r.Type {
	case "pty-req":
		return x.pty(r.Payload)
	case "env":
		return x.variable(r.Payload)
	case "window-change":
		var size struct{ Columns, Rows, Width, Height uint32 }
		if ssh.Unmarshal(r.Payload, &size) != nil || !x.session.Terminal {
			return false
		}
		if size.Columns > 0 && size.Rows > 0 { // others say nothing (RFC 4254, section 6.2)
			x.resize(windowOf(size.Columns, size.Rows))
		}
		return true
	case "signal":
		var signal struct{ Name string }
		if ssh.Unmarshal(r.Payload, &signal) != nil || !x.begun {
			return false
		}
		x.cancel(errGone)
		return true
	case "shell":
		return x.start(ctx, "")
	case "exec":
		var line struct{ Command string }
		return ssh.Unmarshal(r.Payload, &line) == nil && x.start(ctx, line.Command)
	}
	return false
}

func (x *channel) pty(payload []byte) bool {
	var p struct {
		Term                         string
		Columns, Rows, Width, Height uint32
		Modes                        string
	}
	if ssh.Unmarshal(payload, &p) != nil || x.session.Terminal || x.begun {
		return false
	}
	x.session.Terminal, x.session.Window = true, windowOf(p.Columns, p.Rows)
	x.keep("TERM=" + p.Term)
	return true
}

func (x *channel) variable(payload []byte) bool {
	var v struct{ Name, Value string }
	return ssh.Unmarshal(payload, &v) == nil && !x.begun && v.Name != "SSH_CONNECTION" && x.keep(v.Name+"="+v.Value)
}

// keep takes a variable into the environment, if it is one of a terminal and there is room.
func (x *channel) keep(variable string) bool {
	environ := socket.TerminalEnvironment(append(x.session.Environ, variable))
	if len(environ) == len(x.session.Environ) {
		return false
	}
	x.session.Environ = environ
	return true
}

// windowOf is the size of a window; the numbers are the client's.
func windowOf(columns, rows uint32) socket.Window {
	const most = 1 << 14
	return socket.Window{Width: int(min(columns, most)), Height: int(min(rows, most))}
}

// resize keeps the newest size alone: the client does not wait for a slow program.
func (x *channel) resize(size socket.Window) {
	select {
	case <-x.windows:
	default:
	}
	x.windows <- size
}

// start runs the program of the session.
func (x *channel) start(ctx context.Context, line string) bool {
	if x.begun {
		return false
	}
	args, err := shellquote.Split(line)
	if err != nil {
		fmt.Fprintf(x.Stderr(), "gatehouse: the command cannot be read: %v\n", err)
		x.begun = true
		x.code <- 2
		return true
	}
	if len(args) > 0 && args[0] == "gatehouse" {
		args = args[1:]
	}
	x.begun, x.session.Args = true, args
	if x.session.Terminal {
		if len(args) == 0 {
			x.session.Out = pace(x.Channel)
		}
		x.session.Err = x.session.Out // a terminal has one screen
	}
	x.session.In = x.input(ctx)
	go func() { // ends with the program, which ends with its context
		code := 1
		defer func() {
			if p := recover(); p != nil {
				x.server.Log.ErrorContext(ctx, "ssh: a program panicked", "panic", p, "args",
					strings.Join(x.session.Args, " "))
			}
			x.code <- code
		}()
		code = x.server.Run(ctx, x.session)
		x.farewell(context.Cause(ctx))
	}()
	return true
}

// farewell says why a program ended that nobody quit.
func (x *channel) farewell(why error) {
	if why == nil || errors.Is(why, errGone) {
		return
	}
	if errors.Is(why, context.Canceled) {
		why = errStops
	}
	_, _ = fmt.Fprintf(x.session.Err, "\r\ngatehouse: %v\r\n", why)
}

// exit tells the exit code, and that nothing follows.
func (x *channel) exit(code int) {
	_, _ = x.SendRequest("exit-status", false, ssh.Marshal(struct{ Code uint32 }{uint32(code)}))
	_ = x.CloseWrite()
}
