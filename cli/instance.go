package cli

import (
	"context"
	"fmt"
	"log/slog"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/socket"
	"gatehouse/storage"
)

// Instance is a running one, as a command line in it sees it.
type Instance struct {
	Services *service.Services
	Data     string                           // its data directory
	Who      func(via string) model.Principal // who sent the command line

	// Console shows the console on the caller's terminal until it is quit.
	Console func(ctx context.Context, p model.Principal, o Options, s Streams) error
	// Stop ends the instance, as a signal would.
	Stop func()
	// LogLevel is from which level on it logs.
	LogLevel *slog.LevelVar
}

// Run executes a command line in the instance and gives its exit code.
func (i Instance) Run(ctx context.Context, s Streams, args []string) int {
	c := &command{instance: &i, streams: s, args: args, terminal: s.Terminal}
	c.doors.Serve = insideAlready
	c.doors.Develop = func(context.Context, Options, func(context.Context, *service.Services) error) error {
		return fmt.Errorf("%w: it is listening already; gatehouse env show prints what an app needs to use it, "+
			"gatehouse stop ends it", storage.ErrLocked)
	}
	c.doors.Console = func(ctx context.Context, o Options) error {
		return i.Console(ctx, i.Who(model.ViaConsole), o, s)
	}
	return c.run(ctx)
}

// Answer runs what a process of the same user sends over the socket. A console that nobody quit
// is told why it ends.
func (i Instance) Answer(ctx context.Context, c *socket.Call) int {
	show := i.Console
	i.Console = func(ctx context.Context, p model.Principal, o Options, s Streams) error {
		err := show(ctx, p, o, s)
		if ctx.Err() != nil { // nobody reads it if they hung up
			fmt.Fprintln(s.Err, "gatehouse: the instance of this console has stopped")
		}
		return err
	}
	return i.Run(ctx, StreamsOf(c), c.Args)
}

func insideAlready(context.Context, Options) error {
	return fmt.Errorf("%w: it is listening already", storage.ErrLocked)
}
