package screen

import (
	"context"
	"io"
	"os"
	"strings"
	"time"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// Options are what a console is made of.
type Options struct {
	Environment model.ID // to begin with; "" takes the first

	BaseURL string // of the listener, shown in the header
	TryURL  string // to open in a browser to sign in by hand; "" hides the hint
	LogPath string
	Version string

	// SignIn plays a real sign-in of a test user through a connection, with a
	// fault of the built-in identity provider or "" for none, and gives the
	// session. TestIdPOff says why there is no test identity provider, "" if there is
	// one.
	SignIn       func(ctx context.Context, connection model.ID, fault Fault) (model.ID, error)
	Faults       []Fault // what SignIn knows, in the order of the tour
	OpenIDFaults []Fault // those of connections by OpenID Connect
	TestIdPOff   string

	// Command is how whoever looks calls gatehouse where they are: "ssh -p 2222 HOST"; "" is gatehouse.
	Command string
	// Clipboard puts a text onto the clipboard beside the terminal; nil if there is none.
	Clipboard func(text string) error
	// Local says that whoever looks has the files of this machine; Dir is where their relative
	// paths start, "" where the process does.
	Local bool
	Dir   string

	// GoOn keeps the listener up without this console, which it would otherwise stop with:
	// quitting asks. It is nil where the listener goes on anyway.
	GoOn func()

	ReadOnly bool // nothing may be changed: no sign-ins, no edits
	ASCII    bool
	Theme    widget.Theme

	// Input, Output and Environ are the terminal; nil means the process's own.
	Input   io.Reader
	Output  io.Writer
	Environ []string
	// NextWindow waits for the next size of a terminal that is not the process's own, the
	// first one included; false when there will be none.
	NextWindow func(context.Context) (width, height int, more bool)
	Clock      func() time.Time // nil means time.Now
	Zone       *time.Location   // of whoever looks; nil means this machine's
}

// getenv reads the terminal's environment.
func (o Options) getenv(name string) string {
	if o.Environ == nil {
		return os.Getenv(name)
	}
	for i := len(o.Environ) - 1; i >= 0; i-- { // the last one counts
		if value, ok := strings.CutPrefix(o.Environ[i], name+"="); ok {
			return value
		}
	}
	return ""
}

// Fault is one that the test identity provider can make.
type Fault struct {
	Name, Title string
	OpenID      bool // of OpenID Connect
}
