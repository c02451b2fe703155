package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/tui/widget"
)

// Options are what a console is made of.
type Options struct {
	Desk        Desk
	Environment model.ID // to begin with; "" takes the first

	BaseURL string // of the listener, shown in the header
	TryURL  string // to open in a browser to sign in by hand; "" hides the hint
	LogPath string
	Version string

	// SignIn plays a real sign-in of a test user through a connection, with a
	// fault of the built-in identity provider or "" for none, and gives the
	// session. TestIdPOff says why there is no test identity provider, "" if there is
	// one.
	SignIn     func(ctx context.Context, connection model.ID, fault string) (model.ID, error)
	Faults     []Fault // what SignIn knows, in the order of the tour
	TestIdPOff string

	Local    bool // the terminal is on this machine: its clipboard and files may be used
	ReadOnly bool // nothing may be changed: no sign-ins, no edits
	ASCII    bool
	Theme    Theme

	// Input, Output and Environ are the terminal; nil means the process's own.
	Input   io.Reader
	Output  io.Writer
	Environ []string
	Clock   func() time.Time // nil means time.Now
	Zone    *time.Location   // of whoever looks; nil means this machine's
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
type Fault struct{ Name, Title string }

// Run shows the console until the user quits or ctx ends. A panic inside ends
// it with an error and leaves the terminal usable.
func Run(ctx context.Context, o Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	options := []tea.ProgramOption{tea.WithContext(ctx), tea.WithFPS(30)}
	if o.Input != nil {
		options = append(options, tea.WithInput(o.Input))
	}
	if o.Output != nil {
		options = append(options, tea.WithOutput(o.Output))
	}
	if o.Environ != nil {
		options = append(options, tea.WithEnvironment(o.Environ))
	}
	c := newConsole(ctx, o)
	_, err := tea.NewProgram(c, options...).Run()
	c.tour.abandon(c.world)
	switch {
	case errors.Is(err, tea.ErrInterrupted), ctx.Err() != nil && errors.Is(err, tea.ErrProgramKilled):
		return nil
	case err != nil:
		return fmt.Errorf("the console stopped: %w", err)
	}
	return nil
}

// Theme names a set of colours.
type Theme = widget.Theme

// ParseTheme reads the name of a theme; "" is that which suits the terminal.
func ParseTheme(name string) (Theme, error) { return widget.ParseTheme(name) }
