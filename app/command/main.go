// Package command is the process: its command line, its console, its memory.
package command

import (
	"context"
	"fmt"
	"os"

	"golang.org/x/term"

	"gatehouse/app"
	"gatehouse/cli"
	"gatehouse/service"
)

// Main runs the command line of this process and gives its exit code.
func Main(ctx context.Context) int {
	limitMemory()
	dir, err := os.Getwd()
	if err != nil {
		fmt.Fprintf(os.Stderr, "gatehouse: the working directory is gone: %v\n", err)
		return cli.Broken
	}
	return cli.Run(ctx,
		cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Dir: dir,
			Terminal: term.IsTerminal(int(os.Stdout.Fd()))},
		cli.Doors{Open: open, Console: console, Serve: serve},
		os.Args[1:])
}

// open gives the services of a data directory to a command.
func open(ctx context.Context, data string) (*service.Services, func() error, error) {
	return app.OpenServices(ctx, app.Config{Options: cli.Options{Data: data, TestIdP: os.Getenv(cli.TestIdPVariable)}})
}
