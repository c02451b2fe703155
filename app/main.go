package app

import (
	"context"
	"fmt"
	"os"

	"golang.org/x/term"

	"gatehouse/cli"
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
		cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Dir: dir, Terminal: term.IsTerminal(int(os.Stdout.Fd()))},
		cli.Doors{Open: open, Console: console, Serve: serve},
		os.Args[1:])
}
