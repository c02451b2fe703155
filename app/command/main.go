// Package command is the process: its command line, its console, its memory.
package command

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/term"

	"gatehouse/app"
	"gatehouse/cli"
	"gatehouse/service"
)

// Main runs the command line of this process and gives its exit code.
func Main(ctx context.Context) int {
	limitMemory()
	dir, err := os.Getwd()
	if err != nil { // it is gone, or not for this user to see: whoever names a file gives its whole path
		dir = "/"
	}
	// A window that is closed ends what runs in it, but not a listener: people sign in through it.
	hangup, stop := signal.NotifyContext(ctx, syscall.SIGHUP)
	defer stop()
	return cli.Run(hangup,
		cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Dir: dir,
			Terminal: term.IsTerminal(int(os.Stdout.Fd()))},
		cli.Doors{
			Open:    open,
			Console: func(_ context.Context, o cli.Options) error { return console(ctx, hangup, o) },
			Serve:   func(_ context.Context, o cli.Options) error { return serve(ctx, o) },
			Develop: develop,
			Restore: app.Restore, VerifyBackups: app.VerifyBackups, Reset: app.Reset,
		},
		os.Args[1:])
}

// open gives the services of a data directory to a command.
func open(ctx context.Context, data string) (*service.Services, func() error, error) {
	return app.OpenServices(ctx, app.Config{Options: cli.Options{Data: data, TestIdP: os.Getenv(cli.TestIdPVariable)}})
}
