package cli

import (
	"io"
	"os"

	"gatehouse/socket"
)

// Streams are what a command reads and writes, where relative paths start, and what is
// known of the terminal at the other end.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	Dir      string // working directory of the caller; "" if no file of this machine is theirs

	Remote   bool                 // Out ends on another machine, perhaps on a terminal
	Terminal bool                 // Out is a terminal: what came from outside must not steer it
	Environ  []string             // of that terminal; nil means the process's own
	Window   socket.Window        // its size, to begin with
	Windows  <-chan socket.Window // the sizes that it takes

	// Copy puts a text onto the clipboard beside the terminal; nil if there is none.
	Copy func(text string) error
}

// Getenv gives a variable of the environment in which the caller sits.
func (s Streams) Getenv(name string) string {
	if s.Environ == nil {
		return os.Getenv(name)
	}
	return socket.Request{Environ: s.Environ}.Variable(name)
}

// StreamsOf are those of a call over the socket.
func StreamsOf(c *socket.Call) Streams {
	return Streams{
		In: c.In, Out: c.Out, Err: c.Err, Dir: c.Dir, Terminal: c.Terminal, Environ: c.Environ, Window: c.Window,
		Windows: c.Windows, Copy: c.Copy,
	}
}

// request is a command line of this process on its way to a running instance.
func (c *command) request() socket.Request {
	environ := c.streams.Environ
	if environ == nil {
		environ = os.Environ()
	}
	return socket.Request{Args: c.args, Dir: c.streams.Dir, Environ: socket.TerminalEnvironment(environ),
		Terminal: isTerminal(c.streams.Out), Window: c.streams.Window}
}
