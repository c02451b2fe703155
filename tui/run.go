package tui

import (
	"context"
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// Run shows the console until the user quits or ctx ends. A panic inside ends
// it with an error and leaves the terminal usable.
func Run(ctx context.Context, services Services, o Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	c := newConsole(ctx, services, o)
	_, err := tea.NewProgram(c, programOptions(ctx, o)...).Run()
	c.tour.Abandon(c.World)
	switch {
	case errors.Is(err, tea.ErrInterrupted), ctx.Err() != nil && errors.Is(err, tea.ErrProgramKilled):
		return nil
	case err != nil:
		return fmt.Errorf("the console stopped: %w", err)
	}
	return nil
}

// programOptions put a program onto a terminal. One that is not the process's own takes no
// signals, which are the process's, and has the colours that its environment tells of.
func programOptions(ctx context.Context, o Options) []tea.ProgramOption {
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
	if o.NextWindow != nil {
		options = append(options, tea.WithoutSignalHandler(), tea.WithColorProfile(colorprofile.Env(o.Environ)))
	}
	return options
}

// What a console is made of; their comments stand with them.
type (
	Options = screen.Options
	Fault   = screen.Fault
	Theme   = widget.Theme
)

// ParseTheme reads the name of a theme; "" is that which suits the terminal.
func ParseTheme(name string) (Theme, error) { return widget.ParseTheme(name) }
